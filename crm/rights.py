"""Who may do what, as one table: the same for pages and interface. What is not in the table, only an admin may."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from crm import fields, references
from crm.errors import Invalid, NotAllowed, NotFound
from crm.models import Account, Contact, Lead, Opportunity, Order, User
from crm.people.actors import Actor
from crm.people.roles import ALL, CRM_ROLES, DIVISION
from crm.record_types import name_of

Record = Lead | Contact | Account | Opportunity | Order
Rule = frozenset[str]

ADMIN = "admin"
CRM: Rule = CRM_ROLES
SALES: Rule = frozenset({"crm_admin", "crm_manager", "crm_sales"})
MARKETING: Rule = frozenset({"crm_admin", "crm_manager", "crm_marketeer"})
LANDING: Rule = frozenset({"crm_admin", "crm_marketeer"})
HOOKS: Rule = frozenset({"crm_admin"})
DESIGN: Rule = frozenset({"process_designer"})
NOBODY: Rule = frozenset()
MODELS: Mapping[str, type[Record]] = {
    "lead": Lead,
    "contact": Contact,
    "account": Account,
    "opportunity": Opportunity,
    "order": Order,
}
RECORDS = tuple(MODELS)

LEAD_ACTIONS = (
    "qualify", "disqualify", "assign", "reassign", "distribute", "move_to_stage", "evaluate_score", "activate",
    "deactivate",
)  # fmt: skip
PROCESS_DESIGN = ("create", "edit", "copy", "check", "dry_run", "publish", "preview_migration", "preview_activation")

RULES: Mapping[tuple[str, str], Rule] = {
    **{("read", record): CRM for record in RECORDS},
    **{(action, "lead"): CRM for action in ("create", "edit", *LEAD_ACTIONS)},
    ("delete", "lead"): frozenset({"crm_admin", "crm_manager"}),
    ("import", "lead"): MARKETING,
    ("add_to_marketing_list", "lead"): frozenset({"crm_sales", "crm_manager"}),
    **{(action, record): SALES for action in ("create", "edit") for record in RECORDS if record != "lead"},
    ("read", "marketing_list"): CRM,
    **{(action, "marketing_list"): MARKETING for action in ("create", "edit")},
    **{(action, "landing_page"): LANDING for action in ("read", "create", "edit")},
    **{(action, kind): HOOKS for action in ("read", "create", "edit") for kind in ("webhook", "incoming_hook")},
    ("move_to_stage", "opportunity"): SALES,
    ("read", "duplicate_rule"): CRM | DESIGN,
    **{(action, "duplicate_rule"): frozenset({"crm_admin"}) for action in ("create", "edit")},
    ("read", "incident"): CRM | DESIGN,
    ("retry", "incident"): frozenset({"crm_admin"}),
    ("read", "process"): CRM | DESIGN,
    **{(action, "process"): DESIGN for action in PROCESS_DESIGN},
    ("read", "lookup"): CRM | DESIGN,
    ("edit", "lead_lookup"): frozenset({"crm_admin"}),
    ("read", "setting"): CRM | DESIGN,
    ("read", "user"): CRM | DESIGN,
    ("read", "audit_log"): NOBODY,
    ("read", "right"): NOBODY,
    ("read", "mail"): frozenset({"crm_admin", "crm_manager"}),
}
"""Roles that may do an action on a type of record; `admin` may do everything."""

SENTENCES: Mapping[str, str] = {
    "move_to_stage": "move {} to another stage",
    "add_to_marketing_list": "add {} to marketing lists",
    "evaluate_score": "evaluate the score of {}",
    "dry_run": "try {} in a dry run",
    "preview_migration": "preview migrations of {}",
    "preview_activation": "preview the activation of {}",
    "migrate": "move instances of {} to another version",
}
"""Actions that are more than a verb before its object."""


def may(actor: Actor, action: str, record_type: str) -> bool:
    """Say whether a person may do an action on records of a type."""
    return ADMIN in actor.roles or bool(actor.roles & RULES.get((action, record_type), NOBODY))


def require(actor: Actor, action: str, record_type: str) -> None:
    """Refuse an action that a person may not do.

    Raises:
        crm.errors.NotAllowed: names the roles that may.
    """
    if not may(actor, action, record_type):
        roles = ", ".join(sorted(RULES.get((action, record_type), NOBODY) | {ADMIN}))
        sentence = SENTENCES.get(action, f"{action.replace('_', ' ')} {{}}")
        raise NotAllowed(sentence.format(_several(record_type)), f"it takes one of the roles {roles}")


def _several(record_type: str) -> str:
    """Return a type of record in the plural: leads, opportunities, processes."""
    name = record_type.replace("_", " ")
    if name.endswith("y"):
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith("s") else f"{name}s"


def sees_all(actor: Actor) -> bool:
    """Say whether nothing narrows what a person sees of the records that they may read."""
    return ADMIN in actor.roles or actor.scope == ALL


def visible(actor: Actor, model: type[Record]) -> ColumnElement[bool]:
    """Return the condition that a person may see a record: all of them, those of their division, or their own."""
    if not may(actor, "read", name_of(model)):
        return false()
    if sees_all(actor):
        return true()
    own = or_(model.owner_id == actor.id, model.created_by == actor.id)
    return or_(own, _of_division(actor, model)) if actor.scope == DIVISION else own


def may_see(session: Session, actor: Actor, model: type[Record], record_id: int) -> bool:
    """Say whether a person may see one record."""
    found = select(model.id).where(model.id == record_id, visible(actor, model))
    return session.scalar(found) is not None


def of_visible(actor: Actor, record_type: ColumnElement[Any], record_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row belongs to a record that a person may see, given its columns for type and id."""
    readable = [name for name in RECORDS if may(actor, "read", name)]
    if sees_all(actor):
        return record_type.in_(readable)
    seen = {name: select(MODELS[name].id).where(visible(actor, MODELS[name])) for name in readable}
    return or_(false(), *(and_(record_type == name, record_id.in_(ids)) for name, ids in seen.items()))


def visible_ids(session: Session, actor: Actor, record_type: str, ids: Iterable[int]) -> set[int]:
    """Return those of some records of a type that a person may see, in one query at most."""
    model, wanted = MODELS[record_type], set(ids)
    if not wanted or (sees_all(actor) and may(actor, "read", record_type)):
        return wanted
    return set(session.scalars(select(model.id).where(model.id.in_(wanted), visible(actor, model))))


def visible_keys(session: Session, actor: Actor, keys: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return those of some records, given as type and id, that a person may see; the order stays."""
    given = list(keys)
    types = {record_type for record_type, _ in given}
    seen = {kind: visible_ids(session, actor, kind, (i for k, i in given if k == kind)) for kind in types}
    return [(record_type, record_id) for record_type, record_id in given if record_id in seen[record_type]]


def require_sight(session: Session, actor: Actor, model: type[Record], record_id: int) -> None:
    """Refuse a record that a person may not see, as if it were not there.

    Raises:
        crm.errors.NotAllowed: the person reads no records of this type at all.
        crm.errors.NotFound: there is no such record, or not for this person.
    """
    require(actor, "read", name_of(model))
    if not may_see(session, actor, model, record_id):
        raise NotFound(name_of(model), record_id)


def require_links(
    session: Session, actor: Actor, record_type: str, values: Mapping[str, Any], record_id: int | None = None
) -> None:
    """Refuse links to records that a person may not see, as if they were not there; a link that stands already stays.

    Raises:
        crm.errors.Invalid: with the message at each such field.
    """
    if sees_all(actor):
        return
    linked = [
        field for field in fields.of(record_type).values() if field.record and isinstance(values.get(field.name), int)
    ]
    model = MODELS[record_type]
    current = session.get(model, record_id) if record_id is not None and linked else None
    errors = {}
    for field in linked:
        value = values[field.name]
        stands = current is not None and getattr(current, field.column) == value
        if not stands and not visible_ids(session, actor, str(field.record), [value]):
            errors[field.name] = [references.unknown(field, value)]
    if errors:
        raise Invalid(errors)


def _of_division(actor: Actor, model: type[Record]) -> ColumnElement[bool]:
    if actor.division is None:
        return false()
    colleagues = select(User.id).where(User.division == actor.division)
    of_owner: ColumnElement[bool] = model.owner_id.in_(colleagues)
    if issubclass(model, Contact | Account):
        return of_owner
    return or_(of_owner, model.sales_division == actor.division)
