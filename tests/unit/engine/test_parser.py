"""Models become what SpiffWorkflow runs: the whole dialect, without depending on the diagram or on the stack."""

import sys

import pytest

from engine import elements
from engine.elements.events import awaited
from engine.errors import ModelRefused
from engine.specs import Start
from tests import bpmn
from tests.bpmn import specs
from tests.bpmn_forms import field, process, task, through

INNER = process(through(("inside", bpmn.user("inside"))), key="called", kind="sub-process")


def test_a_process_longer_than_the_stack_is_read() -> None:
    names = [f"n{number}" for number in range(450)]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        found = specs(process(through(*((name, bpmn.user(name)) for name in names))))
    finally:
        sys.setrecursionlimit(before)
    assert len(found.tasks) == 450


def test_conditions_are_tried_in_the_order_of_the_file() -> None:
    parts = [bpmn.start(), bpmn.gateway("exclusive", "gate", "rest"), bpmn.end()]
    ways = [bpmn.flow("gate", f"t{n}", when=f"true and {n} > 0") for n in (3, 1, 2)]
    tasks = [bpmn.user(f"t{n}") + bpmn.flow(f"t{n}", "end") for n in (1, 2, 3)]
    found = specs(process(*parts, *tasks, bpmn.flow("start", "gate"), bpmn.flow("gate", "end", called="rest"), *ways))
    assert [name for _, name in found.top.task_specs["gate"].cond_task_specs] == ["end", "t3", "t1", "t2"]
    assert found.top.task_specs["gate"].default_task_spec == "end"


def test_a_form_field_with_the_id_of_a_step_leaves_the_step_alone() -> None:
    found = specs(process(through(("work", task(field("end"))), ("more", bpmn.user("more")))))
    assert isinstance(found.top.task_specs["end"], elements.EndEvent)


def test_called_and_embedded_processes_are_specs_of_their_own() -> None:
    scope = bpmn.sub("part", bpmn.start("s"), bpmn.user("deep"), bpmn.end("e"), bpmn.flow("s", "deep", "e"))
    main = process(through(("part", scope), ("sub", bpmn.call("sub", "called", ins="actor>who", outs="result>answer"))))
    found = specs(main, INNER)
    assert set(found.subprocesses) == {"sale/part", "called"}
    call = found.top.task_specs["sub"]
    assert (call.spec, call.ins, call.outs) == ("called", (("actor", "who"),), (("result", "answer"),))
    assert set(found.tasks) == {("sale", "deep"), ("called", "inside")}


def test_embedded_processes_of_the_same_id_do_not_mix() -> None:
    def scope(task: str) -> str:
        return bpmn.sub("part", bpmn.start("s"), bpmn.user(task), bpmn.end("e"), bpmn.flow("s", task, "e"))

    called = process(through(("part", scope("theirs"))), key="called")
    found = specs(process(through(("part", scope("ours")), ("sub", bpmn.call("sub", "called")))), called)
    assert "ours" in found.subprocesses["sale/part"].task_specs
    assert "theirs" in found.subprocesses["called/part"].task_specs


def test_nothing_said_about_data_means_all_in_and_nothing_back() -> None:
    call = specs(process(through(("sub", bpmn.call("sub", "called")))), INNER).top.task_specs["sub"]
    assert (call.ins, call.outs) == (None, None)


@pytest.mark.requirement("A5")
def test_a_disabled_stage_is_passed_through_without_its_boundary_events() -> None:
    call = bpmn.call("sub", "called", stage="handoff", disabled="true")
    edge = bpmn.boundary("left", "sub", bpmn.message("ping")) + bpmn.flow("left", "end")
    found = specs(process(through(("sub", call)), edge))
    assert isinstance(found.top.task_specs["sub"], elements.PassThrough)
    assert "left" not in found.top.task_specs
    assert [(stage.code, stage.disabled) for stage in found.stages] == [("handoff", True)]


def test_boundary_events_surround_their_activity() -> None:
    edges = bpmn.boundary("late", "work", bpmn.timer("P1D"), interrupting=False) + bpmn.flow("late", "end")
    edges += bpmn.boundary("failed", "work", bpmn.error("lost")) + bpmn.flow("failed", "end")
    top = specs(process(through(("work", bpmn.user("work"))), edges, codes=("lost",), kind="sub-process")).top
    assert [spec.name for spec in top.task_specs["start"].outputs] == ["work.BoundaryEventSplit"]
    assert [spec.name for spec in top.task_specs["work.BoundaryEventSplit"].outputs] == ["work", "late", "failed"]
    assert (top.task_specs["late"].cancel_activity, top.task_specs["failed"].cancel_activity) == (False, True)


@pytest.mark.parametrize(
    ("event", "kind", "source"),
    [
        (bpmn.timer("P2D"), elements.DurationTimer, "P2D"),
        (bpmn.timer("'P2D'"), elements.DurationTimer, "P2D"),
        (bpmn.timer("${decide_within}"), elements.DurationTimer, "${decide_within}"),
        (bpmn.timer(date="2030-01-31T09:00:00Z"), elements.DateTimer, "2030-01-31T09:00:00Z"),
    ],
)
def test_timers_may_be_bare_quoted_or_worked_out(event: str, kind: type, source: str) -> None:
    spec = specs(process(through(("wait", bpmn.catch("wait", event))))).top.task_specs["wait"]
    assert isinstance(spec.event_definition, kind)
    assert spec.event_definition.expression == source


def test_events_behind_an_event_based_gateway_are_waited_for_by_it() -> None:
    parts = [bpmn.start(), bpmn.gateway("eventBased", "gate"), bpmn.end(), bpmn.flow("start", "gate")]
    parts += [bpmn.catch("ping", bpmn.message("ping")), bpmn.flow("gate", "ping"), bpmn.flow("ping", "end")]
    parts += [bpmn.receive("pong", "pong"), bpmn.flow("gate", "pong"), bpmn.flow("pong", "end")]
    top = specs(process(*parts, codes=("ping", "pong"))).top
    assert [awaited(top.task_specs[name]).name for name in ("ping", "pong")] == ["ping", "pong"]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_activity_may_be_repeated_for_a_list_in_short_or_in_long(sequential: bool) -> None:
    long = (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><loopDataInputRef>items</loopDataInputRef>'
        '<inputDataItem id="i" name="item"/></multiInstanceLoopCharacteristics>'
    )
    for marker in (bpmn.several("items", "item", sequential=sequential), long):
        spec = specs(process(through(("work", bpmn.user("work", marker))))).top.task_specs["work"]
        assert isinstance(spec, elements.SequentialMultiInstanceTask) is sequential
        assert (spec.data_input.bpmn_id, spec.input_item.bpmn_id) == ("items", "item")


def test_the_operator_of_spiffworkflow_names_an_operation_too() -> None:
    operator = (
        '<extensionElements xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"><s:serviceTaskOperator id="feed.post">'
        '<s:parameters><s:parameter id="text" type="str" value="\'Hello\'"/></s:parameters></s:serviceTaskOperator></extensionElements>'
    )
    spec = specs(process(through(("post", f'<serviceTask id="post">{operator}</serviceTask>')))).top.task_specs["post"]
    assert (spec.operation, spec.mapped_inputs) == ("feed.post", (("text", "${'Hello'}"),))


def test_tasks_that_say_nothing_are_passed() -> None:
    top = specs(process(through(("a", bpmn.task("a")), ("b", '<manualTask id="b"/>')))).top
    assert isinstance(top.task_specs["a"], elements.PassThrough)
    assert isinstance(top.task_specs["b"], elements.PassThrough)


@pytest.mark.requirement("A8")
def test_starts_are_known_by_their_message_and_condition() -> None:
    other = bpmn.start("asked", bpmn.message("ping"), condition="lead.status == 'new'") + bpmn.flow("asked", "end")
    found = specs(process(through(("work", bpmn.user("work"))), other, kind="sub-process"))
    assert found.starts == {"": Start(None, "start"), "ping": Start("ping", "asked", "lead.status == 'new'")}


def test_what_cannot_be_run_is_refused_even_when_nobody_checked_it() -> None:
    for part in (
        '<complexGateway id="x"/>',
        '<serviceTask id="x"/>',
        bpmn.catch("x", '<linkEventDefinition name="a"/>'),
    ):
        with pytest.raises(ModelRefused) as caught:
            specs(process(through(("x", part))))
        assert caught.value.problems[0].element == "x"
