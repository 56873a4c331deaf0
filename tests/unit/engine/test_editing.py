"""Stages are added to and taken from the text of a model, drawing included; the rest stays as it was written."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import processes
from engine.comparison import compare
from engine.errors import ModelRefused
from engine.reading.editing import NewStage, add_stage, remove_stage, rename_stage
from engine.reading.editing.hub import codes_of, default_of, find_hub
from engine.reading.graph import read_model
from tests import bpmn

FOLDER = Path(processes.__path__[0])
SOURCES = {name: (FOLDER / name / f"{name}.bpmn").read_text() for name in ("lead-management", "corporate-sale")}
LEADS = SOURCES["lead-management"]
CARE = NewStage("Care", "care", "our-care", "nurturing", "nurturing")
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def stages(xml: str) -> list[str]:
    return [node.stage for node in read_model(xml).nodes.values() if node.stage]


def drawn(xml: str) -> set[str | None]:
    root = ET.fromstring(xml)
    return {shape.get("bpmnElement") for tag in ("BPMNShape", "BPMNEdge") for shape in root.iter(DI + tag)}


def overlaps(xml: str) -> list[tuple[str, str]]:
    """Return the pairs of steps that are drawn over each other; boundary events sit on theirs."""
    nodes = read_model(xml).nodes
    boxes = {}
    for shape in ET.fromstring(xml).iter(DI + "BPMNShape"):
        name = shape.get("bpmnElement", "")
        if nodes[name].tag != "boundaryEvent":
            box = {key: float(value) for key, value in shape[0].attrib.items()}
            boxes[name] = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
    return [
        (one, other)
        for one, a in boxes.items()
        for other, b in boxes.items()
        if one < other and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def require_sound(xml: str) -> None:
    """Everything is drawn, nothing over another, and flows agree with what their ends say of them."""
    model = read_model(xml)
    assert drawn(xml) == {*model.nodes, *(flow.id for flow in model.flows)}
    assert overlaps(xml) == []
    for flow in model.flows:
        assert flow.source in model.nodes
        assert flow.target in model.nodes
    for node in model.nodes.values():
        for direction, flows in (("incoming", model.incoming(node.id)), ("outgoing", model.outgoing(node.id))):
            said = sorted(item.text or "" for item in node.xml if str(item.tag).endswith(direction))
            assert said == sorted(flow.id for flow in flows), node.id


def working() -> list[tuple[str, str]]:
    return [
        (key, node.id) for key, xml in SOURCES.items() for node in read_model(xml).tagged("callActivity") if node.stage
    ]


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(("key", "element"), working())
def test_a_stage_is_taken_out_with_all_that_belongs_to_it(key: str, element: str) -> None:
    before = read_model(SOURCES[key])
    code = before.nodes[element].stage
    after = remove_stage(SOURCES[key], element)
    require_sound(after)
    assert set(stages(SOURCES[key])) - set(stages(after)) == {code}
    assert f'attachedToRef="{element}"' not in after


@pytest.mark.requirement("A6")
@pytest.mark.parametrize(("key", "element"), working())
def test_a_stage_is_added_behind_another_and_leads_to_where_that_led(key: str, element: str) -> None:
    source = SOURCES[key]
    code = str(read_model(source).nodes[element].stage)
    following = default_of(find_hub(read_model(source)).script(read_model(source).nodes[element]))
    after = add_stage(source, NewStage("Care", "care", "our-care", element, element))
    require_sound(after)
    hub = find_hub(read_model(after))
    [stage] = [node for node in hub.model.nodes.values() if node.stage == "care"]
    assert (stage.name, stage.called, stage.disabled) == ("Care", "our-care", False)
    assert default_of(hub.script(stage)) == following
    assert default_of(hub.script(hub.stage(element))) == "care"
    assert hub.entries["care"].condition == "${next_stage == 'care'}"
    assert {event.event for event in hub.model.boundary(stage.id)} >= {"message"}
    assert hub.meeting(stage) == hub.meeting(hub.stage(element))
    assert sorted([*stages(source), "care"]) == sorted(stages(after))
    assert code in stages(after)


@pytest.mark.requirement("A6")
def test_nothing_else_changes_when_a_stage_is_added() -> None:
    changes = compare(LEADS, add_stage(LEADS, CARE))
    touched = {change.element for change in changes if change.kind in ("changed", "renamed", "removed")}
    before = find_hub(read_model(LEADS))
    script = before.script(before.stage("nurturing"))
    assert script is not None
    assert touched == {script.id}


@pytest.mark.requirement("A6")
def test_what_was_added_can_be_taken_out_again() -> None:
    after = remove_stage(add_stage(LEADS, CARE), "care")
    assert [change.element for change in compare(LEADS, after) if change.kind == "changed"] == ["which-stage"]
    assert stages(after) == stages(LEADS)
    require_sound(after)


@pytest.mark.requirement("A6")
def test_whoever_asks_for_a_stage_that_is_gone_comes_to_the_next() -> None:
    without = remove_stage(LEADS, "nurturing")
    hub = find_hub(read_model(without))
    assert codes_of(hub.entries["handoff"].condition) == ["handoff", "nurturing"]
    twice = find_hub(read_model(remove_stage(without, "handoff")))
    assert codes_of(twice.entries["awaiting-sale"].condition) == ["awaiting-sale", "handoff", "nurturing"]
    again = add_stage(without, NewStage("Nurturing", "nurturing", "our-nurturing", "handoff", "handoff"))
    assert codes_of(find_hub(read_model(again)).entries["handoff"].condition) == ["handoff"]
    require_sound(again)


def test_a_way_that_came_to_the_stage_past_the_hub_leads_to_the_hub() -> None:
    without = read_model(remove_stage(LEADS, "qualification"))
    assert [flow.target for flow in without.outgoing("into-qualification")] == ["next-stage"]


@pytest.mark.requirement("A6")
def test_a_final_stage_that_others_lead_to_stays() -> None:
    with pytest.raises(ModelRefused, match="leads to “Satisfied”, which does not say what comes next"):
        remove_stage(LEADS, "satisfied")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (NewStage("Care", "nurturing", "our-care", "handoff", "handoff"), "stands at “Nurturing” already"),
        (NewStage("Care", "care'", "our-care", "handoff", "handoff"), "is no code"),
        (NewStage("Care", "care", "our-care", "satisfied", "handoff"), "runs no sub-process that could be copied"),
        (NewStage("Care", "care", "our-care", "no-such", "handoff"), "“no-such” is no stage that the hub leads to"),
        (NewStage("Care", "care", "our-care", "handoff", "which-stage"), "is no stage that the hub leads to"),
    ],
)
def test_what_cannot_be_added_is_refused_with_the_reason(new: NewStage, words: str) -> None:
    with pytest.raises(ModelRefused, match=words):
        add_stage(LEADS, new)


def test_a_process_without_a_hub_is_refused() -> None:
    plain = bpmn.process("plain", bpmn.start(), bpmn.user("work"), bpmn.end(), bpmn.flow("start", "work", "end"))
    with pytest.raises(ModelRefused, match="has no gateway whose flows ask for next_stage"):
        remove_stage(plain, "work")


@pytest.mark.parametrize(("given", "becomes"), [("nurturing", "care"), ("${'nurturing'}", "${'care'}"), ("sql", "sql")])
def test_a_copied_sub_process_enters_the_stage_it_is_copied_for(given: str, becomes: str) -> None:
    source = bpmn.process("sub", bpmn.operation("plain", "lead.set_stage", code=given).replace('"code"', '"stage"'))
    assert f">{becomes}</camunda:inputParameter>" in rename_stage(source, "nurturing", "care").replace("&#x27;", "'")


def test_a_name_is_taken_as_it_is_written() -> None:
    after = add_stage(LEADS, replace(CARE, name="R\\D \\1"))
    hub = find_hub(read_model(after))
    assert hub.stage("care").name == "R\\D \\1"
    script = hub.script(hub.stage("nurturing"))
    assert script is not None
    assert script.name.endswith(", then r\\d \\1")


def test_a_flow_without_a_way_on_the_drawing_is_left_alone() -> None:
    odd = re.sub(r"(<bpmndi:BPMNEdge [^>]*>).*?(?=</bpmndi:BPMNEdge>)", r"\1", LEADS, count=1, flags=re.DOTALL)
    assert stages(add_stage(odd, CARE)) == stages(add_stage(LEADS, CARE))


def test_what_stands_within_a_step_that_is_taken_out_leaves_the_drawing_too() -> None:
    name = "nurturing-won-then-satisfied"
    inner = f'<bpmn:subProcess id="{name}"><bpmn:startEvent id="within"/></bpmn:subProcess>'
    source = re.sub(rf'<bpmn:scriptTask id="{name}".*?</bpmn:scriptTask>', inner, LEADS, flags=re.DOTALL)
    shape = '<bpmndi:BPMNShape id="within_di" bpmnElement="within"><dc:Bounds x="0" y="0" width="9" height="9"/>'
    source = source.replace("</bpmndi:BPMNPlane>", f"{shape}</bpmndi:BPMNShape></bpmndi:BPMNPlane>")
    assert "within" in drawn(source)
    assert drawn(remove_stage(source, "nurturing")) == drawn(remove_stage(LEADS, "nurturing"))
