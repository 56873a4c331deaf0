"""Amounts in the base currency."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm import currencies, lookups, settings
from crm.changes import Author
from crm.errors import Invalid
from tests.integration.crm.conftest import Crew


def put_rate(session: Session, code: str, rate: object) -> None:
    found = lookups.value(session, "currencies", code)
    assert found is not None
    lookups.update(session, found.id, {"attributes": {"rate": rate}}, Author())


@pytest.mark.requirement("F10")
def test_an_amount_is_worth_what_the_rate_says(session: Session, crew: Crew) -> None:
    assert currencies.in_base(session, Decimal(100), "USD") is None
    put_rate(session, "USD", "0,92345")
    assert currencies.in_base(session, Decimal(100), "USD") == Decimal("92.34")
    assert currencies.in_base(session, Decimal(100), "EUR") == Decimal(100)
    assert currencies.in_base(session, Decimal(100), None) == Decimal(100)


@pytest.mark.requirement("F10")
def test_another_base_currency_needs_rates_of_its_own(session: Session, crew: Crew) -> None:
    settings.put(session, "base-currency", "USD", Author())
    assert currencies.in_base(session, Decimal(5), "USD") == Decimal(5)
    assert currencies.in_base(session, Decimal(5), "EUR") is None


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("rate", ["0", "-1", "much", "1e99"])
def test_a_rate_that_is_none_is_refused_at_its_field(session: Session, crew: Crew, rate: str) -> None:
    with pytest.raises(Invalid) as refused:
        put_rate(session, "USD", rate)
    assert list(refused.value.errors) == ["attributes.rate"]
