"""What the refusals of records say."""

import pytest

from crm.errors import Invalid
from crm.rights import _several


@pytest.mark.parametrize(
    ("errors", "told"),
    [
        ({"": ["Select something first."]}, "Select something first."),
        ({"budget": ["Enter an amount."]}, "Please correct budget: Enter an amount."),
        (
            {"": ["Too many."], "a": ["Wrong.", "Long."], "b": ["No."]},
            "Too many. Please correct a: Wrong. Long.; b: No.",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_field_or_of_all(errors: dict[str, list[str]], told: str) -> None:
    assert str(Invalid(errors)) == told


@pytest.mark.parametrize(
    ("record_type", "several"),
    [("lead", "leads"), ("opportunity", "opportunities"), ("process", "processes"), ("lead_lookup", "lead lookups")],
)
def test_rights_are_about_records_of_a_type(record_type: str, several: str) -> None:
    assert _several(record_type) == several
