"""Two texts of a model say the same, however they are written."""

import pytest

from engine.reading.sameness import same
from tests import bpmn

EMPTY = '<extensionElements><c:properties xmlns:c="http://camunda.org/schema/1.0/bpmn"/></extensionElements>'
MODEL = bpmn.process("p", bpmn.start(), bpmn.user("work"), bpmn.end(), bpmn.flow("start", "work", "end"))


@pytest.mark.requirement("A2")
@pytest.mark.parametrize(
    "other",
    [
        MODEL.replace("><", ">\n  <"),
        MODEL.replace("</process>", "<!-- nothing --></process>"),
        MODEL.replace("</userTask>", f"{EMPTY}</userTask>"),
    ],
)
def test_how_a_text_is_written_does_not_count(other: str) -> None:
    assert same(MODEL, other)


@pytest.mark.requirement("A2")
def test_what_it_says_does() -> None:
    assert not same(MODEL, MODEL.replace('id="work"', 'id="works"'))
    assert not same(MODEL, MODEL.replace("</process>", "<documentation>New</documentation></process>"))
