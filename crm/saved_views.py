"""Saved views: filters and columns of a list under a name, of one person or shared with all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from crm import changes
from crm.errors import Invalid, NotAllowed, NotFound
from crm.models import SavedView, User
from crm.people.actors import Actor
from crm.rights import ADMIN

LONGEST_NAME = 60
REQUIRED, TOO_LONG = "Enter a name.", f"Enter at most {LONGEST_NAME} characters."


@dataclass(frozen=True, slots=True)
class Given:
    """What a view is to hold: parameters of the list's address, and codes of its columns."""

    record_type: str
    name: str
    filters: Mapping[str, str]
    columns: Sequence[str]
    shared: bool = False


def of_list(session: Session, actor: Actor, record_type: str) -> list[SavedView]:
    """Return the views of a list that a person is offered, by name: their own, and shared ones."""
    query = select(SavedView).where(SavedView.record_type == record_type, _offered(actor))
    return list(session.scalars(query.order_by(func.lower(SavedView.name), SavedView.id)))


def offered(session: Session, actor: Actor) -> list[SavedView]:
    """Return all views that a person is offered, by list and name."""
    query = select(SavedView).where(_offered(actor))
    return list(session.scalars(query.order_by(SavedView.record_type, func.lower(SavedView.name), SavedView.id)))


def save(session: Session, actor: Actor, given: Given) -> SavedView:
    """Save a view; one of the same person, list and name is replaced.

    Raises:
        crm.errors.Invalid: there is no name, or too long a one.
    """
    name = " ".join(given.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"name": [TOO_LONG if name else REQUIRED]})
    values = {"filters": dict(given.filters), "columns": list(given.columns), "shared": given.shared}
    view = session.scalar(_named(actor, given.record_type, name).with_for_update())
    if view is not None:
        changes.change(session, SavedView, view.id, {"name": name, **values}, actor.author())
        return view
    view = SavedView(record_type=given.record_type, name=name, owner_id=actor.id, **values)
    session.add(view)
    session.flush()
    changes.record_created(session, SavedView, view.id, {"name": name, **values}, actor.author())
    return view


def get(session: Session, actor: Actor, view_id: int) -> SavedView:
    """Return a view that a person is offered.

    Raises:
        crm.errors.NotFound: there is none, or not for this person.
    """
    view = session.scalar(select(SavedView).where(SavedView.id == view_id, _offered(actor)))
    if view is None:
        raise NotFound("saved view", view_id)
    return view


def remove(session: Session, actor: Actor, view_id: int) -> None:
    """Remove a view: one's own, or for admins a shared one.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    view = get(session, actor, view_id)
    if not removable(actor, view):
        raise NotAllowed("remove this view", "it was shared by somebody else")
    changes.record_deleted(session, SavedView, view.id, {"name": view.name, "filters": view.filters}, actor.author())
    session.delete(view)
    session.flush()


def removable(actor: Actor, view: SavedView) -> bool:
    """Say whether a person may remove a view that they are offered."""
    return view.owner_id == actor.id or ADMIN in actor.roles


def as_dict(session: Session, views: Sequence[SavedView]) -> list[dict[str, Any]]:
    """Return views as the interface shows them."""
    owners = select(User.id, User.login).where(User.id.in_({view.owner_id for view in views}))
    logins = {row.id: row.login for row in session.execute(owners)}
    return [
        {
            "id": view.id,
            "record_type": view.record_type,
            "name": view.name,
            "filters": view.filters,
            "columns": view.columns,
            "shared": view.shared,
            "owner": logins[view.owner_id],
        }
        for view in views
    ]


def _offered(actor: Actor) -> ColumnElement[bool]:
    return or_(SavedView.owner_id == actor.id, SavedView.shared)


def _named(actor: Actor, record_type: str, name: str) -> Select[SavedView]:
    mine = (SavedView.owner_id == actor.id, SavedView.record_type == record_type)
    return select(SavedView).where(*mine, func.lower(SavedView.name) == name.lower())
