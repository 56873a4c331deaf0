"""Reads a form that was sent: only what its page lists is taken, and every error is told at its field."""

import re
from collections.abc import Mapping
from typing import Any

from crm import fields
from crm.entry import REQUIRED
from crm.errors import Invalid
from crm.models import LandingPage
from crm.readers import Unfit, read

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
TICKET, PROOF, ANSWER, TRAP = "baton_ticket", "baton_proof", "baton_answer", "baton_fax"
VISITOR, CONSENT, PAGE = "baton_visitor", "baton_consent", "baton_page"
OURS = frozenset({TICKET, PROOF, ANSWER, TRAP, VISITOR, CONSENT, PAGE, *UTM})
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
CONSENT_NEEDED = "Please agree, or we may not keep what you sent."
LONGEST_UTM = 200
VISITOR_FORM = re.compile(r"[0-9a-f]{32}")


def accept(page: LandingPage, sent: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the lead that a form holds, hidden ones included.

    Raises:
        crm.errors.Invalid: unlisted fields, and every error at its field.
    """
    shown = {field["name"]: field for field in page.fields}
    errors: dict[str, list[str]] = {}
    unlisted = sorted(sent.keys() - shown.keys() - page.hidden.keys() - OURS)
    if unlisted:
        errors[""] = [f"This form has no field “{unlisted[0][:60]}”."]
    values: dict[str, Any] = dict(page.hidden)
    for name in (*shown, *page.hidden):
        if name in sent or name in shown:
            _take(name, shown.get(name, {}), sent.get(name, ""), values, errors)
    if page.consent and not sent.get(CONSENT):
        errors[CONSENT] = [CONSENT_NEEDED]
    if errors:
        raise Invalid(errors)
    return {name: value for name, value in values.items() if value not in (None, "")}


def utm_of(sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters of the campaign that brought the visitor here, cut where they are too long."""
    found = {name: " ".join(str(sent.get(name) or "").split())[:LONGEST_UTM] for name in UTM}
    return {name: value for name, value in found.items() if value}


def visitor_of(sent: Mapping[str, Any]) -> str | None:
    """Return the id of the visitor's browser, None without a well-formed one."""
    value = sent.get(VISITOR)
    return value if isinstance(value, str) and VISITOR_FORM.fullmatch(value) else None


def _take(
    name: str, rules: Mapping[str, Any], value: str, values: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    try:
        cleaned = _read(name, rules, value)
    except Unfit as unfit:
        errors[name] = [str(unfit)]
        return
    if cleaned is None and rules.get("required"):
        errors[name] = [REQUIRED]
    if cleaned is not None:
        values[name] = cleaned


def _read(name: str, rules: Mapping[str, Any], value: str) -> Any:
    described = fields.of("lead")[name]
    if described.type != "long_text" and CONTROL.search(value):
        # What goes into headers of mails later must not bring its own lines along.
        raise Unfit("Enter one line, without line breaks.")
    cleaned = read(described, value)
    length = len(value.strip())
    if cleaned is not None and rules.get("shortest") and length < rules["shortest"]:
        raise Unfit(f"Enter at least {rules['shortest']} characters.")
    if cleaned is not None and rules.get("longest") and length > rules["longest"]:
        raise Unfit(f"Enter at most {rules['longest']} characters.")
    return cleaned
