"""What rules may compare: the fields of each type of record, with their normal forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.duplicates import normal_forms
from crm.duplicates.normal_forms import Normaliser

EQUAL, SIMILAR = "equal", "similar"


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field to compare; it may gather several columns. Only what consists of words or digits can be `similar`."""

    label: str
    normalise: Normaliser
    columns: tuple[str, ...]
    text: bool = False

    def forms(self, row: Mapping[str, Any]) -> list[str]:
        """Return the normal forms of what a record has here, given its columns."""
        found: list[Any] = []
        for column in self.columns:
            value = row[column]
            found.extend(value if isinstance(value, list) else [value])
        return normal_forms.distinct(self.normalise, (None if each is None else str(each) for each in found))


FIELDS: Mapping[str, Mapping[str, ComparedField]] = {
    "lead": {
        "email": ComparedField("e-mail", normal_forms.email, ("email",), text=True),
        "phone": ComparedField("phone", normal_forms.phone, ("mobile_phone", "business_phone")),
        "mobile_phone": ComparedField("mobile phone", normal_forms.phone, ("mobile_phone",), text=True),
        "business_phone": ComparedField("business phone", normal_forms.phone, ("business_phone",), text=True),
        "contact_name": ComparedField("contact name", normal_forms.name, ("contact_name",), text=True),
        "account_name": ComparedField("account name", normal_forms.organisation, ("account_name",), text=True),
        "title": ComparedField("title", normal_forms.name, ("title",), text=True),
        "website": ComparedField("website", normal_forms.website, ("website",)),
        "country": ComparedField("country", normal_forms.code, ("country",)),
        "customer_need": ComparedField("customer need", normal_forms.code, ("customer_need",)),
        "contact_id": ComparedField("contact", normal_forms.code, ("contact_id",)),
        "account_id": ComparedField("account", normal_forms.code, ("account_id",)),
    },
    "contact": {
        "name": ComparedField("name", normal_forms.name, ("name",), text=True),
        "email": ComparedField("e-mail", normal_forms.email, ("email", "further_emails")),
        "phone": ComparedField("phone", normal_forms.phone, ("mobile_phone", "business_phone")),
        "mobile_phone": ComparedField("mobile phone", normal_forms.phone, ("mobile_phone",), text=True),
        "country": ComparedField("country", normal_forms.code, ("country",)),
        "account_id": ComparedField("account", normal_forms.code, ("account_id",)),
    },
    "account": {
        "name": ComparedField("name", normal_forms.organisation, ("name",), text=True),
        "email": ComparedField("e-mail", normal_forms.email, ("email",)),
        "phone": ComparedField("phone", normal_forms.phone, ("phone",), text=True),
        "website": ComparedField("website", normal_forms.website, ("website",)),
        "country": ComparedField("country", normal_forms.code, ("country",)),
        "city": ComparedField("city", normal_forms.name, ("city",), text=True),
    },
}


def columns(record_type: str) -> tuple[str, ...]:
    """Return the columns whose change may make a record similar to others, or no longer so."""
    return tuple(dict.fromkeys(column for field in FIELDS[record_type].values() for column in field.columns))


def forms(record_type: str, row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what a record looks like to the rules, given its columns; fields that are empty are left out."""
    found = ((name, field.forms(row)) for name, field in FIELDS[record_type].items())
    return {name: values for name, values in found if values}
