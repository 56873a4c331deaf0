"""A model has a small picture, made from its own drawing."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import processes
from engine.errors import ModelRefused
from engine.picture import picture
from tests import bpmn
from tests.decision_tables import table

LEADS = (Path(processes.__path__[0]) / "lead-management" / "lead-management.bpmn").read_text()
SVG = "{http://www.w3.org/2000/svg}"


def counted(xml: str) -> dict[str, int]:
    tags = [element.tag.removeprefix(SVG) for element in ET.fromstring(picture(xml))]
    return {tag: tags.count(tag) for tag in set(tags)}


@pytest.mark.requirement("A2")
def test_steps_events_gateways_and_flows_are_drawn() -> None:
    found = counted(LEADS)
    assert found["polyline"] == LEADS.count("<bpmndi:BPMNEdge ")
    assert found["rect"] + found["circle"] + found["polygon"] == LEADS.count("<bpmndi:BPMNShape ")
    assert picture(LEADS).count("#e9eefb") == LEADS.count("color:background-color")


def test_a_decision_is_drawn_as_its_table() -> None:
    assert counted(table("rebate", ("amount",), ("discount",), (("> 5",), ("10",)))) == {"rect": 4}


def test_a_model_that_was_never_drawn_has_an_empty_picture() -> None:
    assert counted(bpmn.process("plain", bpmn.start())) == {}


def test_a_colour_can_smuggle_nothing_in() -> None:
    assert "url(" not in picture(LEADS.replace("#e9eefb", "url(http://elsewhere)"))


def test_an_unsafe_file_is_refused() -> None:
    with pytest.raises(ModelRefused):
        picture("<!DOCTYPE a><a/>")


def test_a_position_that_is_no_number_counts_as_none() -> None:
    odd = LEADS.replace('<dc:Bounds x="', '<dc:Bounds x="left', 1)
    assert counted(odd) == counted(LEADS)
