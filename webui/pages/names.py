"""Names for what records refer to by code, login or id; each is looked up once a request."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import g
from sqlalchemy import select

from crm import lookups, rights
from crm.lookups import Stage
from crm.models import Account, Contact, Lead, Opportunity, Order, User
from crm.people import users
from webui.transactions import session, work

MODELS: dict[str, type[Account | Contact | Lead | Opportunity | Order]] = {
    "account": Account,
    "contact": Contact,
    "lead": Lead,
    "opportunity": Opportunity,
    "order": Order,
}
NAMES = {"lead": "title", "order": "number"}


def lookup_name(lookup: str, code: str | None) -> str:
    """Return the name of a value of a lookup; the code where the lookup has it no more."""
    found = lookups.value(session(), lookup, code) if code else None
    return found.name if found else code or ""


def stage_of(lookup: str, stage: Any) -> Stage | None:
    """Return the stage of a code, or of a stage as the interface shows it."""
    code = stage["code"] if isinstance(stage, dict) else stage
    return lookups.stage(session(), code, lookup) if code else None


def person_name(login: str | None) -> str:
    """Return the name of a person."""
    if "people" not in g:
        g.people = {user["login"]: user["name"] for user in users(session())}
    return str(g.people.get(login, login or ""))


def user_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of people by id."""
    wanted = {user_id for user_id in ids if user_id is not None}
    return {row.id: row.name for row in session().execute(select(User.id, User.name).where(User.id.in_(wanted)))}


def note_records(record_type: str, ids: Iterable[int | None]) -> None:
    """Look up the names of many records at once, before a list asks for them; those not to be seen have none."""
    known = _known(record_type)
    wanted = {record_id for record_id in ids if record_id is not None} - known.keys()
    if wanted:
        model = MODELS[record_type]
        name = getattr(model, NAMES.get(record_type, "name"))
        seen = rights.visible(work().actor, model)
        rows = session().execute(select(model.id, name).where(model.id.in_(wanted), seen))
        known |= {record_id: f"{record_type} {record_id}" for record_id in wanted}
        known |= {record_id: str(called) for record_id, called in rows}


def record_name(record_type: str, record_id: int | None) -> str:
    """Return the name of a record."""
    if record_id is None:
        return ""
    note_records(record_type, [record_id])
    return _known(record_type)[record_id]


def _known(record_type: str) -> dict[int, str]:
    if "record_names" not in g:
        g.record_names = {}
    known: dict[int, str] = g.record_names.setdefault(record_type, {})
    return known


def record_choices(lookup: str) -> list[dict[str, str]]:
    """Return the values of a lookup that may be chosen."""
    return [{"code": code, "name": name} for code, name in lookups.choices(session(), lookup).items()]


GLOBALS: dict[str, Callable[..., Any]] = {
    "lookup_name": lookup_name,
    "stage_of": stage_of,
    "person_name": person_name,
    "record_choices": record_choices,
    "record_name": record_name,
}
