"""Who may do what, as one table: the same for pages and interface. What is not in the table, only an admin may."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from crm.errors import NotAllowed, NotFound
from crm.models import Account, Contact, Lead, Opportunity, Order, User
from crm.people.actors import Actor
from crm.people.roles import ALL, CRM_ROLES, DIVISION
from crm.record_types import name_of

Record = Lead | Contact | Account | Opportunity | Order
Rule = frozenset[str]

ADMIN = "admin"
CRM: Rule = CRM_ROLES
SALES: Rule = frozenset({"crm_admin", "crm_manager", "crm_sales"})
DESIGN: Rule = frozenset({"process_designer"})
NOBODY: Rule = frozenset()
RECORDS = ("lead", "contact", "account", "opportunity", "order")

LEAD_ACTIONS = (
    "qualify", "disqualify", "assign", "reassign", "distribute", "move_to_stage", "evaluate_score", "activate",
    "deactivate",
)  # fmt: skip
PROCESS_DESIGN = ("create", "edit", "copy", "check", "dry_run", "publish", "preview_migration", "preview_activation")

RULES: Mapping[tuple[str, str], Rule] = {
    **{("read", record): CRM for record in RECORDS},
    **{(action, "lead"): CRM for action in ("create", "edit", *LEAD_ACTIONS)},
    ("delete", "lead"): SALES,
    ("add_to_marketing_list", "lead"): frozenset({"crm_sales", "crm_manager"}),
    **{(action, record): SALES for action in ("create", "edit") for record in RECORDS if record != "lead"},
    ("move_to_stage", "opportunity"): SALES,
    ("read", "incident"): CRM | DESIGN,
    ("retry", "incident"): frozenset({"crm_admin"}),
    ("read", "process"): CRM | DESIGN,
    **{(action, "process"): DESIGN for action in PROCESS_DESIGN},
    ("read", "lookup"): CRM | DESIGN,
    ("edit", "lead_lookup"): frozenset({"crm_admin"}),
    ("read", "setting"): CRM | DESIGN,
    ("read", "user"): CRM | DESIGN,
    ("read", "audit_log"): NOBODY,
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


def visible(actor: Actor, model: type[Record]) -> ColumnElement[bool]:
    """Return the condition that a person may see a record: all of them, those of their division, or their own."""
    if not may(actor, "read", name_of(model)):
        return false()
    if ADMIN in actor.roles or actor.scope == ALL:
        return true()
    own = or_(model.owner_id == actor.id, model.created_by == actor.id)
    return or_(own, _of_division(actor, model)) if actor.scope == DIVISION else own


def may_see(session: Session, actor: Actor, model: type[Record], record_id: int) -> bool:
    """Say whether a person may see one record."""
    found = select(model.id).where(model.id == record_id, visible(actor, model))
    return session.scalar(found) is not None


def require_sight(session: Session, actor: Actor, model: type[Record], record_id: int) -> None:
    """Refuse a record that a person may not see, as if it were not there.

    Raises:
        crm.errors.NotAllowed: the person reads no records of this type at all.
        crm.errors.NotFound: there is no such record, or not for this person.
    """
    require(actor, "read", name_of(model))
    if not may_see(session, actor, model, record_id):
        raise NotFound(name_of(model), record_id)


def _of_division(actor: Actor, model: type[Record]) -> ColumnElement[bool]:
    if actor.division is None:
        return false()
    colleagues = select(User.id).where(User.division == actor.division)
    of_owner: ColumnElement[bool] = model.owner_id.in_(colleagues)
    if issubclass(model, Contact | Account):
        return of_owner
    return or_(of_owner, model.sales_division == actor.division)
