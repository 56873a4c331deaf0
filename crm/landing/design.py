"""What a landing page consists of: which fields it shows, hides and demands, and on which websites it may stand."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm import fields, references
from crm.errors import Invalid
from crm.readers import Unfit, read

SHOWABLE = (
    "contact_name", "account_name", "email", "mobile_phone", "business_phone", "job_title", "department", "country",
    "website", "customer_need", "need", "budget", "timeline",
)  # fmt: skip
HIDEABLE = (*SHOWABLE, "title", "sales_division", "ad_campaign", "ad_banner", "lead_generation_form")
NEEDED = "customer_need"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAKEN = frozenset({"events"})
DOMAIN = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?")
MOST_DOMAINS, LONGEST_LABEL, LONGEST_TEXT = 50, 120, 20_000


def accept(session: Session, shown: Any, hidden: Any, domains: Any) -> dict[str, Any]:
    """Return the columns `fields`, `hidden` and `domains`, cleaned.

    `shown` is `[{name, label, required, shortest, longest}]` in the order of the form.

    Raises:
        crm.errors.Invalid: at `fields`, `hidden` or `domains`, naming the field.
    """
    errors: dict[str, list[str]] = {}
    columns: dict[str, Any] = {
        "fields": _shown(shown, errors.setdefault("fields", [])),
        "hidden": _hidden(session, hidden, errors.setdefault("hidden", [])),
        "domains": _domains(domains, errors.setdefault("domains", [])),
    }
    named = {field["name"] for field in columns["fields"]}
    if NEEDED not in named and NEEDED not in columns["hidden"]:
        errors["fields"].append("Every lead has a customer need: show the field, or give it a hidden value.")
    if len(columns["fields"]) == 0:
        errors["fields"].append("Show at least one field.")
    told = {name: messages for name, messages in errors.items() if messages}
    if told:
        raise Invalid(told)
    return columns


def accept_slug(value: Any) -> None:
    """Refuse an address that would not stand in a link as it is.

    Raises:
        crm.errors.Invalid
    """
    if isinstance(value, str) and not SLUG.fullmatch(value.strip()):
        raise Invalid({"slug": ["Use small letters, digits and single hyphens, such as spring-offer."]})
    if isinstance(value, str) and value.strip() in TAKEN:
        raise Invalid({"slug": [f"“{value.strip()}” is an address of Baton itself."]})


def _shown(given: Any, messages: list[str]) -> list[dict[str, Any]]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        messages.append("Enter a list of fields.")
        return []
    found: dict[str, dict[str, Any]] = {}
    for field in given:
        name = field.get("name") if isinstance(field, Mapping) else None
        if name not in SHOWABLE:
            messages.append(f"“{name}” cannot be shown; choose among {', '.join(SHOWABLE)}.")
        elif name in found:
            messages.append(f"“{name}” is there twice.")
        else:
            found[name] = _field(name, field, messages)
    return list(found.values())


def _field(name: str, given: Mapping[str, Any], messages: list[str]) -> dict[str, Any]:
    described = fields.of("lead")[name]
    label = " ".join(str(given.get("label") or described.label).split())
    if len(label) > LONGEST_LABEL:
        messages.append(f"The label of “{name}” has more than {LONGEST_LABEL} characters.")
    shortest, longest = (_length(name, given.get(rule), messages) for rule in ("shortest", "longest"))
    if shortest and longest and shortest > longest:
        messages.append(f"“{label}”: at least {shortest} and at most {longest} characters is impossible.")
    required = given.get("required") is True or (name == NEEDED)
    return {"name": name, "label": label, "required": required, "shortest": shortest, "longest": longest}


def _length(name: str, given: Any, messages: list[str]) -> int | None:
    if given in (None, ""):
        return None
    if isinstance(given, bool) or not str(given).isdecimal() or not 0 < int(given) <= LONGEST_TEXT:
        messages.append(f"“{name}”: enter lengths as whole numbers from 1 to {LONGEST_TEXT}.")
        return None
    return int(given)


def _hidden(session: Session, given: Any, messages: list[str]) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        messages.append("Enter a value for each hidden field.")
        return {}
    found = {}
    for name, value in given.items():
        if name not in HIDEABLE:
            messages.append(f"“{name}” cannot be a hidden field; choose among {', '.join(HIDEABLE)}.")
            continue
        try:
            cleaned = read(fields.of("lead")[name], value)
        except Unfit as unfit:
            messages.append(f"“{name}”: {unfit}")
            continue
        if cleaned is not None and _is_known(session, name, cleaned, messages):
            found[name] = str(cleaned)
    return found


def _is_known(session: Session, name: str, value: Any, messages: list[str]) -> bool:
    field = fields.of("lead")[name]
    if field.type not in references.TYPES or references.find(session, [(field, value)]).has(field, value):
        return True
    messages.append(f"“{name}”: {references.unknown(field, value)}")
    return False


def _domains(given: Any, messages: list[str]) -> list[str]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_DOMAINS:
        messages.append(f"Enter a list of at most {MOST_DOMAINS} websites.")
        return []
    cleaned = [
        str(domain).strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/") for domain in given
    ]
    unfit = [domain for domain in cleaned if domain and not DOMAIN.fullmatch(domain)]
    messages.extend(f"“{domain}” is no website, such as www.example.com or *.example.com." for domain in unfit)
    return list(dict.fromkeys(filter(None, cleaned)))
