"""Where a new lead stands, and what starts by saving it."""

import pytest

from crm.errors import Invalid
from tasks.active_process import activate
from tests import bpmn
from tests.desk import Desk

BEFRIEND = bpmn.process(
    "befriend",
    bpmn.start(),
    bpmn.user("welcome", candidateGroups="crm_sales"),
    bpmn.end(),
    bpmn.flow("start", "welcome", "end"),
)
MARKETING = bpmn.process(
    "marketing",
    bpmn.start("created", bpmn.message("lead-created"), condition="${lead.stage == 'mql' and lead.status == 'new'}"),
    bpmn.call("mql", "befriend", stage="mql"),
    bpmn.call("sql", "befriend", stage="sql"),
    bpmn.end(),
    bpmn.flow("created", "mql", "sql", "end"),
    codes=("lead-created",),
    kind="lead-management",
)


def run_marketing(admin: Desk) -> None:
    with admin.work() as work:
        for key, model in (("befriend", BEFRIEND), ("marketing", MARKETING)):
            work.app.library.create(work.session, model, None)
            work.app.library.publish(work.session, key, None)
        activate(work, "marketing")


@pytest.mark.requirement("A8")
def test_a_lead_saved_in_a_later_stage_runs_its_process_there(sales: Desk) -> None:
    lead_id = sales.enter(stage="handoff")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["process"]["key"]) == ("handoff", "lead-management")
    assert sales.open_elements(lead_id) == ["contact-customer"]


@pytest.mark.requirement("A8")
def test_a_lead_saved_in_the_first_stage_waits_to_be_qualified(sales: Desk) -> None:
    lead_id = sales.enter(stage="qualification")
    assert sales.lead(lead_id)["process"] is None
    assert "qualify" in sales.offered(lead_id)


@pytest.mark.requirement("A8")
@pytest.mark.parametrize(
    ("stage", "told"),
    [("satisfied", "final stage"), ("awaiting-sale", "final stage"), ("mql", "choose one of"), ("nowhere", "nowhere")],
)
@pytest.mark.parametrize("key", ["lead-management", None])
def test_no_lead_is_saved_in_a_final_stage_or_in_one_of_another_process(
    sales: Desk, admin: Desk, stage: str, told: str, key: str | None
) -> None:
    with admin.work() as work:
        activate(work, key)
    with pytest.raises(Invalid, match=told) as refused:
        sales.enter(stage=stage)
    assert list(refused.value.errors) == ["stage"]


@pytest.mark.requirement("A8")
def test_without_a_process_a_lead_may_be_saved_in_any_stage_that_is_not_final(sales: Desk, admin: Desk) -> None:
    with admin.work() as work:
        activate(work, None)
    lead = sales.lead(sales.enter(stage="handoff"))
    assert (lead["stage"]["code"], lead["process"]) == ("handoff", None)


@pytest.mark.requirement("A8")
def test_a_lead_of_the_stage_and_status_that_the_model_names_starts_by_being_saved(sales: Desk, admin: Desk) -> None:
    run_marketing(admin)
    lead_id = sales.enter(stage="mql", status="new")
    assert sales.lead(lead_id)["process"]["key"] == "marketing"
    assert sales.open_elements(lead_id) == ["welcome"]
    for values in ({"stage": "mql", "status": "on-hold"}, {"stage": "sql", "status": "new"}):
        other = sales.lead(sales.enter(**values))
        assert (other["stage"]["code"], other["process"]) == (values["stage"], None)
