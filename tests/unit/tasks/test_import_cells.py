"""Cells of imported files: dates in five notations, amounts with point and comma, numbers that are no numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tasks.imports.cells import Misread, amount_reader, as_text, date_reader, moment_reader
from tasks.imports.guess import guess

pytestmark = pytest.mark.requirement("F2")
LAST_OF_MARCH = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("notation", "text"),
    [
        ("iso", "2026-03-31"),
        ("iso", "2026-03-31T00:00:00"),
        ("day-first", "31.03.2026"),
        ("day-first", "31/3/2026"),
        ("month-first", "03/31/2026"),
        ("year-first", "2026/03/31"),
        ("year-first", "20260331"),
        ("names", "31 March 2026"),
        ("names", "Mar 31, 2026"),
    ],
)
def test_dates_are_read_in_the_notation_that_was_chosen(notation: str, text: str) -> None:
    assert date_reader(notation)(text) == LAST_OF_MARCH


@pytest.mark.parametrize(
    ("notation", "text"),
    [("iso", "31.03.2026"), ("day-first", "03/31/2026"), ("month-first", "31.03.2026"), ("day-first", "31.03.26")],
)
def test_dates_in_another_notation_are_not_guessed(notation: str, text: str) -> None:
    with pytest.raises(Misread, match="Write dates as"):
        date_reader(notation)(text)


def test_dates_of_a_workbook_are_taken_as_they_are() -> None:
    assert date_reader("names")(datetime(2026, 3, 31, 9, 30)) == LAST_OF_MARCH  # noqa: DTZ001 - as workbooks hold it
    assert moment_reader("iso")(LAST_OF_MARCH) == datetime(2026, 3, 31, tzinfo=UTC)


def test_times_are_in_utc_unless_they_say_otherwise() -> None:
    assert moment_reader("day-first")("31.03.2026 09:30") == datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
    assert moment_reader("iso")("2026-03-31T09:30:00+02:00") == datetime(2026, 3, 31, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("decimal", "cell", "amount"),
    [
        (".", "12,500.50", "12500.50"),
        (",", "12.500,50", "12500.50"),
        (",", "1 250", "1250"),
        (".", 12500.5, "12500.5"),
        (".", 0.1 + 0.2, "0.3"),
    ],
)
def test_amounts_are_read_with_point_or_comma(decimal: str, cell: Any, amount: str) -> None:
    assert amount_reader(decimal)(cell) == Decimal(amount)


def test_an_amount_in_the_other_notation_is_not_taken_for_another_amount() -> None:
    with pytest.raises(Misread):
        amount_reader(",")("1250.50")


def test_a_phone_number_that_a_workbook_took_for_a_number_keeps_its_digits() -> None:
    assert as_text(48225550123.0) == "48225550123"


def test_columns_are_guessed_by_name_and_by_synonym_in_other_languages() -> None:
    headings = ["E-Mail", "Firma", "Ansprechpartner", "Handy", "Lead source", "Bedarf", "Shoe size"]
    assert guess(headings) == {
        "E-Mail": "email",
        "Firma": "account_name",
        "Ansprechpartner": "contact_name",
        "Handy": "mobile_phone",
        "Lead source": "source",
        "Bedarf": "customer_need",
    }


def test_what_every_lead_needs_is_guessed_first() -> None:
    assert guess(["Need"]) == {"Need": "customer_need"}
    assert guess(["Customer need", "Need"]) == {"Customer need": "customer_need", "Need": "need"}


def test_a_field_s_own_name_goes_before_its_synonyms() -> None:
    assert guess(["Mail", "Email"]) == {"Email": "email"}
