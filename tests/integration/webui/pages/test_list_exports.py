"""Lists taken out as a table: the records, columns and order that the page shows."""

import csv
import io
import re
import zipfile
from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]


@pytest.fixture
def leads(desk: Callable[[str], Desk]) -> list[int]:
    """Two leads; the name of one would be a formula."""
    return [
        desk("sales").enter(title="Harmless", contact_name="Liv Hansen", owner="sales"),
        desk("sales").enter(title="=cmd|' /C calc'!A0", contact_name="Maria Nguyen"),
    ]


@pytest.mark.requirement("F11", "H2")
@pytest.mark.usefixtures("leads")
def test_a_list_is_taken_out_as_it_is_shown_and_the_log_says_so(visitor: Sign) -> None:
    answer = visitor("sales").get("/lists/lead/export.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["Lead"] for row in rows] == ["'=cmd|' /C calc'!A0", "Harmless"]
    assert rows[0]["Stage"] == "Qualification"
    assert [row["Owner"] for row in rows] == ["", "Sofia Keller"]
    assert "Need maturity" not in rows[0]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Exported" in visitor("admin").get("/settings/audit?action=exported&person=sales").text


@pytest.mark.requirement("F11")
@pytest.mark.usefixtures("leads")
def test_a_workbook_holds_text_and_times_but_no_formula(visitor: Sign) -> None:
    answer = visitor("sales").client.get("/lists/lead/export.xlsx?q=maria")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=cmd|" in sheet
    assert "<f>" not in sheet
    assert "Harmless" not in sheet
    assert re.search(r'<c r="G2" s="\d"><v>4\d{4}', sheet), "the time of creation is a number that shows as a time"


@pytest.mark.requirement("F11", "H1")
@pytest.mark.usefixtures("leads")
def test_filters_hold_and_what_is_out_of_sight_stays_out(visitor: Sign, desk: Callable[[str], Desk]) -> None:
    assert "Harmless" not in visitor("sales").get("/lists/lead/export.csv?owner=sales2").text
    admin = visitor("admin")
    answer = admin.get("/lists/lead/export.csv?tab=inactive")
    assert answer.text.count("\r\n") == 1
    assert admin.get("/lists/nothing/export.csv").status_code == 404
