"""The rules by name, and the one function that applies them all to a model."""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from engine.checks.surroundings import Surroundings
from engine.errors import Problem
from engine.reading.model import NODE_TAGS, Flow, Model, Node
from engine.reading.namespaces import BPMN, line, local, namespace

# Where a rule is broken, and what to do about it.
Finding = tuple[Node | Flow | _Element | None, str]
Rule = Callable[[Model, Surroundings], Iterator[Finding]]

SHOWN = NODE_TAGS | {"sequenceFlow", "process"}
RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a function as the rule of that name."""

    def register(function: Rule) -> Rule:
        RULES[name] = function
        return function

    return register


def apply_rules(model: Model, surroundings: Surroundings) -> list[Problem]:
    """Return everything that is wrong with a model, in the order of its lines."""
    found = [
        _problem(name, place, message, model)
        for name, function in RULES.items()
        for place, message in function(model, surroundings)
    ]
    return sorted(set(found), key=lambda problem: (problem.line or 0, problem.element or "", problem.rule))


def _problem(name: str, place: Node | Flow | _Element | None, message: str, model: Model) -> Problem:
    if place is None:
        return Problem(model.key, model.line, name, message)
    if isinstance(place, Node | Flow):
        return Problem(place.id or None, place.line, name, message)
    return Problem(_step_of(place), line(place), name, message)


def _step_of(element: _Element) -> str | None:
    """Return the id of the step, flow or process that an element belongs to: what a diagram can show."""
    within: _Element | None = element
    while within is not None:
        if within.get("id") and namespace(within) == BPMN and local(within) in SHOWN:
            return within.get("id")
        within = within.getparent()
    return None
