"""Every rule for publishing has a model that breaks it, and one like it that breaks none."""

import pytest

from engine.checks.examination import rule_names
from engine.reading.decisions import read_decision_model
from engine.reading.graph import read_model
from engine.reading.specs import read_specs
from tests import bpmn
from tests.bpmn_forms import (
    choice,
    field,
    form,
    limits,
    own,
    problems,
    process,
    properties,
    surroundings,
    task,
    through,
)
from tests.decision_tables import table
from tests.rule_models import (
    BY_LEAD,
    CALLED,
    EVENT_SUB,
    FORK_IN_LOOP,
    GATHERED,
    JAVASCRIPT,
    JOINS,
    LOOP,
    POST,
    WORK,
    choosing,
    decision,
    event_gateway,
    nested,
    raw,
    repeated,
    stage,
    with_boundary,
    without_other,
)

# rule: (a model that breaks it, a model like it that breaks no rule)
CASES: dict[str, tuple[str, str]] = {
    "assignee": (form(assignee="mario"), form(assignee="Maria")),
    "boundary-host": (with_boundary(bpmn.message("ping"), host="start"), with_boundary(bpmn.message("ping"))),
    "call-mapping": (
        process(through(("sub", bpmn.call("sub", "called", outs="a b>c")))).replace('target="c"', 'target="c d"'),
        process(through(("sub", bpmn.call("sub", "called", ins="actor>who")))),
    ),
    "call-recursion": (
        process(through(WORK, ("sub", bpmn.call("sub", "sale")))),
        process(through(("sub", bpmn.call("sub", "called")))),
    ),
    "called-process": (
        process(through(("sub", bpmn.call("sub", "nowhere")))),
        process(through(("sub", bpmn.call("sub", "called")))),
    ),
    "compensation": (
        process(bpmn.start(), bpmn.end(event="<compensateEventDefinition/>"), bpmn.flow("start", "end")),
        process(bpmn.start(), bpmn.end(event=bpmn.terminate()), bpmn.flow("start", "end")),
    ),
    "complex-gateway": (
        process(through(("gate", bpmn.gateway("complex", "gate")))),
        process(through(("gate", bpmn.gateway("parallel", "gate")))),
    ),
    "condition-elsewhere": (
        process(bpmn.start(), bpmn.end(), bpmn.flow("start", "end", when="actor == 'maria'")),
        process(bpmn.start(), bpmn.end(), bpmn.flow("start", "end")),
    ),
    "condition-empty": (
        choosing(
            bpmn.flow("gate", "end", when="amount > 5"),
            bpmn.flow("gate", "other", when=" ", called="else"),
            default="else",
        ),
        choosing(
            bpmn.flow("gate", "end", when="amount > 5"), bpmn.flow("gate", "other", called="else"), default="else"
        ),
    ),
    "condition-missing": (
        choosing(bpmn.flow("gate", "end", when="amount > 5"), bpmn.flow("gate", "other")),
        choosing(bpmn.flow("gate", "end", when="amount > 5"), bpmn.flow("gate", "other", when="amount < 5")),
    ),
    "data-object-depth": (nested("far"), nested("elsewhere")),
    "decision-missing": (decision(variable="my discount"), decision()),
    "decision-unknown": (decision(key="nothing"), decision()),
    "default-flow": (
        choosing(
            bpmn.flow("gate", "end", when="amount > 5", called="big"),
            bpmn.flow("gate", "other", when="amount < 5"),
            default="x",
        ),
        choosing(bpmn.flow("gate", "end", when="amount > 5"), bpmn.flow("gate", "other", called="x"), default="x"),
    ),
    "due-date": (form(dueDate="tomorrow"), form(dueDate="2030-01-31T09:00:00Z")),
    "duplicate-field": (form(field("note"), field("note")), form(field("note"), field("remark"))),
    "duplicate-id": (
        process(through(WORK), bpmn.user("work")),
        process(through(WORK, ("more", task(field("work"), element="more")))),
    ),
    "error-code": (
        process(bpmn.start(), bpmn.end(event=bpmn.error()), bpmn.flow("start", "end")),
        process(bpmn.start(), bpmn.end(event=bpmn.error("lost")), bpmn.flow("start", "end"), codes=("lost",)),
    ),
    "error-interrupts": (
        with_boundary(bpmn.error("lost"), interrupting=False),
        with_boundary(bpmn.error("lost")),
    ),
    "event-gateway": (
        event_gateway(("ping", bpmn.catch("ping", bpmn.message("ping"))), ("work", bpmn.user("work"))),
        event_gateway(
            ("ping", bpmn.catch("ping", bpmn.message("ping"))),
            ("pong", bpmn.receive("pong", "pong")),
            ("late", bpmn.catch("late", bpmn.timer("P2D"))),
            ("later", bpmn.catch("later", bpmn.timer("P3D"))),
        ),
    ),
    "event-kind": (
        process(bpmn.start(event=bpmn.timer(cycle="R/P1D")), bpmn.end(), bpmn.flow("start", "end")),
        process(through(("wait", bpmn.catch("wait", bpmn.timer("P1D"))))),
    ),
    "event-subprocess-interrupts": (
        process(through(WORK), EVENT_SUB.replace('isInterrupting="false"', "")),
        process(through(WORK), EVENT_SUB),
    ),
    "expression": (
        choosing(
            bpmn.flow("gate", "end", when="__import__('os').system('x')"),
            bpmn.flow("gate", "other", called="x"),
            default="x",
        ),
        choosing(
            bpmn.flow("gate", "end", when="${amount > 5 && actor != null}"),
            bpmn.flow("gate", "other", called="x"),
            default="x",
        ),
    ),
    "field-choices": (form(choice("colour")), form(choice("colour", "red", "blue"))),
    "field-constraint": (
        form(field("note", inner=limits({"maxlength": "long"}))),
        form(field("note", inner=limits({"maxlength": "80", "pattern": "[A-Z]+"}))),
    ),
    "field-default": (
        form(field("guests", "long", defaultValue="many")),
        form(field("guests", "long", defaultValue="12")),
    ),
    "field-lookup": (
        form(field("need", "lookup", properties({"lookup": "customer-ned"}))),
        form(field("need", "lookup", properties({"lookup": "customer-needs"}))),
    ),
    "field-name": (form(field("first name")), form(field("first_name"))),
    "field-property": (
        form(field("note", inner=properties({"hint": "Be brief"}))),
        form(field("note", inner=properties({"help": "Be brief"}))),
    ),
    "field-results": (
        form(choice("result", "won", "lost"), field("reason", inner=properties({"requiredFor": "lsot"}))),
        form(
            choice("result", "won", "lost"),
            field("reason", inner=properties({"requiredFor": "lost", "results": "lost"})),
        ),
    ),
    "field-type": (form(field("note", "strong")), form(field("note", "long_text"))),
    "flow-direction": (
        process(through(WORK), bpmn.user("after"), bpmn.end("done"), bpmn.flow("end", "after", "done")),
        process(through(WORK, ("after", bpmn.user("after")))),
    ),
    "flow-ends": (
        process(through(WORK), bpmn.flow("start", "nowhere").replace("start", "end")),
        process(through(WORK)),
    ),
    "join-in-loop": (
        without_other(FORK_IN_LOOP),
        process(bpmn.start(), *JOINS, bpmn.end(), bpmn.flow("start", "fork"), bpmn.flow("join", "end")),
    ),
    "link-event": (
        process(through(("jump", bpmn.throw("jump", '<linkEventDefinition name="there"/>')))),
        process(through(("jump", bpmn.throw("jump")))),
    ),
    "loop-marker": (
        process(through(("work", bpmn.user("work", bpmn.loop())))),
        process(through(("work", bpmn.user("work", bpmn.loop(maximum=3))))),
    ),
    "loop-without-wait": (
        choosing(
            bpmn.flow("gate", "tick", when="amount > 5"),
            bpmn.flow("gate", "end", called="x"),
            default="x",
            more=bpmn.script("tick", "clock = 1") + bpmn.flow("tick", "gate"),
        ),
        without_other(choosing(LOOP, bpmn.flow("gate", "end", called="x"), default="x")),
    ),
    "message-name": (
        process(through(("wait", bpmn.catch("wait", "<messageEventDefinition/>")))),
        process(through(("wait", bpmn.catch("wait", bpmn.message("ping"))))),
    ),
    "message-start-twice": (
        process(through(WORK), bpmn.start("again"), bpmn.flow("again", "work")),
        process(through(WORK), bpmn.start("again", bpmn.message("ping"), payload=""), bpmn.flow("again", "work")),
    ),
    "missing-id": (
        process(through(WORK), "<userTask name='Nameless'/>"),
        process(through(WORK)),
    ),
    "multi-instance": (
        repeated("<multiInstanceLoopCharacteristics/>"),
        repeated(bpmn.several("${items}", "item")),
    ),
    "multi-instance-output": (repeated(GATHERED), repeated(bpmn.several(cardinality="3"))),
    "multiple-event": (
        process(through(("wait", bpmn.catch("wait", bpmn.message("ping") + bpmn.timer("P1D"))))),
        process(through(("wait", bpmn.catch("wait", bpmn.message("ping"))))),
    ),
    "no-end-event": (
        process(bpmn.start(), WORK[1], bpmn.flow("start", "work"), kind="sub-process"),
        process(through(WORK)),
    ),
    "no-start-event": (
        process(WORK[1], bpmn.end(), bpmn.flow("work", "end"), kind="sub-process"),
        process(through(WORK)),
    ),
    "no-way-to-end": (
        process(
            through(WORK),
            bpmn.boundary("late", "work", bpmn.timer("P1D")),
            bpmn.user("call"),
            bpmn.flow("late", "call"),
        ),
        process(through(WORK), bpmn.boundary("late", "work", bpmn.timer("P1D")), bpmn.flow("late", "end")),
    ),
    "operation-choice": (
        process(through(("close", bpmn.operation("close", "lead.close_order", status="done")))),
        process(through(("close", bpmn.operation("close", "lead.close_order", status="completed")))),
    ),
    "operation-input": (
        process(through(("post", bpmn.operation("post", "feed.post", txt="Hello")))),
        process(through(POST)),
    ),
    "operation-missing": (
        process(through(("post", '<serviceTask id="post" name="Post"/>'))),
        process(through(POST)),
    ),
    "operation-output": (
        process(
            through(
                (
                    "order",
                    bpmn.operation("order", "lead.create_order").replace(
                        "<camunda:inputOutput>",
                        '<camunda:inputOutput><camunda:outputParameter name="the order">${order_id}</camunda:outputParameter>',
                    ),
                )
            )
        ),
        process(through(("order", bpmn.operation("order", "lead.create_order", out_order="${order_id}")))),
    ),
    "operation-parameter": (
        process(
            through(
                (
                    "post",
                    bpmn.operation("post", "lead.update", tags="x").replace(
                        ">x<", "><camunda:list><camunda:value>x</camunda:value></camunda:list><"
                    ),
                )
            )
        ),
        process(through(("post", bpmn.operation("post", "lead.update", tags="x")))),
    ),
    "operation-unknown": (
        process(through(("post", bpmn.operation("post", "feed.pots", text="Hello")))),
        process(through(POST)),
    ),
    "priority": (form(priority="urgent"), form(priority="High")),
    "process-kind": (process(through(WORK), kind="leed-management"), process(through(WORK), kind="lead-management")),
    "record-start": (
        bpmn.process("sale", through(WORK), kind="lead-management"),
        bpmn.process("sale", BY_LEAD, codes=("lead-created",), kind="lead-management"),
    ),
    "required-field": (
        process(through(("work", task(choice("result", "won"), properties=own({"requires.won": "amuont"}))))),
        process(through(("work", task(choice("result", "won"), properties=own({"requires.won": "amount"}))))),
    ),
    "reserved-name": (form(field("lead")), form(field("lead_name"))),
    "result-field": (form(field("result")), form(choice("result", "won", "lost"))),
    "script-empty": (
        process(through(("note", bpmn.script("note", " ")))),
        process(through(("note", bpmn.script("note", "noted = true")))),
    ),
    "script-format": (
        process(through(("note", JAVASCRIPT))),
        process(through(("note", JAVASCRIPT.replace("JavaScript", "Python")))),
    ),
    "signal-event": (
        process(bpmn.start(), bpmn.end(event='<signalEventDefinition signalRef="s"/>'), bpmn.flow("start", "end")),
        process(bpmn.start(), bpmn.end(), bpmn.flow("start", "end")),
    ),
    "stage-place": (
        stage(bpmn.user("node", f"<extensionElements>{own({'stage': 'handoff'})}</extensionElements>")),
        stage(bpmn.call("node", "called", stage="handoff")),
    ),
    "stage-twice": (
        process(
            through(("a", bpmn.call("a", "called", stage="handoff")), ("b", bpmn.call("b", "called", stage="handoff"))),
            kind="lead-management",
        ),
        process(
            through(
                ("a", bpmn.call("a", "called", stage="handoff")), ("b", bpmn.call("b", "called", stage="qualification"))
            ),
            kind="lead-management",
        ),
    ),
    "stage-without-way-out": (
        stage(bpmn.call("node", "called", stage="handoff")).replace('sourceRef="node"', 'sourceRef="start"'),
        stage(bpmn.call("node", "called", stage="handoff")),
    ),
    "task-name": (
        process(through(("work", WORK[1].replace('name="work"', 'name=" "')))),
        process(through(WORK)),
    ),
    "timer": (
        process(through(("wait", bpmn.catch("wait", bpmn.timer("2 days"))))),
        process(through(("wait", bpmn.catch("wait", bpmn.timer("P2D"))))),
    ),
    "two-flows-leave": (
        process(through(WORK), bpmn.end("other"), bpmn.flow("work", "other")),
        process(through(WORK)),
    ),
    "unknown-answer": (
        process(through(("sub", bpmn.call("sub", "called", ins="actor>who", outs="outcome>outcome")))),
        process(through(("sub", bpmn.call("sub", "called", ins="actor>who", outs="result>outcome")))),
    ),
    "unknown-attribute": (form(assignee="${lead.owmer}"), form(assignee="${lead.owner}")),
    "unknown-name": (
        choosing(bpmn.flow("gate", "end", when="amuont > 5"), bpmn.flow("gate", "other", called="x"), default="x"),
        choosing(bpmn.flow("gate", "end", when="amount > 5"), bpmn.flow("gate", "other", called="x"), default="x"),
    ),
    "unknown-output": (
        process(through(("order", bpmn.operation("order", "lead.create_order", out_order="${order_number}")))),
        process(through(("order", bpmn.operation("order", "lead.create_order", out_order="${order_id}")))),
    ),
    "unknown-role": (form(candidateGroups="crm_sails"), form(candidateGroups="crm_sales,${actor}")),
    "unknown-stage": (
        stage(bpmn.call("node", "called", stage="hand-off")),
        stage(bpmn.call("node", "called", stage="handoff")),
    ),
    "unreachable": (process(through(WORK), bpmn.user("alone"), bpmn.flow("alone", "end")), process(through(WORK))),
    "unsupported-element": (
        process(through(("many", '<adHocSubProcess id="many"/>'))),
        raw('<textAnnotation id="note"><text>Mind the gap</text></textAnnotation>'),
    ),
    "unsupported-extension": (
        form(field("note"), formKey="embedded:app:forms/note.html"),
        process(through(("work", bpmn.user("work", asyncBefore="true", assignee="${lead.owner}")))),
    ),
}
REBATE = read_decision_model(table("rebate", ("amount",), ("discount",), (("> 5",), ("10",)))).decision
AROUND = surroundings(CALLED, decisions=frozenset({"rebate"}))


def test_every_rule_has_a_case() -> None:
    assert sorted(CASES) == rule_names()


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_model_that_breaks_a_rule_is_told_where_and_what_to_do(rule: str) -> None:
    found = [problem for problem in problems(CASES[rule][0], AROUND) if problem.rule == rule]
    assert found, [problem.rule for problem in problems(CASES[rule][0], AROUND)]
    for problem in found:
        assert problem.element or rule == "missing-id"
        assert problem.line
        assert problem.message.endswith((".", "?"))


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_model_like_it_that_keeps_the_rule_has_no_problem_and_can_be_run(rule: str) -> None:
    model = read_model(CASES[rule][1])
    assert problems(CASES[rule][1], AROUND) == []
    assert read_specs(1, 1, model.key, {**AROUND.processes, model.key: model}, {"rebate": REBATE}).top is not None
