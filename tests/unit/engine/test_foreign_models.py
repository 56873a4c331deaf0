"""Models as other tools write them: each runs, or is refused with the element, the line and what to do."""

import time

import pytest

from engine.checks.examination import examine
from engine.errors import ModelRefused, Problem
from engine.reading.graph import read_model
from engine.reading.specs import read_specs
from tests import bpmn
from tests.bpmn_forms import process, surroundings, through

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SCOPES = 60


def file(body: str, prefix: str = "semantic", executable: str = 'isExecutable="true"', outside: str = "") -> str:
    """A file as enterprise tools export it: an own prefix, pools, lanes, artefacts, no diagram."""
    p = f"{prefix}:" if prefix else ""
    return (
        (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<{p}definitions xmlns{":" + prefix if prefix else ""}="{BPMN}" id="_1"'
            ' xmlns:vendor="http://vendor.example/modeler" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' targetNamespace="x" exporter="Some Modeler">\n{outside}<{p}process id="_2" {executable}>\n{body}\n</{p}process></{p}definitions>'
        )
        .replace("<_", f"<{p}")
        .replace("</_", f"</{p}")
    )


PLAIN = (
    '<_startEvent id="s"/><_task id="t" name="Do it"/><_endEvent id="e"/>'
    '<_sequenceFlow id="f1" sourceRef="s" targetRef="t"/><_sequenceFlow id="f2" sourceRef="t" targetRef="e"/>'
)
LANES = '<_laneSet id="l"><_lane id="l1" name="Sales"><_flowNodeRef>t</_flowNodeRef></_lane></_laneSet>'
VENDOR = '<_extensionElements><vendor:style colour="red"/></_extensionElements>'
DATA = (
    '<_dataObject id="d"/><_dataObjectReference id="dr" dataObjectRef="d"/><_dataStoreReference id="ds" dataStoreRef="store"/>'
    '<_textAnnotation id="a"><_text>Mind</_text></_textAnnotation><_association id="as" sourceRef="t" targetRef="a"/>'
)
GROUP = '<_humanPerformer id="h"><_resourceRef>r</_resourceRef></_humanPerformer>'
FORKING = PLAIN + '<_endEvent id="e2"/><_sequenceFlow id="f3" sourceRef="t" targetRef="e2"/>'
CHOREOGRAPHY = PLAIN + '<_choreographyTask id="c"/>'
NO_START = PLAIN.replace('<_startEvent id="s"/>', '<_task id="s"/>')
IMPLICIT_END = '<_startEvent id="s"/><_task id="t"/><_sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
DANGLING = PLAIN.replace('targetRef="e"', 'targetRef="gone"')
UNNAMED_MESSAGE = PLAIN.replace('<_task id="t" name="Do it"/>', '<_receiveTask id="t" messageRef="m"/>')
CONDITIONAL = PLAIN.replace('<_startEvent id="s"/>', '<_startEvent id="s"><_conditionalEventDefinition/></_startEvent>')
EMPTY_TIMER = PLAIN.replace(
    '<_task id="t" name="Do it"/>', '<_intermediateCatchEvent id="t"><_timerEventDefinition/></_intermediateCatchEvent>'
)
TWO_STARTS = PLAIN + '<_startEvent id="s2"/><_sequenceFlow id="f9" sourceRef="s2" targetRef="t"/>'
DEEP = "".join(f'<_subProcess id="p{n}">' for n in range(SCOPES)) + "</_subProcess>" * SCOPES
RUNS = {
    "enterprise prefix": file(PLAIN),
    "no prefix": file(PLAIN, prefix=""),
    "lanes": file(LANES + PLAIN),
    "vendor extensions": file(PLAIN.replace('name="Do it"/>', f">{VENDOR}</_task>")),
    "data and notes": file(PLAIN + DATA, outside='<_dataStore id="store" name="Files"/>'),
    "pool beside": file(
        PLAIN, outside='<_collaboration id="c"><_participant id="p" processRef="_2"/></_collaboration>'
    ),
}
REFUSED = {
    "not executable": file(PLAIN, executable='isExecutable="false"'),
    "not said to be executable": file(PLAIN, executable=""),
    "two flows leave a task": file(FORKING),
    "choreography": file(CHOREOGRAPHY),
    "no start": file(NO_START),
    "no end": file(IMPLICIT_END),
    "dangling flow": file(DANGLING),
    "message without a name": file(UNNAMED_MESSAGE, outside='<_message id="m"/>'),
    "conditional start": file(CONDITIONAL),
    "timer without a time": file(EMPTY_TIMER),
    "two plain starts": file(TWO_STARTS),
    "performers": file(PLAIN.replace('name="Do it"/>', f">{GROUP}</_task>")),
    "deeply nested scopes": file(PLAIN + DEEP),
    "called by namespace": file(
        PLAIN.replace("_task id", '_callActivity calledElement="p:other" id').replace("name=", "name=")
    ),
    "nothing in it": file(""),
    "other vocabulary": file(PLAIN).replace(BPMN, "http://www.omg.org/spec/BPMN/20100501/Semantic.xsd"),
    "version 1 of XPDL": '<Package xmlns="http://www.wfmc.org/2009/XPDL2.2" Id="p"/>',
}


def judged(source: str) -> list[Problem]:
    """Read, check and build a model; whatever else than a refusal comes out of this is a fault."""
    try:
        model = read_model(source)
        found = examine(model, surroundings())
        if not found:
            read_specs(1, 1, model.key, {model.key: model}, {})
    except ModelRefused as refused:
        return list(refused.problems)
    return found


@pytest.mark.parametrize("name", sorted(RUNS))
def test_a_model_of_another_tool_runs(name: str) -> None:
    assert judged(RUNS[name]) == []


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_model_that_cannot_run_says_where_and_why(name: str) -> None:
    found = judged(REFUSED[name])
    assert found
    for problem in found:
        assert problem.element
        assert problem.line
        assert len(problem.message) > 20


def test_a_data_object_two_levels_up_does_not_keep_the_reader_for_ever() -> None:
    reference = '<dataInputAssociation id="d1"><sourceRef>far</sourceRef></dataInputAssociation>'
    deep = bpmn.sub("b", bpmn.start("s2"), bpmn.user("deep", reference), bpmn.end("e2"), bpmn.flow("s2", "deep", "e2"))
    outer = bpmn.sub("a", bpmn.start("s1"), deep, bpmn.end("e1"), bpmn.flow("s1", "b", "e1"))
    data = '<dataObject id="d"/><dataObjectReference id="far" dataObjectRef="d"/>'
    begin = time.perf_counter()
    assert [problem.rule for problem in judged(process(data, through(("a", outer))))] == ["data-object-depth"]
    assert time.perf_counter() - begin < 2


def test_broken_pieces_of_a_good_model_never_raise_anything_else() -> None:
    good = process(
        through(
            ("work", bpmn.user("work", bpmn.several("${lead.contacts}", "one"))),
            ("post", bpmn.operation("post", "feed.post", text="${work}")),
            ("sub", bpmn.sub("sub", bpmn.start("a"), bpmn.end("b"), bpmn.flow("a", "b"))),
        ),
        bpmn.boundary("edge", "work", bpmn.timer("P1D")),
        bpmn.flow("edge", "end"),
    )
    for name in ("id", "sourceRef", "targetRef", "attachedToRef", "name", "topic", "messageRef", "collection"):
        for value in ("", "x", "work", "${", "start"):
            pieces = good.split(f'{name}="')
            for position in range(1, len(pieces)):
                rest = pieces[position].partition('"')[2]
                broken = f'{name}="'.join([*pieces[:position], f'{value}"{rest}', *pieces[position + 1 :]])
                for problem in judged(broken):
                    assert problem.message
