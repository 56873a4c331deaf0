"""Pages of duplicate rules and of similar leads."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from crm.models import DuplicateRule
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.test_background import run_jobs
from tests.integration.webui.pages.conftest import Visitor

PAGE = "/settings/duplicate-rules"


@pytest.mark.requirement("F6")
def test_rules_stand_in_their_folder_and_are_added_edited_and_switched(
    visitor: Callable[[str], Visitor], baton: Baton
) -> None:
    crmadmin = visitor("crmadmin")
    page = crmadmin.get(PAGE).text
    assert page.index("Similar leads") < page.index("Equal e-mail") < page.index("Similar accounts")
    assert "contact name, account name at least 85 % alike" in page
    typed = {"name": "Alike titles", "folder": "Similar leads", "active": "true", "compare-title": "similar"}
    refused = crmadmin.post(f"{PAGE}/new/lead", typed)
    assert refused.status_code == 422
    assert "Say how much alike" in refused.text
    assert "Alike titles" in refused.text
    assert crmadmin.post(f"{PAGE}/new/lead", typed | {"threshold": "90"}).status_code in (200, 204, 303)
    with baton.sessions.begin() as session:
        rule = session.scalars(select(DuplicateRule).where(DuplicateRule.name == "Alike titles")).one()
        assert (rule.threshold, rule.conditions) == (90, [{"field": "title", "compare": "similar"}])
    assert 'value="similar" selected' in crmadmin.get(f"{PAGE}/{rule.id}").text
    crmadmin.post(f"{PAGE}/{rule.id}/off")
    assert f"{PAGE}/{rule.id}/on" in crmadmin.get(PAGE).text


@pytest.mark.requirement("F6")
def test_who_may_not_change_rules_reads_them_only(visitor: Callable[[str], Visitor]) -> None:
    sales = visitor("sales")
    page = sales.get(PAGE).text
    assert "Equal e-mail" in page
    assert "Switch off" not in page
    assert sales.post(f"{PAGE}/1/off").status_code == 403


@pytest.mark.requirement("F6")
def test_the_tab_counts_tells_why_and_stays_up_to_date(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk], baton: Baton
) -> None:
    sales = visitor("sales")
    one = desk("sales").enter(email="maria@vizor.example")
    tab = f"/leads/{one}?tab=similar"
    assert "No similar leads" in sales.get(tab).text
    other = desk("sales").enter(email="maria@vizor.example", contact_name="Maria Nguyen")
    run_jobs(baton)
    page = sales.get(tab).text
    assert f"/leads/{other}" in page
    assert "Equal e-mail" in page
    assert "Delete this lead" not in page
    assert ">1</span>" in sales.get(f"/leads/{one}/similar-count").text
    assert "Equal e-mail" in sales.get(f"/leads/{one}/similar-leads?seen=").text
    assert sales.get(f"/leads/{one}/similar-leads?seen={other}.1.1").status_code == 204


@pytest.mark.requirement("F6")
def test_a_manager_deletes_a_duplicate_and_is_back_at_the_lead(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk], baton: Baton
) -> None:
    one, other = desk("sales").enter(email="m@vizor.example"), desk("sales").enter(email="m@vizor.example")
    run_jobs(baton)
    manager = visitor("manager")
    assert "Nothing of it is taken over" in manager.get(f"/leads/{one}?tab=similar").text
    gone = manager.post(f"/leads/{other}/delete?back={one}", **{"HX-Request": "true"})
    assert f"/leads/{one}?tab=similar" in (gone.headers.get("HX-Redirect") or gone.headers.get("HX-Location") or "")
    assert manager.get(f"/leads/{other}").status_code == 404
    assert "No similar leads" in manager.get(f"/leads/{one}?tab=similar").text
    assert visitor("sales").post(f"/leads/{one}/delete").status_code == 403
