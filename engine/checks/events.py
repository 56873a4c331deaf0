"""Events: messages have names, timers have times, errors have codes, boundary events sit on activities."""

from collections.abc import Iterator

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import SCOPE_TAGS, TASK_TAGS, Model, Node
from engine.reading.namespaces import bpmn
from engine.reading.timers import fault, timers

FEWEST_CHOICES = 2


@rule("message-name")
def check_messages(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A message that is waited for has a name."""
    for node in model.nodes.values():
        if (node.event == "message" or node.tag == "receiveTask") and not model.message_of(node):
            yield node, f"The message that “{node.label}” waits for has no name: choose a message and name it."


@rule("message-start-twice")
def check_start_messages(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Each message starts the process at one place, and so does starting it without one."""
    seen: dict[str, Node] = {}
    for node in model.starts():
        name = (model.message_of(node) or node.id) if node.event == "message" else ""
        if name in seen:
            what = f"the message “{name}”" if name else "no message"
            yield (
                node,
                f"“{node.label}” and “{seen[name].label}” both begin with {what}: keep one, or use another message.",
            )
        seen.setdefault(name, node)


@rule("timer")
def check_timers(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A timer says when, in ISO 8601 or by an expression."""
    for node in model.nodes.values():
        for timer in timers(node):
            if timer is None:
                yield node, f"The timer of “{node.label}” says no time: set a duration such as P2D."
            elif fault(timer):
                yield node, f"The timer of “{node.label}” cannot be read: {fault(timer)}."
            elif timer.kind == "cycle" and not _may_repeat(node):
                yield node, f"Only a boundary event that does not interrupt can repeat: give “{node.label}” a duration."


@rule("error-code")
def check_errors(model: Model, _: Surroundings) -> Iterator[Finding]:
    """An error or escalation that is thrown refers to one that has a code; one that is caught, to one there is."""
    for kind in ("error", "escalation"):
        codes = {item.get("id"): item.get(f"{kind}Code") for item in model.xml.getroottree().getroot().iter(bpmn(kind))}
        for node in (node for node in model.nodes.values() if node.event == kind):
            reference = node.events[0].get(f"{kind}Ref")
            throws = node.tag in ("endEvent", "intermediateThrowEvent")
            if (reference or throws) and not codes.get(reference):
                yield node, f"The {kind} of “{node.label}” has no code: choose an {kind} that has one."


@rule("error-interrupts")
def check_error_boundary(model: Model, _: Surroundings) -> Iterator[Finding]:
    """An error always ends the activity that it comes from."""
    for node in model.tagged("boundaryEvent"):
        if node.event == "error" and not node.interrupts:
            yield node, f"An error ends its activity, but “{node.label}” says it does not: make it interrupting."


@rule("boundary-host")
def check_hosts(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A boundary event sits on an activity that stands beside it."""
    for node in model.tagged("boundaryEvent"):
        host = model.nodes.get(node.attached_to or "")
        if host is None or host.scope != node.scope or host.tag not in TASK_TAGS | SCOPE_TAGS or host.is_event_scope:
            yield node, f"“{node.label}” sits on no activity: attach it to a task, a sub-process or a call activity."


@rule("event-subprocess-interrupts")
def check_event_scopes(model: Model, _: Surroundings) -> Iterator[Finding]:
    """An interrupting event sub-process would not stop what is around it."""
    for node in model.nodes.values():
        if node.is_event_scope and any(start.interrupts for start in model.starts(node.id)):
            yield (
                node,
                (
                    f"“{node.label}” is to interrupt what is around it, which event sub-processes do not do here: make its"
                    " start event non-interrupting, or put a boundary event on the activity to interrupt."
                ),
            )


@rule("event-gateway")
def check_event_gateways(model: Model, _: Surroundings) -> Iterator[Finding]:
    """An event-based gateway leads straight to events that nothing else leads to, each of another message."""
    for node in model.tagged("eventBasedGateway"):
        targets = [model.nodes[flow.target] for flow in model.outgoing(node.id) if flow.target in model.nodes]
        if len(targets) < FEWEST_CHOICES:
            yield node, f"“{node.label}” waits for fewer than two events: draw the events to choose from."
        names = [model.message_of(target) for target in targets if model.message_of(target)]
        if len(set(names)) < len(names):
            yield node, f"Two events behind “{node.label}” wait for the same message: use another one, or remove one."
        for target in targets:
            if target.tag not in ("intermediateCatchEvent", "receiveTask"):
                yield target, f"“{target.label}” follows “{node.label}”, but is no event that is waited for: use one."
            elif len(model.incoming(target.id)) > 1 or model.boundary(target.id):
                yield (
                    target,
                    f"Only “{node.label}” may lead to “{target.label}”, without boundary events: draw another event.",
                )


def _may_repeat(node: Node) -> bool:
    return node.tag == "boundaryEvent" and not node.interrupts
