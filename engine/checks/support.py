"""What of BPMN is carried out here, as data; everything else is refused with advice rather than passed over."""

from collections.abc import Iterator

from lxml import etree

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import EVENT_TAGS, NODE_TAGS, Model, Node
from engine.reading.namespaces import BPMN, bpmn, local

# Event kinds that each event may have. `none` is an event without a definition.
EVENTS = {
    "startEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "error", "escalation", "terminate"}),
    "intermediateCatchEvent": frozenset({"message", "timer"}),
    "intermediateThrowEvent": frozenset({"none", "escalation"}),
    "boundaryEvent": frozenset({"message", "timer", "error", "escalation"}),
}
STARTS_OF_EVENT_SCOPE = frozenset({"message", "timer"})
SUPPORTED = frozenset(NODE_TAGS - {"complexGateway", "adHocSubProcess", "transaction"}) - frozenset(
    {"choreographyTask", "subChoreography", "callChoreography"}
)
# Drawn to be read by people; they change nothing.
REMARKS = frozenset(
    {
        "sequenceFlow",
        "documentation",
        "extensionElements",
        "laneSet",
        "textAnnotation",
        "association",
        "group",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "ioSpecification",
        "property",
        "auditing",
        "monitoring",
        "category",
        "dataInputAssociation",
        "dataOutputAssociation",
        "incoming",
        "outgoing",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
    }
)
ADVICE = {
    "complexGateway": "Complex gateways are not carried out: use exclusive, inclusive or parallel ones.",
    "adHocSubProcess": "Ad-hoc sub-processes are not carried out: draw the order of the steps.",
    "transaction": "Transactions are not carried out: use a sub-process with error events.",
    **dict.fromkeys(
        ("resourceRole", "performer", "humanPerformer", "potentialOwner"),
        "Who does a step is said with camunda:assignee and camunda:candidateGroups: use these.",
    ),
}
EVENT_ADVICE = {
    "signal": "Signals reach nobody here: use a message to the same instance, or the operation message.send.",
    "link": "Link events are not carried out: draw a sequence flow to the place where the process goes on.",
    "compensate": "Compensation is not carried out: draw the steps that undo the work.",
    "cancel": "Cancel events are not carried out: use an error event.",
    "conditional": "Conditional events are not carried out: use a timer or a message.",
    "multiple": "Events with several triggers are not carried out: draw one event for each.",
    "message": "Messages are not sent by events: use a service task with the operation message.send.",
    "error": "Errors are not caught here: put an error event on the border of the activity that fails.",
    "escalation": "Escalations are not caught here: put an escalation event on the border of the activity.",
    "timer": "Nothing starts or ends by a timer here: wait with an intermediate timer event, or on the border of a step.",
    "none": "This event needs a trigger: a message, a timer, an error or an escalation.",
    "terminate": "Only end events terminate.",
}
# Kinds that have a rule of their own.
RULED = frozenset({"signal", "link", "compensate", "multiple"})


@rule("complex-gateway")
def check_complex(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Complex gateways are not carried out by the engine."""
    return ((node, ADVICE["complexGateway"]) for node in model.tagged("complexGateway"))


@rule("signal-event")
def check_signals(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Signals end silently in the engine."""
    return _events(model, "signal")


@rule("link-event")
def check_links(model: Model, _: Surroundings) -> Iterator[Finding]:
    """An instance gets stuck at a link event."""
    return _events(model, "link")


@rule("compensation")
def check_compensation(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Compensation does nothing in the engine."""
    yield from _events(model, "compensate")
    for node in model.nodes.values():
        if node.xml.get("isForCompensation") == "true":
            yield node, f"“{node.label}”: {EVENT_ADVICE['compensate']}"


@rule("multiple-event")
def check_multiple(model: Model, _: Surroundings) -> Iterator[Finding]:
    """One event has one trigger."""
    return _events(model, "multiple")


@rule("event-kind")
def check_event_kinds(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Each event is of a kind that works at its place."""
    for node in model.tagged(*EVENT_TAGS):
        if node.event not in _allowed(node, model) and node.event not in RULED:
            yield node, f"“{node.label}” is a {_words(node)}. {EVENT_ADVICE.get(node.event, 'It is not carried out.')}"


@rule("unsupported-element")
def check_elements(model: Model, _: Surroundings) -> Iterator[Finding]:
    """Everything drawn is carried out, or only a remark for people."""
    for holder in (model.xml, *(node.xml for node in model.nodes.values())):
        for child in holder.iterchildren(f"{{{BPMN}}}*"):
            name = local(child)
            if name == "complexGateway" or name in SUPPORTED or name in REMARKS or _belongs(child, holder):
                continue
            yield child, ADVICE.get(name, f"<{name}> is not carried out: remove it, or draw it with other elements.")


def _events(model: Model, kind: str) -> Iterator[Finding]:
    for node in model.tagged(*EVENT_TAGS):
        if node.event == kind:
            yield node, f"“{node.label}”: {EVENT_ADVICE[kind]}"


def _allowed(node: Node, model: Model) -> frozenset[str]:
    scope = model.nodes.get(node.scope)
    if node.tag == "startEvent" and scope is not None:
        return STARTS_OF_EVENT_SCOPE if scope.is_event_scope else frozenset({"none"})
    return EVENTS[node.tag]


def _words(node: Node) -> str:
    places = {
        "startEvent": "start event",
        "endEvent": "end event",
        "intermediateCatchEvent": "catching event",
        "intermediateThrowEvent": "throwing event",
        "boundaryEvent": "boundary event",
    }
    return f"{places[node.tag]} of kind “{node.event}”"


def _belongs(child: etree._Element, holder: etree._Element) -> bool:
    """Parts of a step that are checked by rules of their own, or say nothing about what is done."""
    name, parent = local(child), local(holder)
    if parent in EVENT_TAGS:
        return name.endswith("EventDefinition") or name in ("dataInput", "dataOutput", "inputSet", "outputSet")
    if parent == "scriptTask":
        return child.tag == bpmn("script")
    return name == "supportedInterfaceRef"
