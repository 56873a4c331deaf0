"""What designers read where they pick a step: its title, which says what it does, and the area that it belongs to."""

TITLES = {
    "feed.post": "Post to the feed",
    "lead.close_order": "Close the lead's order",
    "lead.create_opportunity": "Create an opportunity",
    "lead.create_order": "Create an order",
    "lead.distribute": "Record who the lead goes to",
    "lead.qualify": "Create the lead's contact and account",
    "lead.record_handoff": "Record what sales needs to know",
    "lead.set_need_maturity": "Set the need maturity",
    "lead.set_stage": "Set the lead's stage",
    "lead.tell_sales": "Tell those who sell to the lead",
    "lead.update": "Change fields of the lead",
    "mail.send": "Send a mail",
    "message.send": "Send a message to another process",
    "notify.user": "Tell a person",
    "opportunity.close": "Close the opportunity",
    "opportunity.set_stage": "Set the opportunity's stage",
    "opportunity.start_process": "Start a process for the opportunity",
    "opportunity.tell_lead": "Tell the lead's owner",
    "opportunity.update": "Change fields of the opportunity",
}
"""By the name of the operation."""

PEOPLE = "People and decisions"
AREAS = {"user-task": PEOPLE, "decision": PEOPLE, "lead": "Lead", "opportunity": "Opportunity"}
OTHERS = "Messages and notes"


def title_of(operation: str) -> str:
    """Return what an operation is called where it is picked; its name where nobody has given it a title."""
    return TITLES.get(operation, operation)


def area_of(step: str) -> str:
    """Return the area under which an operation, or another kind of step, is listed."""
    return AREAS.get(step.partition(".")[0], OTHERS)
