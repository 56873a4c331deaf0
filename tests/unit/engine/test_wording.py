"""Processes are told in plain words."""

import pytest

from engine.phrases import condition, duration, moment, value
from engine.wording import describe
from tests import bpmn
from tests.bpmn_forms import choice, field, process, task, through


def told(xml: str) -> dict[str, str]:
    return {sentence.element: sentence.text for sentence in describe(xml)}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("${result == 'won'}", "result is “Won”"),
        ("lead.owner != null && amount > 5", "the owner of the lead is not empty and amount is more than 5"),
        ("remind_owner == true or stage in ['a', 'b']", "remind owner is yes or stage is one of “a”, “b”"),
        ("!done", "not (done)"),
        ("open('x')", "open('x')"),
    ],
)
def test_conditions_read_like_a_sentence(source: str, words: str) -> None:
    assert condition(source, {"won": "Won"}) == words


def test_times_and_texts_are_told() -> None:
    assert duration("P1DT12H") == "1 day and 12 hours"
    assert moment("${plus(now(), 'P2D')}") == "in 2 days"
    assert moment("${plus(lead.created_at, 'P1W')}") == "1 week after the created at of the lead"
    assert value("Hello ${lead.title}") == "“Hello [the title of the lead]”"


@pytest.mark.requirement("A2")
def test_each_step_has_its_sentence() -> None:
    xml = process(
        bpmn.start(event=bpmn.message("ping")),
        task(
            choice("result", "won", "lost"),
            field("note"),
            element="ask",
            assignee="${lead.owner}",
            candidateGroups="crm_sales",
            dueDate="P2D",
        ),
        bpmn.boundary("late", "ask", bpmn.timer("P5D"), interrupting=False),
        bpmn.gateway("exclusive", "which", "rest"),
        bpmn.script("noted", "next_stage = 'handoff'"),
        bpmn.call("hand", "lead-handoff", stage="handoff"),
        bpmn.operation("tell", "feed.post", text="Done"),
        bpmn.end(),
        bpmn.flow("start", "ask", "which"),
        bpmn.flow("which", "noted", "hand", "end", when="result == 'won'"),
        bpmn.flow("which", "tell", "end", called="rest"),
        bpmn.flow("late", "tell"),
        kind="sub-process",
    )
    assert told(xml) == {
        "start": "It begins when the message “ping” arrives (“start”).",
        "ask": "The owner of the lead or the group “crm_sales” is asked: “ask”, due in 2 days;"
        " the result is one of “Won”, “Lost”; the form asks for Note.",
        "late": "If 5 days have passed during “ask”, it goes on, and “tell” follows.",
        "which": "“which” decides: if result is “Won”, “noted”; otherwise “tell”.",
        "noted": "“noted”: next stage becomes “handoff”.",
        "hand": "The stage “hand” runs the process “lead-handoff”.",
        "tell": "“tell”: feed.post with text: “Done” is carried out.",
        "end": "Here it ends: “end”.",
    }


def test_what_stands_within_a_sub_process_is_indented() -> None:
    scope = bpmn.sub("part", bpmn.start("s"), bpmn.user("deep"), bpmn.end("e"), bpmn.flow("s", "deep", "e"))
    depths = {
        sentence.element: sentence.depth for sentence in describe(process(through(("part", scope)), kind="sub-process"))
    }
    assert depths == {"start": 0, "part": 0, "s": 1, "deep": 1, "e": 1, "end": 0}


@pytest.mark.requirement("A5")
def test_a_disabled_stage_is_told_as_switched_off() -> None:
    xml = process(through(("hand", bpmn.call("hand", "lead-handoff", stage="handoff", disabled="true"))))
    assert told(xml)["hand"] == "The stage “hand” is switched off; the flow passes through it."


def test_every_kind_of_step_has_words() -> None:
    parts = [
        bpmn.user("a", bpmn.several("items", "item")),
        bpmn.rule("b", "rebate", "discount"),
        bpmn.receive("c", "ping"),
    ]
    parts += [bpmn.gateway("parallel", "d"), bpmn.catch("e", bpmn.timer("PT1H")), bpmn.throw("f"), bpmn.task("g")]
    found = told(process(through(*zip("abcdefg", parts, strict=True))))
    assert found["a"].endswith("This is done for each of items, side by side.")
    assert found["b"] == "“b”: the decision table “rebate” decides on discount."
    assert found["c"] == "“c” waits for the message “ping”."
    assert found["e"] == "“e” waits: 1 hour."
    assert all(found[name] for name in "dfg")
