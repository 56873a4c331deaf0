"""Mail templates: values of a lookup whose subject and text hold `${lead.…}`; models ask for them as `mail_templates`."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.orm import Session

from crm import leads, lookups
from crm.errors import Invalid
from crm.models import Lead, Opportunity, User
from crm.presentation import shown_columns
from engine.errors import ExpressionFailed, ExpressionRefused
from engine.expressions import compile_template
from tasks.work import Work

LOOKUP = "mail-templates"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
TEXTS = {"subject": "Subject", "body": "Text"}
KNOWN: Mapping[str, frozenset[str]] = {
    "lead": frozenset(name for name, *_ in shown_columns(Lead)),
    "opportunity": frozenset(name for name, *_ in shown_columns(Opportunity)),
    "sender": frozenset({"name", "email"}),
}
"""What the texts may speak of: the names, and what each of them has."""


def codes(session: Session) -> frozenset[str]:
    """Return the codes of all templates."""
    return frozenset(value.code for value in lookups.values(session, LOOKUP))


def rendered(
    session: Session, record_names: Mapping[str, Callable[[], Any]], sender_id: int | None
) -> dict[str, dict[str, str | None]]:
    """Return subject and body of each template by its code, filled in for a record and whoever sends it.

    A text that cannot be filled in, as its record lacks what it speaks of, is None.
    """
    names = {name: load() for name, load in record_names.items() if name in KNOWN} | {
        "sender": _sender(session, sender_id)
    }
    return {value.code: filled_in(value.attributes, names) for value in lookups.values(session, LOOKUP)}


def for_lead(work: Work, lead_id: int, texts: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the texts of one template as a lead would get them from the actor."""
    names = {"lead": leads.as_names(work.session, lead_id), "sender": _sender(work.session, work.actor.id)}
    return filled_in(texts, names)


def filled_in(texts: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the texts of one template with the values of some names put in."""
    filled: dict[str, str | None] = dict.fromkeys(TEXTS)
    for part in TEXTS:
        with suppress(ExpressionFailed, ExpressionRefused):
            filled[part] = str(compile_template(texts.get(part) or "").evaluate(names))
    return filled


def with_code(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new template with a code that models can name it by; without one its name gives it.

    Raises:
        crm.errors.Invalid: the code is no name in expressions.
    """
    code = given.get("code") or re.sub(r"\W+", "_", str(given.get("name") or "").lower(), flags=re.ASCII).strip("_")
    if code and not (isinstance(code, str) and NAME.fullmatch(code)):
        raise Invalid(
            {"code": ["Models name the template by its code: use letters, digits and underscores, a letter first."]}
        )
    return {**given, "code": code or None}


def require_fit(texts: Mapping[str, Any]) -> None:
    """Refuse a template that could not be filled in.

    Raises:
        crm.errors.Invalid: with what is wrong at each text.
    """
    errors = {f"attributes.{part}": _faults(texts.get(part)) for part in TEXTS}
    if any(errors.values()):
        raise Invalid({name: faults for name, faults in errors.items() if faults})


def _faults(text: Any) -> list[str]:
    if not isinstance(text, str):
        return []
    try:
        template = compile_template(text)
    except ExpressionRefused as refused:
        return [str(refused)]
    unknown = [
        f"There is no “{name}” to speak of: use {', '.join(KNOWN)}." for name in sorted(template.names - KNOWN.keys())
    ]
    return unknown + [
        f"“{name}” has no “{attribute}”."
        for name, attribute in sorted(template.attributes)
        if name in KNOWN and attribute not in KNOWN[name]
    ]


def _sender(session: Session, user_id: int | None) -> dict[str, str | None]:
    user = session.get(User, user_id) if user_id is not None else None
    return {"name": user.name if user else None, "email": user.email if user else None}
