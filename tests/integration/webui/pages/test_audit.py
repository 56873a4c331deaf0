"""The page of the audit log."""

import csv
import io
from collections.abc import Callable

import pytest

from crm import leads
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

Sign = Callable[[str], Visitor]


@pytest.mark.requirement("H2")
def test_sign_ins_are_found_with_their_address_and_strange_filters_are_told(visitor: Sign) -> None:
    admin = visitor("admin")
    page = admin.get("/settings/audit?action=signed_in&person=admin")
    assert "Signed in" in page.text
    assert "127.0.0.1" in page.text
    strange = admin.get("/settings/audit?person=nobody&since=never&record_id=x&action=signed_in")
    assert strange.status_code == 200
    for told in ("There is no user “nobody”", "Enter a day.", "Enter the number"):
        assert told in strange.text


@pytest.mark.requirement("H2")
def test_the_table_holds_no_formula_and_taking_it_out_is_logged(visitor: Sign, desk: Callable[[str], Desk]) -> None:
    lead_id = desk("sales").enter(title="Harmless")
    with desk("sales").work() as work:
        leads.update(work.session, lead_id, {"title": "=cmd|' /C calc'!A0"}, work.actor.author())
    admin = visitor("admin")
    answer = admin.get(f"/settings/audit.csv?record_type=lead&record_id={lead_id}")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    title = next(row for row in rows if row["label"] == "Title")
    assert (title["new"], title["actor"]) == ("'=cmd|' /C calc'!A0", "sales")
    assert "=cmd" not in [cell[:4] for row in rows for cell in row.values()]
    assert "Exported" in admin.get("/settings/audit?action=exported").text


@pytest.mark.requirement("H1", "H2")
@pytest.mark.parametrize("address", ["/settings/audit", "/settings/audit.csv"])
def test_nobody_else_sees_it(visitor: Sign, address: str) -> None:
    manager = visitor("manager")
    assert manager.get(address).status_code == 403
    assert "Audit log" not in manager.get("/settings").text
