"""Fields that the record needs before a task can be completed: what the model's `requires` does."""

import pytest

from crm.errors import Invalid
from tasks import leads
from tasks.active_process import activate
from tests import bpmn
from tests.bpmn_forms import choice, field, own, task
from tests.desk import Desk

CLOSING = bpmn.process(
    "closing",
    bpmn.start("begun", bpmn.message("lead-created")),
    task(
        choice("result", "sold", "given-up"),
        field("note"),
        properties=own({"requires": "strategy", "requires.sold": "budget, sales_division"}),
        candidateGroups="crm_sales",
    ),
    bpmn.end(),
    bpmn.flow("begun", "work", "end"),
    codes=("lead-created",),
    kind="lead-management",
)


@pytest.fixture
def lead_id(admin: Desk, sales: Desk) -> int:
    """A lead that stands at the task."""
    with admin.work() as work:
        work.app.library.create(work.session, CLOSING, None)
        work.app.library.publish(work.session, "closing", None)
        activate(work, "closing")
    return sales.enter()


@pytest.mark.requirement("D7", "E3")
def test_every_field_that_the_record_lacks_is_named(sales: Desk, lead_id: int) -> None:
    with pytest.raises(Invalid) as refused:
        sales.complete(lead_id, "work", "sold", colour="red")
    assert sorted(refused.value.errors) == ["budget", "colour", "sales_division", "strategy"]
    assert refused.value.errors["budget"] == ["The lead needs this first: Budget."]


@pytest.mark.requirement("D7", "E4")
def test_what_only_one_result_needs_does_not_keep_from_another(sales: Desk, lead_id: int) -> None:
    with pytest.raises(Invalid) as refused:
        sales.complete(lead_id, "work", "given-up")
    assert list(refused.value.errors) == ["strategy"]
    with sales.work() as work:
        leads.update(work, lead_id, {"strategy": "wait"})
    sales.complete(lead_id, "work", "given-up")
    assert sales.open_elements(lead_id) == []


@pytest.mark.requirement("D7", "E3")
def test_the_form_says_what_the_record_needs_and_has(sales: Desk, lead_id: int) -> None:
    with sales.work() as work:
        leads.update(work, lead_id, {"strategy": "wait"})
    [found] = sales.tasks(lead_id)
    needed = {field["name"]: field for field in sales.form(found["id"])["requires"]}
    assert [(name, f["missing"], f["results"]) for name, f in needed.items()] == [
        ("strategy", False, None),
        ("budget", True, ["sold"]),
        ("sales_division", True, ["sold"]),
    ]
    assert [c["code"] for c in needed["sales_division"]["choices"]][:1] == ["direct-sales"]
