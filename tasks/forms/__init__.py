"""Forms that come from the model: what they show, and what may be handed in."""
