"""From the event of a node to what SpiffWorkflow waits for or throws."""

from collections.abc import Callable
from typing import Any

from lxml.etree import _Element
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition, EscalationEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition

from engine.elements import CycleTimer, DateTimer, DurationTimer
from engine.errors import ModelRefused, Problem
from engine.reading.model import Model, Node
from engine.reading.namespaces import bpmn
from engine.reading.timers import timers

TIMERS = {"date": DateTimer, "duration": DurationTimer, "cycle": CycleTimer}


def event_definition(node: Node, model: Model) -> Any:
    """Return what an event, or a receive task, is about.

    Raises:
        ModelRefused: it is of a kind that is not carried out.
    """
    if node.tag == "receiveTask":
        return _message(node, model)
    build = KINDS.get(node.event)
    if build is None:
        message = f"“{node.label}” is an event of kind “{node.event}”, which is not carried out: remove it."
        raise ModelRefused([Problem(node.id, node.line, "event-kind", message)])
    return build(node, model)


def _none(_node: Node, _model: Model) -> Any:
    return NoneEventDefinition()


def _terminate(_node: Node, _model: Model) -> Any:
    return TerminateEventDefinition()


def _message(node: Node, model: Model) -> Any:
    return MessageEventDefinition(model.message_of(node) or node.label)


def _timer(node: Node, _model: Model) -> Any:
    timer = timers(node)[0]
    if timer is None:
        message = f"The timer of “{node.label}” says no time: set a duration such as P2D."
        raise ModelRefused([Problem(node.id, node.line, "timer", message)])
    return TIMERS[timer.kind](node.label, timer.source)


def _error(node: Node, model: Model) -> Any:
    found = referred(node, model, "error")
    return ErrorEventDefinition(*(("", None) if found is None else (found.get("name"), found.get("errorCode"))))


def _escalation(node: Node, model: Model) -> Any:
    found = referred(node, model, "escalation")
    return EscalationEventDefinition(
        *(("", None) if found is None else (found.get("name"), found.get("escalationCode")))
    )


def referred(node: Node, model: Model, kind: str) -> _Element | None:
    """Return the error or escalation that an event names; None for one that catches all."""
    reference = node.events[0].get(f"{kind}Ref")
    known = model.xml.getroottree().getroot().iterchildren(bpmn(kind))
    return next((item for item in known if reference and item.get("id") == reference), None)


KINDS: dict[str, Callable[[Node, Model], Any]] = {
    "none": _none,
    "message": _message,
    "timer": _timer,
    "error": _error,
    "escalation": _escalation,
    "terminate": _terminate,
}
