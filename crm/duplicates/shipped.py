"""The rules that an installation starts with; what an admin changed or switched off stays as it is."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.changes import Author
from crm.duplicates import rules
from crm.duplicates.compared import EQUAL, SIMILAR
from crm.models import DuplicateRule


def _rule(name: str, conditions: dict[str, str], record_type: str = "lead", **further: Any) -> dict[str, Any]:
    told = [{"field": field, "compare": compare} for field, compare in conditions.items()]
    return {"name": name, "record_type": record_type, "conditions": told, **further}


SHIPPED: dict[str, dict[str, Any]] = {
    "lead-email": _rule("Equal e-mail", {"email": EQUAL}),
    "lead-phone": _rule("Equal phone", {"phone": EQUAL}),
    "lead-names": _rule("Equal contact and account name", {"contact_name": EQUAL, "account_name": EQUAL}),
    "lead-alike": _rule(
        "Contact and account name much alike", {"contact_name": SIMILAR, "account_name": SIMILAR}, threshold=85
    ),
    "contact-email": _rule("Equal name and e-mail of contacts", {"name": EQUAL, "email": EQUAL}, "contact"),
    "contact-phone": _rule("Equal name and phone of contacts", {"name": EQUAL, "phone": EQUAL}, "contact"),
    "account-name": _rule("Equal name of accounts", {"name": EQUAL}, "account"),
    "account-alike": _rule(
        "Name of accounts much alike, same country",
        {"name": SIMILAR, "country": EQUAL},
        "account",
        threshold=85,
    ),
}


def plant(session: Session) -> set[str]:
    """Add the rules that are missing, and return for which types of records."""
    known = set(session.scalars(select(DuplicateRule.code).where(DuplicateRule.code.is_not(None))))
    names = set(session.scalars(select(DuplicateRule.name)))
    missing = {code: rule for code, rule in SHIPPED.items() if code not in known and rule["name"] not in names}
    for code, rule in missing.items():
        rules.create(session, rule, Author(), code=code)
    return {rule["record_type"] for rule in missing.values()}
