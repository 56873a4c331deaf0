"""Stages: known codes, each at one place that can stand for it, and a way out of each."""

from collections.abc import Iterator

from engine.checks.registry import Finding, rule
from engine.checks.suggestions import suggest
from engine.checks.surroundings import Surroundings
from engine.reading.model import Model, Node

PLACES = frozenset({"callActivity", "serviceTask"})


@rule("unknown-stage")
def check_codes(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """Stages that nodes stand for are in the lookup."""
    known = surroundings.vocabulary.stages(model.kind)
    for node in model.nodes.values():
        if node.stage and node.stage not in known:
            advice = suggest(node.stage, known)
            yield node, f"“{node.label}” names the stage “{node.stage}”, which does not exist: {advice}."


@rule("stage-place")
def check_places(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A stage is a call of its process, or the service task that sets a final stage; so is what can be disabled."""
    for node in model.nodes.values():
        if node.stage and node.tag not in PLACES:
            yield (
                node,
                f"“{node.label}” cannot stand for a stage: put the property on a call activity or a service task.",
            )
        if node.stage and node.scope != model.key:
            yield node, f"“{node.label}” stands for a stage inside a sub-process: move it to the top of the process."
        if node.disabled and node.tag != "callActivity":
            yield (
                node,
                f"“{node.label}” cannot be disabled, only call activities can: remove the property, or the step.",
            )


@rule("stage-twice")
def check_once(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Each stage stands at one place."""
    seen: dict[str, Node] = {}
    for node in model.nodes.values():
        if node.stage and node.stage in seen:
            first = seen[node.stage].label
            yield (
                node,
                f"The stage “{node.stage}” stands at “{first}” already: let “{node.label}” stand for another one.",
            )
        if node.stage:
            seen.setdefault(node.stage, node)


@rule("stage-without-way-out")
def check_ways_out(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A stage is left when its work is done."""
    for node in model.nodes.values():
        if node.stage and not model.outgoing(node.id):
            yield node, f"No flow leaves the stage “{node.label}”: draw where the process goes when its work is done."
