"""Opportunities and their process, moved by their own bar."""

import pytest

from crm.errors import StateForbids
from engine.ports import RecordKey
from tasks import actions, opportunities, workflow_bar
from tasks.inbox import as_dict, find
from tests.desk import Desk


def elements(desk: Desk, opportunity_id: int) -> list[str]:
    with desk.work() as work:
        ids, _ = find(work, {"opportunity": opportunity_id, "state": "open"})
        return sorted(task["process"]["element"] for task in as_dict(work, ids))


def move(desk: Desk, opportunity_id: int, stage: str) -> None:
    with desk.work() as work:
        actions.act(work, *RecordKey("opportunity", opportunity_id), "move_to_stage", {"stage": stage})


@pytest.mark.requirement("F10")
def test_an_opportunity_made_by_hand_runs_the_sales_process_from_its_stage(sales: Desk) -> None:
    with sales.work() as work:
        first = opportunities.create(work, {"name": "Big deal", "owner": "sales"})
        later = opportunities.create(work, {"name": "Bigger deal", "owner": "sales", "stage": "presentation"})
    assert elements(sales, first) == ["set-owner"]
    assert elements(sales, later) == ["prepare-presentation"]


@pytest.mark.requirement("F10")
def test_stages_are_skipped_revisited_and_a_final_one_is_not_left(sales: Desk) -> None:
    with sales.work() as work:
        opportunity_id = opportunities.create(work, {"name": "Big deal", "owner": "sales"})
    move(sales, opportunity_id, "contracting")
    assert elements(sales, opportunity_id) == ["prepare-contract"]
    move(sales, opportunity_id, "presentation")
    assert elements(sales, opportunity_id) == ["prepare-presentation"]
    move(sales, opportunity_id, "closed-won")
    assert sales.opportunity(opportunity_id).state == "won"
    assert elements(sales, opportunity_id) == []
    with pytest.raises(StateForbids):
        move(sales, opportunity_id, "presentation")
    with sales.work() as work:
        bar = workflow_bar.of(work, "opportunity", opportunity_id)
    assert [stage["code"] for stage in bar if stage["state"] == "current"] == ["closed-won"]
    assert not any(stage["possible"] for stage in bar)


@pytest.mark.requirement("F10")
def test_without_the_process_an_opportunity_is_closed_by_hand(sales: Desk, admin: Desk) -> None:
    with admin.work() as work:
        work.app.library.disable(work.session, "corporate-sale")
    with sales.work() as work:
        opportunity_id = opportunities.create(work, {"name": "Big deal", "owner": "sales"})
    assert elements(sales, opportunity_id) == []
    move(sales, opportunity_id, "closed-lost")
    assert sales.opportunity(opportunity_id).state == "lost"
