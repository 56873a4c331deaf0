"""What follows a task under each of its results is read from the model."""

from typing import Any

import pytest

from engine import outlook
from tests import bpmn
from tests.bpmn_forms import choice, field, process, task, through

STAGE = process(
    bpmn.start(),
    task(choice("result", "on", "back", "lost", "again"), field("note"), element="ask"),
    bpmn.gateway("exclusive", "which"),
    bpmn.script("to-sale", "next_stage = 'satisfied'"),
    bpmn.script("to-handoff", "next_stage = 'handoff'"),
    bpmn.end(),
    bpmn.end("failed", bpmn.error("lost")),
    bpmn.flow("start", "ask", "which"),
    bpmn.flow("which", "to-sale", "end", when="result == 'on'"),
    bpmn.flow("which", "to-handoff", "end", when="result == 'back'"),
    bpmn.flow("which", "failed", when="result == 'lost'"),
    bpmn.flow("which", "ask", when="result == 'again'"),
    key="nurturing",
    kind="sub-process",
    codes=("lost",),
)
HANDOFF = process(through(("contact", bpmn.user("contact"))), key="lead-handoff", kind="sub-process")
PARENT = process(
    bpmn.start(),
    bpmn.gateway("exclusive", "hub", "unknown"),
    bpmn.call("nurture", "nurturing", ins="next_stage>next_stage", outs="next_stage>next_stage", stage="nurturing"),
    bpmn.boundary("failing", "nurture", bpmn.error("lost")),
    bpmn.user("console"),
    bpmn.call("handoff", "lead-handoff", outs="next_stage>next_stage", stage="handoff"),
    bpmn.operation("satisfied", "lead.set_stage", stage="satisfied"),
    bpmn.end("happy"),
    bpmn.end("nowhere"),
    bpmn.flow("start", "nurture", "hub"),
    bpmn.flow("hub", "handoff", "hub", when="next_stage == 'handoff'"),
    bpmn.flow("hub", "satisfied", "happy", when="next_stage == 'satisfied'"),
    bpmn.flow("hub", "nowhere", called="unknown"),
    bpmn.flow("failing", "console", "happy"),
    key="parent",
    kind="lead-management",
    codes=("lost",),
)


def after(element: str, *files: str, key: str = "sale") -> dict[str | None, list[tuple[str, str, bool]]]:
    found: list[dict[str, Any]] = outlook.after(bpmn.specs(*files), key, element)
    return {
        each["result"]: [(step["kind"], step["element"], step["maybe"]) for step in each["steps"]] for each in found
    }


@pytest.mark.requirement("C7")
def test_the_way_leads_out_of_the_stage_through_the_hub_into_the_next_one() -> None:
    found = after("ask", PARENT, STAGE, HANDOFF, key="nurturing")
    assert found["back"] == [("stage", "handoff", False), ("task", "contact", False)]
    assert found["on"] == [("stage", "satisfied", False), ("end", "happy", False)]


@pytest.mark.requirement("C7")
def test_a_result_may_lead_to_the_same_task_again() -> None:
    assert after("ask", PARENT, STAGE, HANDOFF, key="nurturing")["again"] == [("task", "ask", False)]


def test_an_error_is_followed_to_where_it_is_caught() -> None:
    assert after("ask", PARENT, STAGE, HANDOFF, key="nurturing")["lost"] == [("task", "console", False)]


def test_a_task_without_results_has_one_outlook() -> None:
    assert after("a", process(through(("a", bpmn.user("a")), ("b", bpmn.user("b"))))) == {None: [("task", "b", False)]}


def split(condition: str, *, meet: bool = False) -> str:
    parts = [bpmn.start(), task(element="a"), bpmn.gateway("exclusive", "g", "no"), bpmn.user("b"), bpmn.end()]
    parts += [bpmn.task("yes") if meet else bpmn.user("yes"), bpmn.task("other")]
    return process(
        *parts, bpmn.flow("start", "a", "g"), bpmn.flow("g", "yes", "b", when=condition), bpmn.flow("g", "other", called="no"),
        bpmn.flow("other", "b", "end"),
    )  # fmt: skip


def test_what_depends_on_the_unknown_may_come() -> None:
    assert after("a", split("lead.budget > 5")) == {None: [("task", "yes", True), ("task", "b", True)]}


def test_what_comes_whichever_way_is_taken_is_certain() -> None:
    assert after("a", split("lead.budget > 5", meet=True)) == {None: [("task", "b", False)]}


def test_both_branches_of_a_fork_are_certain_and_waits_are_named() -> None:
    parts = [bpmn.start(), bpmn.user("a"), bpmn.gateway("parallel", "fork"), bpmn.end()]
    parts += [bpmn.user("b"), bpmn.catch("wait", bpmn.timer("P1D"))]
    flows = [bpmn.flow("start", "a", "fork"), bpmn.flow("fork", "b", "end"), bpmn.flow("fork", "wait", "end")]
    assert after("a", process(*parts, *flows)) == {None: [("task", "b", False), ("wait", "wait", False)]}


def test_of_several_events_each_may_be_the_one() -> None:
    parts = [bpmn.start(), bpmn.user("a"), bpmn.gateway("eventBased", "g"), bpmn.end()]
    parts += [bpmn.catch("won", bpmn.message("won")), bpmn.catch("lost", bpmn.message("lost"))]
    flows = [bpmn.flow("start", "a", "g"), bpmn.flow("g", "won", "end"), bpmn.flow("g", "lost", "end")]
    found = after("a", process(*parts, *flows, codes=("won", "lost")))
    assert found == {None: [("wait", "won", True), ("wait", "lost", True)]}


@pytest.mark.requirement("A5")
def test_a_disabled_stage_is_skipped() -> None:
    disabled = bpmn.call("handoff", "lead-handoff", stage="handoff", disabled="true")
    xml = process(through(("a", bpmn.user("a")), ("handoff", disabled), ("b", bpmn.user("b"))))
    assert after("a", xml, HANDOFF) == {None: [("task", "b", False)]}


def test_a_model_that_can_go_round_without_end_is_looked_at_for_a_while_only() -> None:
    parts = [
        bpmn.start(),
        bpmn.user("a"),
        bpmn.gateway("exclusive", "g", "on"),
        bpmn.script("count", "n = n + 1"),
        bpmn.end(),
    ]
    flows = [
        bpmn.flow("start", "a", "g"),
        bpmn.flow("g", "end", when="lead.done"),
        bpmn.flow("g", "count", called="on"),
    ]
    assert after("a", process(*parts, *flows, bpmn.flow("count", "g"))) == {None: [("end", "end", True)]}


def test_an_unknown_task_has_no_outlook() -> None:
    assert after("gone", process(through(("a", bpmn.user("a"))))) == {}


def leading(*before: tuple[str, str]) -> str:
    """A stage that goes where its caller says, whatever else stands before."""
    return process(
        through(("ask", bpmn.user("ask")), *before, ("go", bpmn.script("go", "next_stage = where"))),
        key="leading",
        kind="sub-process",
    )


@pytest.mark.requirement("C7")
def test_what_a_call_hands_in_is_known_unless_it_changes_within() -> None:
    parent = PARENT.replace('calledElement="nurturing"', 'calledElement="leading"').replace(
        '<camunda:in source="next_stage" target="next_stage"/>',
        '<camunda:in sourceExpression="${\'handoff\'}" target="where"/>',
    )
    assert parent.count('target="where"') == 1
    handoff = [("stage", "handoff", False), ("task", "contact", False)]
    assert after("ask", parent, leading(), HANDOFF, key="leading")[None] == handoff
    changes = ("change", bpmn.script("change", "where = lead.stage"))
    waits = ("wait", bpmn.catch("wait", bpmn.message("ping")))
    for between in (changes, waits):
        found = after("ask", parent, leading(between), HANDOFF, key="leading")[None]
        assert handoff[0] not in found
