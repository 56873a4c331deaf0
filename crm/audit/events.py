"""What is logged beside changes of fields. Those `crm.changes` writes in the statement that makes them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm import changes
from crm.changes import Author

EVENTS: Mapping[str, str] = {
    "created": "created",
    "deleted": "deleted",
    "signed_in": "signed in",
    "sign_in_failed": "sign-in failed",
    "signed_out": "signed out",
    "session_ended": "session ended",
    "token_issued": "token issued",
    "token_revoked": "token revoked",
    "calendar_address_made": "calendar address made",
    "calendar_address_revoked": "calendar address revoked",
    "draft_saved": "draft saved",
    "published": "published",
    "rolled_back": "rolled back",
    "activated": "activated",
    "disabled": "disabled",
    "enabled": "enabled",
    "migrated": "instances moved",
    "migration_undone": "move undone",
    "completed": "completed",
    "claimed": "claimed",
    "released": "released",
    "delegated": "delegated",
    "posted": "posted",
    "logged": "logged",
    "exported": "exported",
    "imported": "imported",
}
"""What may be logged beside changes of fields; an entry of any other name is the change of the field of that name."""

CHANGED = "changed"
ACTIONS = {CHANGED: "changed", **EVENTS}


def write(session: Session, event: str, of: tuple[str, int | None], facts: Mapping[str, Any], by: Author) -> None:
    """Log an event about a record `(type, id)`, with facts that people understand without looking further."""
    assert event in EVENTS, event
    changes.log(session, *of, (event, None, {name: fact for name, fact in facts.items() if fact is not None}), by)
