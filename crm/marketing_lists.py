"""Marketing lists: leads gathered by hand, to be written to together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import changes, filters
from crm.changes import Author, Changed
from crm.errors import Invalid, StateForbids
from crm.models import Lead, MarketingList, MarketingListMember
from crm.paging import Listing
from crm.record_types import table_of
from crm.records import Service
from db import clock

MEMBERS = table_of(MarketingListMember)
MEMBER = "member"
LISTING = Listing(MarketingList, {"active": filters.flag("active", MarketingList.active)})
LISTS = Service(LISTING)

get, find = LISTS.get, LISTS.find


def create(session: Session, values: Mapping[str, Any], by: Author) -> MarketingList:
    """Save a new list.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    _require_other_name(session, values.get("name"), None)
    return LISTS.create(session, values, by)


def update(
    session: Session, list_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change fields of a list. Errors as `crm.records.Service.update`."""
    _require_other_name(session, values.get("name"), list_id)
    return LISTS.update(session, list_id, values, by, revision)


def choices(session: Session) -> dict[str, str]:
    """Return id → name of the lists that take members, by name."""
    found = select(MarketingList).where(MarketingList.active).order_by(MarketingList.name)
    return {str(each.id): each.name for each in session.scalars(found)}


def add(session: Session, list_id: int, lead_id: int, by: Author) -> bool:
    """Put a lead on a list and say whether it was not there yet.

    Raises:
        crm.errors.NotFound: there is no such list.
        crm.errors.StateForbids: the list is inactive.
    """
    row = changes.lock(session, MarketingList, list_id, columns=("active",))
    if not row["active"]:
        raise StateForbids("Add to marketing list", "inactive", ["activate"], "an inactive list takes no members")
    values = {"marketing_list_id": list_id, "lead_id": lead_id, "added_by": by.actor_id, "added_at": clock.now()}
    added = session.execute(insert(MEMBERS).values(values).on_conflict_do_nothing().returning(MEMBERS.c.lead_id))
    is_new = added.one_or_none() is not None
    if is_new:
        changes.note(session, MarketingList, list_id, (MEMBER, None, lead_id), by)
        changes.note(session, Lead, lead_id, ("marketing_list", None, get(session, list_id).name), by)
    return is_new


def remove(session: Session, list_id: int, lead_id: int, by: Author) -> None:
    """Take a lead off a list; one that is not on it stays so."""
    where = (MEMBERS.c.marketing_list_id == list_id, MEMBERS.c.lead_id == lead_id)
    gone = session.execute(delete(MEMBERS).where(*where).returning(MEMBERS.c.lead_id)).one_or_none()
    if gone is not None:
        changes.note(session, MarketingList, list_id, (MEMBER, lead_id, None), by)
        changes.note(session, Lead, lead_id, ("marketing_list", get(session, list_id).name, None), by)


def members(
    session: Session, list_id: int, within: ColumnElement[bool], limit: int, after: int | None = None
) -> list[Lead]:
    """Return leads on a list that somebody may see, by their ids."""
    on_list = select(MEMBERS.c.lead_id).where(MEMBERS.c.marketing_list_id == list_id)
    later = [] if after is None else [Lead.id > after]
    query = select(Lead).where(Lead.id.in_(on_list), within, *later).order_by(Lead.id).limit(limit)
    return list(session.scalars(query))


def of_lead(session: Session, lead_id: int) -> list[MarketingList]:
    """Return the lists that a lead is on, by name."""
    on = select(MEMBERS.c.marketing_list_id).where(MEMBERS.c.lead_id == lead_id)
    return list(session.scalars(select(MarketingList).where(MarketingList.id.in_(on)).order_by(MarketingList.name)))


def sizes(session: Session, list_ids: Iterable[int], within: ColumnElement[bool]) -> dict[int, int]:
    """Return how many leads that somebody may see are on some lists."""
    query = select(MEMBERS.c.marketing_list_id, func.count()).join(Lead, Lead.id == MEMBERS.c.lead_id)
    rows = session.execute(
        query.where(MEMBERS.c.marketing_list_id.in_(list(list_ids)), within).group_by(MEMBERS.c.marketing_list_id)
    )
    return {row[0]: row[1] for row in rows}


def as_dict(session: Session, lists: Sequence[MarketingList]) -> list[dict[str, Any]]:
    """Return lists as the interface shows them; who knows what the person may see fills `members`."""
    return [{**shown, "members": 0} for shown in LISTS.as_dict(session, lists)]


def _require_other_name(session: Session, name: Any, list_id: int | None) -> None:
    if not isinstance(name, str):
        return
    same = select(MarketingList.id).where(func.lower(MarketingList.name) == name.strip().lower())
    found = session.scalar(same)
    if found is not None and found != list_id:
        raise Invalid({"name": [f"There is a list “{name.strip()}” already."]})
