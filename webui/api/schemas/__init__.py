"""The shapes of bodies and answers, as the OpenAPI document shows them. Answers are described, not checked, here."""
