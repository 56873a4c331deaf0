"""Shapes of the rules by which similar records are found, and of what they find."""

from pydantic import BaseModel, Field

from crm import fields
from crm.fields import Field as Described
from webui.api.schemas import described
from webui.api.schemas.described import CONDITIONS

OF_RULE = {**fields.of("duplicate_rule"), "conditions": Described("conditions", "Conditions", "conditions")}
RULE = described.answer("duplicate_rule", conditions=CONDITIONS)
NewRule = described.body("NewDuplicateRule", OF_RULE, ["name", "conditions"])
RuleChanges = described.body("DuplicateRuleChanges", OF_RULE, [])


class Found(BaseModel):
    """What a rule takes for similar."""

    id: int
    rule: str
    reason: str
    score: int = Field(description="How much alike, in per cent.")


class SimilarLead(Found):
    """A lead that a rule takes for similar."""

    lead_id: int


class FoundContact(Found):
    """A contact that a rule takes for similar."""

    contact_id: int


class FoundAccount(Found):
    """An account that a rule takes for similar."""

    account_id: int
