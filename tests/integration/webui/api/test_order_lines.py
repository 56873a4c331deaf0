"""Lines of orders by the API: products, quantities and prices; the amount is their sum."""

from typing import Any

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login


@pytest.fixture
def lines_of(login: Login, sales: Caller) -> tuple[dict[str, Any], str]:
    """An order, and the path of its lines; there are two products."""
    admin = login("admin")
    for code, price in (("seat", "25.00"), ("training", None)):
        product = {"code": code, "name": code.capitalize(), "attributes": {"price": price}}
        assert admin.post("/lookups/products", product).status_code == 201
    order = sales.post("/orders", {"amount": "1.00"})
    assert order.status_code == 201
    return order.json, f"/orders/{order.json['id']}/lines"


@pytest.mark.requirement("F10")
def test_the_amount_of_an_order_is_the_sum_of_its_lines(sales: Caller, lines_of: tuple[dict[str, Any], str]) -> None:
    order, path = lines_of
    given = [
        {"product": "seat", "quantity": 40},
        {"product": "training", "quantity": "2.5", "price": "99.99"},
    ]
    answer = sales.put(path, {"items": given})
    assert answer.status_code == 200
    assert answer.json["items"] == [
        {"product": "seat", "name": "Seat", "quantity": "40.000", "price": "25.00", "amount": "1000.00"},
        {"product": "training", "name": "Training", "quantity": "2.500", "price": "99.99", "amount": "249.98"},
    ]
    assert sales.get(path).json == answer.json
    shown = sales.get(f"/orders/{order['id']}").json
    assert shown["amount"] == "1249.98"
    assert shown["revision"] == order["revision"] + 1
    assert sales.put(path, {"items": []}).json["items"] == []


@pytest.mark.requirement("F10")
def test_every_wrong_line_is_told_at_its_place_and_nothing_changes(
    sales: Caller, lines_of: tuple[dict[str, Any], str]
) -> None:
    _, path = lines_of
    sales.put(path, {"items": [{"product": "seat", "quantity": 1}]})
    wrong = [
        {"product": "rocket", "quantity": 1},
        {"product": "seat", "quantity": "0"},
        {"product": "training", "quantity": 1},
        {"product": "seat", "quantity": "many", "price": "-3", "colour": "red"},
        {},
    ]
    answer = sales.put(path, {"items": wrong})
    assert answer.status_code == 422
    assert sorted(answer.json["errors"]) == [
        "1.product", "2.quantity", "3.price", "4.colour", "4.price", "4.quantity", "5.product", "5.quantity",
    ]  # fmt: skip
    assert len(sales.get(path).json["items"]) == 1


@pytest.mark.requirement("F10", "H1")
def test_lines_of_a_stale_or_inactive_order_stay_and_designers_have_no_part_in_them(
    sales: Caller, login: Login, lines_of: tuple[dict[str, Any], str]
) -> None:
    order, path = lines_of
    body = {"items": [{"product": "seat", "quantity": 1}]}
    assert sales.put(path, body, headers={"If-Match": '"99"'}).status_code == 412
    assert login("designer").put(path, body).status_code == 403
    sales.patch(f"/orders/{order['id']}", {"active": False})
    assert sales.put(path, body).status_code == 409
