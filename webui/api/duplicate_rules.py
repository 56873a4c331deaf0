"""The rules by which similar records are found."""

from typing import Any

from crm.duplicates.rules import LISTING
from tasks import duplicates
from webui.api import answers, parts
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.routes import PREFIX, Routes, takes
from webui.api.schemas import described
from webui.api.schemas.common import Page, RecordPath
from webui.api.schemas.duplicates import RULE, FoundAccount, FoundContact, NewRule, RuleChanges
from webui.transactions import work

routes = Routes("duplicate_rules", "Rules by which similar records are found.")


@routes.get("/duplicate_rules", responses={200: described.page_of(RULE)})
@takes(query=described.filters(LISTING))
def find(query: Page) -> Answer:
    """List the rules, newest first."""
    found = duplicates.find(work(), query.filters(), query.limit, query.cursor)
    return answers.page(duplicates.as_dict(work(), found.items), found.next_cursor)


@routes.post("/duplicate_rules", responses={201: RULE})
@takes(body=NewRule)
def create(body: Body) -> Answer:
    """Save a new rule; an active one is tried on all records in the background."""
    rule_id = duplicates.create(work(), body.given())
    return answers.created(_shown(rule_id), f"{PREFIX}/duplicate_rules/{rule_id}")


@routes.get("/duplicate_rules/<int:id>", responses={200: RULE})
def show(path: RecordPath) -> Answer:
    """Show a rule."""
    return answers.record(_shown(path.id))


@routes.patch("/duplicate_rules/<int:id>", responses={200: RULE})
@takes(body=RuleChanges)
def change(path: RecordPath, body: Body) -> Answer:
    """Change a rule; what it found is forgotten when it compares otherwise, and searched anew if it is active."""
    duplicates.update(work(), path.id, body.given(), expected_revision())
    return answers.record(_shown(path.id))


@routes.get("/contacts/<int:id>/similar", responses={200: described.page_of(FoundContact)})
def similar_contacts(path: RecordPath, query: Page) -> Answer:
    """List contacts that the active rules take for similar, the most alike first."""
    return parts.after(query, duplicates.similar(work(), "contact", path.id))


@routes.get("/accounts/<int:id>/similar", responses={200: described.page_of(FoundAccount)})
def similar_accounts(path: RecordPath, query: Page) -> Answer:
    """List accounts that the active rules take for similar, the most alike first."""
    return parts.after(query, duplicates.similar(work(), "account", path.id))


def _shown(rule_id: int) -> dict[str, Any]:
    return duplicates.as_dict(work(), [duplicates.get(work(), rule_id)])[0]
