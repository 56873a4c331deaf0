"""What the inputs of operations mean to whoever fills them in: a label, some help, and where choices come from."""

from dataclasses import dataclass

LEAD_STAGES, OPPORTUNITY_STAGES = "lead-stages", "opportunity-stages"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of an operation. `value` is what a new step begins with.

    `lookup` or `process_kind` say what is chosen from; `choices` lists it. An input with none of them is typed.
    """

    label: str
    help: str = ""
    value: str = ""
    long: bool = False
    lookup: str | None = None
    process_kind: str | None = None
    choices: tuple[tuple[str, str], ...] = ()


PERSON = "A login, or an expression such as ${lead.owner}."
TEXT = "Values of the process go in as ${…}: ${lead.title}, ${note}."

INPUTS: dict[str, Input] = {
    "stage": Input("Stage", lookup=LEAD_STAGES),
    "need_maturity": Input("Need maturity", lookup="need-maturities"),
    "need_type": Input("Customer need", lookup="customer-needs", value="${need_type}"),
    "sales_division": Input("Sales division", lookup="sales-divisions", value="${sales_division}"),
    "owner": Input("Owner", PERSON, "${owner}"),
    "sales_owner": Input("Sales owner", PERSON, "${sales_owner}"),
    "assignee": Input("Assignee", PERSON, "${assignee}"),
    "user": Input("Person to tell", PERSON, "${lead.owner}"),
    "text": Input("Text", TEXT, long=True),
    "mail": Input("By mail too", choices=(("${True}", "Yes"), ("${False}", "No")), value="${False}"),
    "to": Input("To", "An address, or an expression such as ${lead.email}.", "${lead.email}"),
    "subject": Input("Subject", TEXT),
    "body": Input("Text of the mail", TEXT, long=True),
    "strategy": Input("Strategy", value="${strategy}"),
    "note": Input("Note", value="${note}", long=True),
    "notes": Input("Notes", value="${notes}", long=True),
    "budget": Input("Budget", value="${budget}"),
    "meeting_at": Input("Meeting at", value="${meeting_at}"),
    "decision_at": Input("Decision at", value="${decision_at}"),
    "opportunity_id": Input("Opportunity", value="${opportunity_id}"),
    "process": Input("Process", process_kind="opportunity"),
    "outcome": Input("Outcome", choices=(("won", "Won"), ("lost", "Lost"))),
    "status": Input("Status", lookup="order-statuses"),
    "keep_completed": Input(
        "Keep a completed order", choices=(("${True}", "Yes"), ("${False}", "No")), value="${False}"
    ),
    "reason": Input("Reason", long=True),
    "name": Input("Message", "The name that the other process waits for."),
}
"""By the name of the input, for all operations that have one of that name."""

OWN_INPUTS: dict[tuple[str, str], Input] = {
    ("lead.create_opportunity", "stage"): Input("Stage to begin in", "Empty: the first.", lookup=OPPORTUNITY_STAGES),
    ("opportunity.set_stage", "stage"): Input("Stage", lookup=OPPORTUNITY_STAGES),
    ("opportunity.start_process", "stage"): Input(
        "Stage to begin in", "Empty: where the opportunity stands.", lookup=OPPORTUNITY_STAGES
    ),
    ("message.send", "to"): Input("To", choices=(("lead", "The process of the opportunity's lead"),), value="lead"),
}
"""Where an operation means something of its own by a name."""


def described(operation: str, name: str) -> Input:
    """Return what an input means; its name in words where nobody has described it."""
    found = OWN_INPUTS.get((operation, name)) or INPUTS.get(name)
    return found or Input(name.replace("_", " ").capitalize(), value=f"${{{name}}}")
