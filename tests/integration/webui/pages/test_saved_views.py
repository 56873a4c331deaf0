"""Saved views as tabs of a list."""

import re
from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]


@pytest.mark.requirement("F11")
def test_a_view_becomes_a_tab_with_its_filters_and_columns(visitor: Sign, desk: Callable[[str], Desk]) -> None:
    desk("sales").enter(title="Aurora Mills", owner="sales")
    desk("sales").enter(title="Borealis", owner="sales2")
    sales = visitor("sales")
    shown = sales.get("/leads?owner=sales")
    assert "Save view" in shown.text
    assert "Name" in sales.get("/lists/lead/views/new?owner=sales").text
    sales.client.set_cookie("columns-lead", "title.email")
    answer = sales.post("/lists/lead/views/new?owner=sales", {"name": "Of Sofia", "shared": "true"})
    assert answer.status_code == 303
    place = answer.headers["Location"]
    sales.client.set_cookie("columns-lead", "title.stage")

    page = sales.get(place).text
    assert re.search(r'aria-current="page"[^>]*>.*?Of Sofia', page, re.DOTALL)
    assert "Aurora Mills" in page
    assert "Borealis" not in page
    assert '<th scope="col" class="">Email</th>' in page
    assert "Remove view" in page
    other = visitor("sales2").get(place).text
    assert "Of Sofia" in other
    assert "Remove view" not in other


@pytest.mark.requirement("F11")
def test_a_nameless_view_keeps_what_was_asked_for_and_a_removed_one_leaves_the_list(visitor: Sign) -> None:
    sales = visitor("sales")
    answer = sales.post("/lists/lead/views/new?owner=sales", {"name": " "})
    assert answer.status_code == 422
    assert "Enter a name." in answer.text
    assert "owner=sales" in answer.text
    sales.post("/lists/lead/views/new?owner=sales", {"name": "Mine"})
    view_id = re.search(r"view=(\d+)", sales.get("/leads").text)
    assert view_id
    assert sales.post(f"/views/{view_id[1]}/remove").status_code == 303
    assert "view=" not in sales.get(f"/leads?view={view_id[1]}&owner=sales").text.partition("list-tools")[0]
