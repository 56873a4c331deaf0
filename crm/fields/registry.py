"""The register of fields by type of record."""

from collections.abc import Mapping

from crm.fields import lead, person
from crm.fields.customers import ACCOUNT, CONTACT
from crm.fields.duplicate_rule import DUPLICATE_RULE
from crm.fields.field import Field
from crm.fields.landing import INCOMING_HOOK, LANDING_PAGE, WEBHOOK
from crm.fields.marketing_list import MARKETING_LIST
from crm.fields.sales import OPPORTUNITY, ORDER

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "lead": lead.FIELDS,
    "contact": CONTACT,
    "account": ACCOUNT,
    "opportunity": OPPORTUNITY,
    "order": ORDER,
    "marketing_list": MARKETING_LIST,
    "landing_page": LANDING_PAGE,
    "webhook": WEBHOOK,
    "incoming_hook": INCOMING_HOOK,
    "duplicate_rule": DUPLICATE_RULE,
    "user": person.USER,
}


def of(record_type: str) -> Mapping[str, Field]:
    """Return the fields of a type of record by name, in the order of its forms."""
    return _BY_NAME[record_type]


def used_by_lookup(lookup: str) -> list[tuple[str, str]]:
    """Return the types of records and columns whose values come from a lookup."""
    return [(kind, field.column) for kind, fields in FIELDS.items() for field in fields if field.lookup == lookup]


_BY_NAME = {kind: {field.name: field for field in fields} for kind, fields in FIELDS.items()}
