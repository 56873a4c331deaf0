"""Amounts of other currencies, with their worth in the base currency beside them."""

from collections.abc import Callable

import pytest

from crm import lookups
from tasks import opportunities
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor


@pytest.mark.requirement("F10")
def test_the_worth_in_the_base_currency_stands_beside_an_amount(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk]
) -> None:
    with desk("admin").work() as work:
        dollar = lookups.value(work.session, "currencies", "USD")
        assert dollar is not None
        lookups.update(work.session, dollar.id, {"attributes": {"rate": "0.92"}}, work.actor.author())
    with desk("sales").work() as work:
        values = {"name": "Forty seats", "amount": "10000", "currency": "USD"}
        opportunity_id = opportunities.create(work, values)
    sales = visitor("sales")
    assert "≈ 9\u202f200.00\u00a0EUR" in sales.get(f"/opportunities/{opportunity_id}").text
    assert "About 9\u202f200.00\u00a0EUR" in sales.get("/opportunities").text
