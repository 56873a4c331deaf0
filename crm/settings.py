"""System settings: declared here, kept with their history in the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import changes, references
from crm.changes import Author
from crm.entry import REQUIRED
from crm.errors import Invalid, UnknownSetting
from crm.fields import Field
from crm.models import Setting
from crm.people.roles import ROLES, SCOPES, VISIBILITY
from crm.plain import plain
from crm.readers import Unfit, read
from crm.record_types import table_of

SETTINGS = table_of(Setting)

Check = Callable[[Session, Any], None]


@dataclass(frozen=True, slots=True)
class Declared:
    """A setting: what its value is like, and what counts while there is none. `process` values are checked above."""

    code: str
    field: Field
    default: Any = None
    help: str = ""


ALL = (
    Declared(
        "lead-management-business-process",
        Field("value", "Lead management business process", max_length=200),
        help="The process that new leads run. Without one, leads are worked by hand.",
    ),
    Declared(
        "base-currency",
        Field("value", "Base currency", "lookup", lookup="currencies", required=True),
        "EUR",
        "The currency of budgets, and of new opportunities and orders where nobody chose another.",
    ),
    Declared("company-name", Field("value", "Company name"), "Our company"),
    Declared(
        "time-zone",
        Field("value", "Time zone", form="time_zone", required=True),
        "UTC",
        "The zone of mails and calendars for people who chose none of their own.",
    ),
    Declared("mail-sender", Field("value", "Sender of mail", form="email", max_length=254)),
    Declared(
        "webhooks-to-private-addresses",
        Field("value", "Webhooks to private addresses", "boolean"),
        default=False,
        help="Lets webhooks call addresses within the own network. Keep it off unless a receiver stands there.",
    ),
    Declared(
        VISIBILITY,
        Field("value", "Records that a role sees"),
        help="For each role all, division or own; a role that is not named sees all.",
    ),
)

DECLARED = {setting.code: setting for setting in ALL}


def declared(code: str) -> Declared:
    """Return what is known about a setting.

    Raises:
        crm.errors.UnknownSetting: there is none of that code.
    """
    try:
        return DECLARED[code]
    except KeyError:
        raise UnknownSetting(code) from None


def get(session: Session, code: str) -> Any:
    """Return the value of a setting: what was put, else its default.

    Raises:
        crm.errors.UnknownSetting: there is none of that code.
    """
    setting = declared(code)
    row = session.execute(select(SETTINGS.c.value).where(SETTINGS.c.code == code)).one_or_none()
    return row.value if row is not None else setting.default


def is_set(session: Session, code: str) -> bool:
    """Say whether anybody has ever put a value, even none."""
    return session.scalar(select(SETTINGS.c.id).where(SETTINGS.c.code == declared(code).code)) is not None


def everything(session: Session) -> dict[str, Any]:
    """Return the values of all settings."""
    kept = {row.code: row.value for row in session.execute(select(SETTINGS.c.code, SETTINGS.c.value))}
    return {setting.code: kept.get(setting.code, setting.default) for setting in ALL}


def put(session: Session, code: str, value: Any, by: Author, check: Check | None = None) -> None:
    """Put a value, None for none. `check` is what the layer above knows about it; it raises to refuse.

    Raises:
        crm.errors.UnknownSetting: there is none of that code.
        crm.errors.Invalid: the value does not fit.
    """
    accepted = _accepted(session, declared(code), value)
    if check is not None:
        check(session, accepted)
    new = insert(SETTINGS).values(code=code).on_conflict_do_nothing().returning(SETTINGS.c.id)
    setting_id = session.scalar(new) or session.scalar(select(SETTINGS.c.id).where(SETTINGS.c.code == code))
    assert setting_id is not None
    changes.change(session, Setting, setting_id, {"value": plain(accepted), "updated_by": by.actor_id}, by)


def _accepted(session: Session, setting: Declared, value: Any) -> Any:
    if setting.code == VISIBILITY:
        return _visibility(value)
    try:
        accepted = read(setting.field, value)
    except Unfit as unfit:
        raise Invalid({"value": [str(unfit)]}) from None
    if accepted is None and setting.field.required:
        raise Invalid({"value": [REQUIRED]})
    if setting.field.type in references.TYPES and accepted is not None:
        found = references.find(session, [(setting.field, accepted)])
        if not found.has(setting.field, accepted):
            raise Invalid({"value": [references.unknown(setting.field, accepted)]})
    return accepted


def _visibility(value: Any) -> Mapping[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not all(role in ROLES and scope in SCOPES for role, scope in value.items()):
        raise Invalid({"value": [f"Enter one of {', '.join(SCOPES)} for each role; roles are {', '.join(ROLES)}."]})
    return dict(value)
