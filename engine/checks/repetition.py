"""Activities that are done several times: for each item of a list, a number of times, or while a condition holds."""

from collections.abc import Iterator

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import Model
from engine.reading.namespaces import bpmn
from engine.reading.repetition import read_repetition


@rule("multi-instance")
def check_lists(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A repeated activity says for what: a number, or a variable that holds a list."""
    for node in model.nodes.values():
        repetition = read_repetition(node)
        if repetition is None:
            continue
        if repetition.cardinality and repetition.collection:
            yield node, f"“{node.label}” is repeated for a list and for a number: keep one of them."
        elif not repetition.cardinality and not repetition.collection:
            yield node, f"“{node.label}” is repeated, but does not say for what: name a list variable or a number."
        elif repetition.collection and not repetition.collection.isidentifier():
            yield (
                node,
                (
                    f"“{node.label}” is repeated for “{repetition.collection}”, which is no variable: put the list into one"
                    " by a script task, and name that."
                ),
            )


@rule("multi-instance-output")
def check_outputs(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A number of repetitions cannot gather an output: the variable may exist already."""
    for node in model.nodes.values():
        repetition = read_repetition(node)
        if repetition is not None and repetition.cardinality and repetition.output:
            yield (
                node,
                (
                    f"“{node.label}” is repeated a number of times and gathers “{repetition.output}”, which fails when that"
                    " exists already: repeat it for a list instead, or remove the output."
                ),
            )


@rule("loop-marker")
def check_markers(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A loop marker says how often or under which condition."""
    for marker in model.xml.iter(bpmn("standardLoopCharacteristics")):
        if not _maximum(marker) and marker.find(bpmn("loopCondition")) is None:
            yield marker, "The loop marker says neither how often nor under which condition: set one of them."


def _maximum(marker: etree._Element) -> bool:
    return (marker.get("loopMaximum") or "").isdecimal()
