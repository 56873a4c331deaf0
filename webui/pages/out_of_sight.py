"""Records that somebody has just given away: they may be out of their own sight by now."""

from flask import url_for

from crm import rights
from webui.pages.answers import say
from webui.pages.record_kinds import KINDS
from webui.transactions import session, work


def is_seen(record_type: str, record_id: int) -> bool:
    """Say whether the person still sees a record."""
    session().flush()
    return rights.may_see(session(), work().actor, KINDS[record_type].model, record_id)


def place_of(record_type: str, record_id: int) -> str:
    """Return the address of a record's page; of the list, and the reason, where the person sees the record no more."""
    if is_seen(record_type, record_id):
        return url_for(f"{record_type}.page", record_id=record_id)
    say(f"The {record_type} is no longer one of those that you see.")
    return url_for(f"{record_type}.index")
