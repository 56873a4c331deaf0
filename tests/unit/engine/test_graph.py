"""A file holds one executable process, which is read as nodes and flows."""

import pytest

from engine.errors import ModelRefused
from engine.reading.graph import MAX_NODES, read_model
from tests import bpmn
from tests.bpmn_forms import problems, process, through

GOOD = bpmn.process("sale", through(("work", bpmn.user("work"))), kind="opportunity")


def refusal(source: str) -> str:
    with pytest.raises(ModelRefused) as caught:
        read_model(source)
    problem = caught.value.problems[0]
    assert problem.line
    assert problem.element
    return problem.rule


def test_nodes_and_flows_are_found_with_their_lines() -> None:
    model = read_model(GOOD.replace("<userTask", "\n\n<userTask"))
    assert (model.key, model.kind) == ("sale", "opportunity")
    assert list(model.nodes) == ["start", "work", "end"]
    assert model.nodes["work"].line == 3
    assert [(flow.source, flow.target) for flow in model.flows] == [("start", "work"), ("work", "end")]


def test_a_process_without_a_kind_is_a_sub_process() -> None:
    assert read_model(GOOD.replace("kind", "type")).kind == "sub-process"


def test_a_pool_that_is_not_executable_stands_beside_the_process() -> None:
    pool = '<process id="customer" isExecutable="false"><startEvent id="begins"/></process>'
    assert list(read_model(GOOD.replace("<process", f"{pool}<process", 1)).nodes) == ["start", "work", "end"]


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (GOOD.replace('isExecutable="true"', ""), "executable-process"),
        (GOOD.replace("<process ", '<process id="other" isExecutable="true"/><process ', 1), "executable-process"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "executable-process"),
        (GOOD.replace('<process id="sale"', "<process"), "process-id"),
        (process(*(bpmn.user(f"n{number}") for number in range(MAX_NODES + 1))), "model-too-large"),
    ],
    ids=["not executable", "two processes", "no process", "no id", "too many nodes"],
)
def test_a_file_without_exactly_one_process_that_can_run_is_refused(source: str, rule: str) -> None:
    assert refusal(source) == rule


def test_a_form_field_may_have_the_id_of_a_step() -> None:
    field = '<extensionElements><camunda:formData><camunda:formField id="end" type="string"/></camunda:formData></extensionElements>'
    model = read_model(process(through(("work", bpmn.user("work", field)))))
    assert model.nodes["end"].tag == "endEvent"


def test_a_sub_process_that_takes_the_id_of_the_process_is_not_part_of_itself() -> None:
    xml = process(through(("sale", bpmn.sub("sale", bpmn.start("s"), bpmn.end("e"), bpmn.flow("s", "e")))))
    assert "sale" not in read_model(xml).nodes
    assert "duplicate-id" in [problem.rule for problem in problems(xml)]
