"""Two texts of a process are compared in words, each difference at its element."""

import re
from pathlib import Path

import pytest

import processes
from engine.comparison import Change, compare
from engine.reading.tables import read_table
from tests import bpmn
from tests.decision_tables import table

FOLDER = Path(processes.__path__[0]) / "lead-management"
HANDOFF = (FOLDER / "lead-handoff.bpmn").read_text()
PARENT = (FOLDER / "lead-management.bpmn").read_text()


def edited(source: str, *replacements: tuple[str, str]) -> str:
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new, 1)
    return source


def told(before: str, after: str) -> list[tuple[str, str | None, str]]:
    return [(change.kind, change.element, change.text) for change in compare(before, after)]


def test_the_same_text_has_no_differences_and_neither_have_line_breaks() -> None:
    assert compare(HANDOFF, HANDOFF) == []
    assert compare(HANDOFF, HANDOFF.replace("<bpmn:outgoing>", "\n  <bpmn:outgoing>")) == []


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('label="Budget, base', 'label="Money, base', "field “budget” was “Budget, base"),
        ('id="budget" label', 'id="funds" label', "the form field “budget” is gone"),
        ("plus(now(), 'P1D')", "plus(now(), 'P3D')", "the due date was in 1 day and is now in 3 days"),
        ('candidateGroups="crm_sales"', 'candidateGroups="crm_manager"', "the groups that may do it was “crm_sales”"),
        ('camunda:topic="lead.create_order"', 'camunda:topic="feed.post"', "the operation was lead.create_order"),
        (
            "next_stage = 'awaiting-sale'",
            "next_stage = 'satisfied'",
            "what it assigns was next_stage = 'awaiting-sale'",
        ),
        ("${result == 'proceed-to-order'}", "${result == 'order'}", "is now taken if result is “order”"),
        ('id="proceed-to-order" name="Proceed to order"', 'id="proceed-to-order" name="Order"', "is now “Order”"),
    ],
)
def test_what_a_step_says_is_compared_in_words(old: str, new: str, words: str) -> None:
    found = [change for change in compare(HANDOFF, edited(HANDOFF, (old, new))) if words in change.text]
    assert found, told(HANDOFF, edited(HANDOFF, (old, new)))
    assert found[0].kind == "changed"
    assert found[0].element
    assert found[0].before or found[0].after


@pytest.mark.requirement("A10+")
def test_called_processes_and_switched_off_stages_are_told() -> None:
    other = edited(PARENT, ('calledElement="lead-nurturing"', 'calledElement="our-nurturing"'))
    assert told(PARENT, other) == [
        (
            "changed",
            "nurturing",
            "“Nurturing”: the process that it runs was “lead-nurturing” and is now “our-nurturing”.",
        )
    ]


def test_a_new_name_is_told_once() -> None:
    other = edited(PARENT, ('id="nurturing" name="Nurturing"', 'id="nurturing" name="Care"'))
    assert told(PARENT, other) == [("renamed", "nurturing", "The stage “Nurturing” is now called “Care”.")]


def test_new_steps_and_lost_ones_are_told_with_the_ways_that_changed() -> None:
    other = edited(
        PARENT,
        ('<bpmn:endEvent id="need-satisfied"', '<bpmn:endEvent id="happy"'),
        (
            'sourceRef="satisfied" targetRef="need-satisfied"',
            'sourceRef="satisfied" targetRef="happy"',
        ),
    )
    assert told(PARENT, other) == [
        ("added", "happy", "The end “Need satisfied” is new."),
        ("removed", "need-satisfied", "The end “Need satisfied” is gone."),
    ]


def test_what_only_moved_is_told_in_one_line() -> None:
    ends = ("need-satisfied", "interest-lost", "lead-disqualified")
    moved = re.sub(rf'(id="(?:{"|".join(ends)})_di".*?<dc:Bounds x=")', r"\g<1>1", PARENT, flags=re.DOTALL)
    [change] = compare(PARENT, moved)
    assert (change.kind, change.element) == ("moved", None)
    assert change.text == "On the drawing only: “Need satisfied”, “Interest lost”, “Lead disqualified” moved."


def test_what_has_no_words_is_told_all_the_same() -> None:
    other = edited(
        PARENT, ('id="satisfied" name="Satisfied"', 'id="satisfied" camunda:asyncBefore="true" name="Satisfied"')
    )
    [change] = compare(PARENT, other)
    assert (change.kind, change.element) == ("changed", "satisfied")


def test_decisions_are_compared_by_their_rules() -> None:
    before = table("rebate", ("amount",), ("discount",), (("> 5",), ("10",)), (("> 9",), ("20",)))
    after = table("rebate", ("amount",), ("discount",), (("> 5",), ("15",)), policy="FIRST")
    assert compare(before, after) == [
        Change("changed", None, "The decision: the hit policy was UNIQUE and is now FIRST.", "UNIQUE", "FIRST"),
        Change(
            "changed",
            "r1",
            "Rule 1 was “if amount > 5: discount 10” and is now “if amount > 5: discount 15”.",
            "if amount > 5: discount 10",
            "if amount > 5: discount 15",
        ),
        Change("removed", "r2", "A rule is gone: if amount > 9: discount 20.", "if amount > 9: discount 20"),
    ]


@pytest.mark.requirement("A2")
def test_the_rules_of_a_decision_are_told_in_words() -> None:
    given = (("> 5", "-"), ("10",)), (("-", "-"), ("0",))
    read = read_table(table("rebate", ("amount", "kind"), ("discount",), *given))
    assert [read.words(row) for row in read.rows] == [
        "if amount > 5: discount 10",
        "always: discount 0",
    ]


def test_rules_in_another_order_are_told() -> None:
    one, other = (("> 5",), ("10",)), (("> 9",), ("20",))
    before = table("rebate", ("amount",), ("discount",), one, other)
    after = before.replace('"r1"', '"r0"').replace('"r2"', '"r1"').replace('"r0"', '"r2"')
    assert "The rules stand in another order." in [change.text for change in compare(before, after)]


@pytest.mark.requirement("A10+")
def test_each_of_several_ways_between_two_steps_is_compared() -> None:
    before = bpmn.process(
        "ways", bpmn.start(), bpmn.gateway("exclusive", "which"), bpmn.user("work"), bpmn.end(),
        bpmn.flow("start", "which"), bpmn.flow("which", "work", when="${size == 1}"),
        bpmn.flow("which", "work", when="${size == 2}"), bpmn.flow("work", "end"),
    )  # fmt: skip
    [change] = compare(before, edited(before, ("size == 1", "size == 7")))
    assert (change.kind, change.element) == ("changed", "which")
    assert change.before == "taken if size is 1; taken if size is 2"
    assert change.after == "taken if size is 7; taken if size is 2"


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_another_code_of_an_error_or_escalation_is_told(kind: str) -> None:
    raised = bpmn.end("end", getattr(bpmn, kind)("busy"))
    before = bpmn.process("failing", bpmn.start(), raised, bpmn.flow("start", "end"), codes=["busy"])
    after = edited(before, (f'{kind}Code="busy"', f'{kind}Code="away"'))
    assert told(before, after) == [("changed", "end", f"“end”: the {kind} was busy and is now away.")]


def test_a_process_whose_draft_became_a_decision_is_told_so() -> None:
    decision = table("lead-management", ("amount",), ("discount",), (("> 5",), ("10",)))
    assert told(PARENT, decision) == [
        ("changed", None, "The text was that of a process and is now that of a decision table.")
    ]
    assert told(decision, PARENT) == [
        ("changed", None, "The text was that of a decision table and is now that of a process.")
    ]


@pytest.mark.parametrize("written", ["left", "nan", "inf", ""])
def test_a_drawing_that_cannot_be_read_keeps_nothing_from_being_compared(written: str) -> None:
    odd = re.sub(r'(id="satisfied_di".*?<dc:Bounds x=)"[^"]*"', rf'\1"{written}"', PARENT, count=1, flags=re.DOTALL)
    assert told(PARENT, odd) == [("moved", None, "On the drawing only: “Satisfied” moved.")]


def test_one_flow_that_is_drawn_in_another_way_is_told() -> None:
    odd = re.sub(r"(<bpmndi:BPMNEdge [^>]*>).*?(?=</bpmndi:BPMNEdge>)", r"\1", PARENT, count=1, flags=re.DOTALL)
    assert told(PARENT, odd) == [("moved", None, "On the drawing only: 1 flow is drawn in another way.")]
