"""Lines of an order in the page."""

from collections.abc import Callable

import pytest

from crm import lookups
from tasks.guarded import ORDERS
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor


@pytest.fixture
def order_id(desk: Callable[[str], Desk]) -> int:
    with desk("admin").work() as work:
        product = {"code": "seat", "name": "Seat", "attributes": {"price": "25.00"}}
        lookups.create(work.session, "products", product, work.actor.author())
    with desk("sales").work() as work:
        return ORDERS.create(work, {})


@pytest.mark.requirement("F10")
def test_lines_are_filled_in_and_what_is_wrong_keeps_what_was_typed(
    visitor: Callable[[str], Visitor], order_id: int
) -> None:
    sales, place = visitor("sales"), f"/orders/{order_id}/lines"
    assert "No lines yet" in sales.get(f"/orders/{order_id}").text
    assert "Seat (25.00)" in sales.get(place).text
    wrong = sales.post(place, {"product": ["seat", ""], "quantity": ["forty", ""], "price": ["", ""]})
    assert wrong.status_code == 422
    assert 'value="forty"' in wrong.text
    assert "Quantity: Enter a number" in wrong.text
    saved = sales.post(place, {"product": ["seat", ""], "quantity": ["40", ""], "price": ["", ""]})
    assert saved.status_code == 303
    page = sales.get(f"/orders/{order_id}").text
    assert "1\u202f000.00\u00a0EUR" in page
    assert 'class="is-number">40<' in page
    assert "40 × Seat at 25.00" in sales.get(f"/orders/{order_id}?tab=history").text
