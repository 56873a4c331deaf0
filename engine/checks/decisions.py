"""Business rule tasks ask decisions that are published."""

from collections.abc import Iterator

from engine.checks.registry import Finding, rule
from engine.checks.suggestions import publish_first
from engine.checks.surroundings import Surroundings
from engine.reading.activities import read_decision, read_operation
from engine.reading.model import Model


@rule("decision-missing")
def check_named(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A business rule task names its decision, and the variable that takes the answer can be one."""
    for node in model.tagged("businessRuleTask"):
        key, variable = read_decision(node)
        if key is None and read_operation(node) is None:
            yield node, f"“{node.label}” does not say which decision to ask: set its decisionRef."
        if variable is not None and not variable.isidentifier():
            yield (
                node,
                f"“{variable}” cannot be the variable for the answer of “{node.label}”: use letters and underscores.",
            )


@rule("decision-unknown")
def check_known(model: Model, surroundings: Surroundings) -> Iterator[Finding]:
    """The decision is in the library."""
    for node in model.tagged("businessRuleTask"):
        key, _ = read_decision(node)
        if key is not None and key not in surroundings.decisions:
            advice = publish_first(key, surroundings.decisions)
            yield node, f"“{node.label}” asks the decision “{key}”, which is not published in the library: {advice}"
