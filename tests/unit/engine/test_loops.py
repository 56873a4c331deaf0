"""A model that never waits is refused where that can be known; one that may be left is not."""

import pytest

from tests import bpmn
from tests.bpmn_forms import field, problems, process, surroundings, task, through


def rules(xml: str, *called: str) -> list[str]:
    return [problem.rule for problem in problems(xml, surroundings(*called))]


def looping(*body: str, leave: str, before: str = "") -> str:
    """A gateway `gate`, a body of steps that leads back to it, and a way out under a condition."""
    parts = [bpmn.start(), before, bpmn.gateway("exclusive", "gate", "on"), *body, bpmn.end()]
    first = "before" if before else "gate"
    flows = [bpmn.flow("start", first), bpmn.flow("before", "gate") if before else ""]
    return process(
        *parts,
        *flows,
        bpmn.flow("gate", "end", when=leave),
        bpmn.flow("gate", "body", called="on"),
        bpmn.flow("body", "gate"),
    )


def test_a_circle_without_a_way_out_never_ends() -> None:
    parts = (
        bpmn.start()
        + bpmn.script("tick", "n = 1")
        + bpmn.end()
        + bpmn.flow("start", "tick", "tick")
        + bpmn.flow("other", "end")
    )
    assert "loop-without-wait" in rules(process(parts))


def test_a_condition_that_nothing_on_the_way_changes_never_opens() -> None:
    assert rules(looping(bpmn.script("body", "n = 1"), leave="lead.owner == 'maria'")) == ["loop-without-wait"]


def test_a_value_that_never_gets_there_is_found_by_counting() -> None:
    assert rules(looping(bpmn.script("body", "n = 1"), leave="n == 2")) == ["loop-without-wait"]
    assert (
        rules(looping(bpmn.script("body", "n = n + 1"), leave="n == -1", before=bpmn.script("before", "n = 0"))) == []
    )


def test_a_count_that_gets_there_may_go_on() -> None:
    assert rules(looping(bpmn.script("body", "n = n + 1"), leave="n >= 3", before=bpmn.script("before", "n = 0"))) == []


def test_a_circle_with_an_operation_may_be_left_by_what_it_does() -> None:
    work = bpmn.operation("body", "lead.create_order", out_order="${order_id}")
    assert rules(looping(work, leave="lead.owner == 'maria'")) == []


@pytest.mark.parametrize(
    "body",
    [
        bpmn.user("body"),
        bpmn.catch("body", bpmn.timer("P1D")),
        bpmn.receive("body", "ping"),
        bpmn.sub("body", bpmn.start("s"), bpmn.user("deep"), bpmn.end("e"), bpmn.flow("s", "deep", "e")),
    ],
    ids=["task", "timer", "message", "sub-process"],
)
def test_a_circle_in_which_something_is_waited_for_is_fine(body: str) -> None:
    assert rules(looping(body, leave="lead.owner == 'maria'")) == []


def test_a_called_process_counts_by_what_it_does() -> None:
    patient = process(through(("work", bpmn.user("work"))), key="called", kind="sub-process")
    hasty = process(through(("work", bpmn.task("work"))), key="called", kind="sub-process")
    loop = looping(bpmn.call("body", "called"), leave="lead.owner == 'maria'")
    assert rules(loop, patient) == []
    assert rules(loop, hasty) == []  # it calls a process: what that changes nobody knows here, the step limit holds


@pytest.mark.requirement("A5")
def test_a_disabled_stage_that_leads_back_to_itself_is_refused_with_advice() -> None:
    hub = process(
        bpmn.start(event=bpmn.message("stage-changed")),
        bpmn.gateway("exclusive", "hub", "unknown"),
        bpmn.call("handoff", "called", outs="next_stage>next_stage", stage="handoff", disabled="true"),
        bpmn.end(),
        bpmn.flow("start", "hub"),
        bpmn.flow("hub", "handoff", when="next_stage == 'handoff'"),
        bpmn.flow("handoff", "hub"),
        bpmn.flow("hub", "end", called="unknown"),
        kind="lead-management",
    )
    called = process(
        through(("note", bpmn.script("note", "next_stage = 'satisfied'"))), key="called", kind="sub-process"
    )
    found = problems(hub, surroundings(called))
    assert [problem.rule for problem in found] == ["loop-without-wait"]
    assert "disabled" in found[0].message


@pytest.mark.requirement("A5")
def test_a_disabled_stage_whose_successor_is_set_before_it_is_fine() -> None:
    hub = process(
        bpmn.start(event=bpmn.message("stage-changed")),
        bpmn.gateway("exclusive", "hub", "unknown"),
        bpmn.script("then", "next_stage = 'satisfied'"),
        bpmn.call("handoff", "called", outs="next_stage>next_stage", stage="handoff", disabled="true"),
        bpmn.end(),
        bpmn.flow("start", "hub"),
        bpmn.flow("hub", "then", when="next_stage == 'handoff'"),
        bpmn.flow("then", "handoff", "hub"),
        bpmn.flow("hub", "end", called="unknown"),
        kind="lead-management",
    )
    called = process(
        through(("note", bpmn.script("note", "next_stage = 'satisfied'"))), key="called", kind="sub-process"
    )
    assert rules(hub, called) == []


def test_a_form_in_the_circle_lets_people_decide() -> None:
    assert rules(looping(task(field("amount", "long"), element="body"), leave="amount > 5")) == []
