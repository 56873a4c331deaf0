"""Marketing lists behind their rights; of their members everybody sees the leads that they may see."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_

from crm import leads, marketing_lists, rights
from crm.models import Lead, MarketingList
from crm.paging import Page
from tasks.record_rows import active_row_of, row_of
from tasks.work import Work

TYPE, ADD = "marketing_list", "add_to_marketing_list"
MEMBER = ("id", "number", "title", "email", "stage", "owner")


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new list and return its id. Errors as `crm.marketing_lists.create`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "create", TYPE)
    return marketing_lists.create(work.session, values, work.actor.author()).id


def update(work: Work, list_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change fields of a list. Errors as `crm.marketing_lists.update`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "edit", TYPE)
    marketing_lists.update(work.session, list_id, values, work.actor.author(), revision)


def get(work: Work, list_id: int) -> MarketingList:
    """Return one list.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    rights.require(work.actor, "read", TYPE)
    return marketing_lists.get(work.session, list_id)


def find(work: Work, given: Mapping[str, Any], limit: int, cursor: str | None = None) -> Page[MarketingList]:
    """Return a page of lists, newest first."""
    rights.require(work.actor, "read", TYPE)
    return marketing_lists.find(work.session, given, limit, cursor)


def add(work: Work, list_id: int, lead_id: int) -> bool:
    """Put a lead on a list and say whether it was not there yet.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: of list or lead.
        crm.errors.StateForbids: list or lead is inactive.
    """
    rights.require(work.actor, ADD, "lead")
    active_row_of(work, "lead", lead_id)
    return marketing_lists.add(work.session, list_id, lead_id, work.actor.author())


def remove(work: Work, list_id: int, lead_id: int) -> None:
    """Take a lead off a list.

    Raises:
        crm.errors.NotAllowed, crm.errors.NotFound: of list or lead.
    """
    rights.require(work.actor, ADD, "lead")
    get(work, list_id)
    row_of(work, "lead", lead_id)
    marketing_lists.remove(work.session, list_id, lead_id, work.actor.author())


def members(work: Work, list_id: int, limit: int, after: int | None = None) -> list[dict[str, Any]]:
    """Return the active leads on a list that the person may see: `[{id, number, title, email, stage, owner}]`."""
    get(work, list_id)
    found = marketing_lists.members(work.session, list_id, _seen(work), limit, after)
    return [{name: lead[name] for name in MEMBER} for lead in leads.as_dict(work.session, found)]


def as_dict(work: Work, lists: Sequence[MarketingList]) -> list[dict[str, Any]]:
    """Return lists as the interface shows them, with how many leads on each the person may see."""
    sizes = marketing_lists.sizes(work.session, [each.id for each in lists], _seen(work))
    return [{**shown, "members": sizes.get(shown["id"], 0)} for shown in marketing_lists.as_dict(work.session, lists)]


def _seen(work: Work) -> ColumnElement[bool]:
    return and_(rights.visible(work.actor, Lead), Lead.active)
