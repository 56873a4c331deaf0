"""Short models for tests: BPMN in a few words, read as any model is."""

from collections.abc import Iterable
from html import escape
from itertools import count, pairwise

from engine.reading.graph import read_model
from engine.reading.specs import read_specs
from engine.specs import Specs

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)
EVENTS = {"message": "messageRef", "error": "errorRef", "escalation": "escalationRef"}


def process(key: str, *parts: str, codes: Iterable[str] = (), kind: str = "sub-process") -> str:
    """Return a file with one process. Messages, errors and escalations named `codes` may be referred to."""
    known = "".join(
        f'<message id="message-{c}" name="{c}"/><error id="error-{c}" name="{c}" errorCode="{c}"/>'
        f'<escalation id="escalation-{c}" name="{c}" escalationCode="{c}"/>'
        for c in codes
    )
    properties = _extensions(_properties({"kind": kind}))
    body = "".join(parts)
    return (
        f'<definitions {NAMESPACES} id="definitions" targetNamespace="tests">{known}'
        f'<process id="{key}" name="{key}" isExecutable="true">{properties}{body}</process></definitions>'
    )


def start(element: str = "start", event: str = "", **properties: str) -> str:
    """Return a start event."""
    return _node("startEvent", element, {}, _extensions(_properties(properties)) + event)


def end(element: str = "end", event: str = "") -> str:
    """Return an end event."""
    return _node("endEvent", element, {}, event)


def user(element: str, inner: str = "", **attributes: str) -> str:
    """Return a user task; attributes are Camunda's (`assignee`, `candidateGroups` …)."""
    return _node("userTask", element, _camunda(attributes), inner)


def operation(element: str, name: str, inner: str = "", stage: str = "", **inputs: str) -> str:
    """Return a service task; inputs that begin with `out_` are its outputs."""
    given = "".join(
        f'<camunda:inputParameter name="{k}">{escape(v)}</camunda:inputParameter>'
        for k, v in inputs.items()
        if not k.startswith("out_")
    )
    given += "".join(
        f'<camunda:outputParameter name="{k[4:]}">{escape(v)}</camunda:outputParameter>'
        for k, v in inputs.items()
        if k.startswith("out_")
    )
    properties = _properties({"stage": stage} if stage else {})
    extensions = _extensions(f"<camunda:inputOutput>{given}</camunda:inputOutput>" + properties)
    return _node("serviceTask", element, _camunda({"type": "external", "topic": name}), extensions + inner)


def script(element: str, *lines: str) -> str:
    """Return a script task."""
    return _node("scriptTask", element, {}, f"<script>{escape(chr(10).join(lines))}</script>")


def call(element: str, called: str, ins: str | None = None, outs: str | None = None, **properties: str) -> str:
    """Return a call activity; `ins` and `outs` are `source>target` pairs, apart by commas."""
    inner = _mappings("in", ins) + _mappings("out", outs) + _properties(properties)
    return _node("callActivity", element, {"calledElement": called}, _extensions(inner))


def gateway(kind: str, element: str, default: str = "") -> str:
    """Return a gateway: exclusive, parallel, inclusive or eventBased."""
    return _node(f"{kind}Gateway", element, {"default": default} if default else {}, "")


def task(element: str) -> str:
    """Return a task that says nothing about what to do."""
    return _node("task", element, {}, "")


def receive(element: str, code: str) -> str:
    """Return a receive task."""
    return _node("receiveTask", element, {"messageRef": f"message-{code}"}, "")


def rule(element: str, decision: str, variable: str = "") -> str:
    """Return a business rule task."""
    attributes = {"decisionRef": decision} | ({"resultVariable": variable} if variable else {})
    return _node("businessRuleTask", element, _camunda(attributes), "")


def catch(element: str, event: str) -> str:
    """Return an intermediate catching event."""
    return _node("intermediateCatchEvent", element, {}, event)


def throw(element: str, event: str = "") -> str:
    """Return an intermediate throwing event."""
    return _node("intermediateThrowEvent", element, {}, event)


def boundary(element: str, attached: str, event: str, *, interrupting: bool = True) -> str:
    """Return a boundary event."""
    attributes = {"attachedToRef": attached, "cancelActivity": str(interrupting).lower()}
    return _node("boundaryEvent", element, attributes, event)


def sub(element: str, *parts: str) -> str:
    """Return an embedded sub-process."""
    return _node("subProcess", element, {}, "".join(parts))


def event_sub(element: str, event: str, *parts: str) -> str:
    """Return a sub-process that an event starts beside the main flow; its start event is called `<id>-start`."""
    begin = _node("startEvent", f"{element}-start", {"isInterrupting": "false"}, event)
    return _node("subProcess", element, {"triggeredByEvent": "true"}, begin + "".join(parts))


def message(code: str) -> str:
    """Return a message's event definition."""
    return f'<messageEventDefinition messageRef="message-{code}"/>'


def error(code: str = "") -> str:
    """Return an error's event definition."""
    return f'<errorEventDefinition errorRef="error-{code}"/>' if code else "<errorEventDefinition/>"


def escalation(code: str) -> str:
    """Return an escalation's event definition."""
    return f'<escalationEventDefinition escalationRef="escalation-{code}"/>'


def terminate() -> str:
    """Return the event definition that ends a process at once."""
    return "<terminateEventDefinition/>"


def timer(duration: str = "", date: str = "", cycle: str = "") -> str:
    """Return a timer's event definition."""
    for tag, value in (("timeDuration", duration), ("timeDate", date), ("timeCycle", cycle)):
        if value:
            return f"<timerEventDefinition><{tag}>{escape(value)}</{tag}></timerEventDefinition>"
    raise ValueError("a timer needs a time")


def loop(condition: str = "", maximum: int | None = None) -> str:
    """Return a standard loop's marker."""
    bound = f' loopMaximum="{maximum}"' if maximum else ""
    inner = f"<loopCondition>{escape(condition)}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics{bound}>{inner}</standardLoopCharacteristics>"


def several(
    collection: str = "", item: str = "", cardinality: str = "", *, sequential: bool = False, until: str = ""
) -> str:
    """Return a multi-instance marker."""
    attributes = _camunda(
        ({"collection": collection} if collection else {}) | ({"elementVariable": item} if item else {})
    )
    inner = f"<loopCardinality>{cardinality}</loopCardinality>" if cardinality else ""
    inner += f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    found = "".join(f' {k}="{escape(v)}"' for k, v in attributes.items())
    mode = str(sequential).lower()
    return f'<multiInstanceLoopCharacteristics isSequential="{mode}"{found}>{inner}</multiInstanceLoopCharacteristics>'


numbers = count(1)


def flow(*nodes: str, when: str = "", called: str = "") -> str:
    """Return the flows along a chain of nodes; `when` is the condition of the first, `called` its id."""
    flows = []
    for source, target in pairwise(nodes):
        condition = (
            f'<conditionExpression xsi:type="tFormalExpression">{escape(when)}</conditionExpression>' if when else ""
        )
        name = called or f"flow-{next(numbers)}"
        flows.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>')
        when = called = ""
    return "".join(flows)


def specs(*files: str, decisions: dict[str, object] | None = None, version_id: int = 1) -> Specs:
    """Return the specs of the first file's process; the others are what it calls."""
    models = [read_model(file) for file in files]
    known = {model.key: model for model in models}
    return read_specs(version_id, 1, models[0].key, known, decisions or {})  # type: ignore[arg-type]


def _node(tag: str, element: str, attributes: dict[str, str], inner: str) -> str:
    found = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<{tag} id="{element}" name="{element.replace("-", " ")}"{found}>{inner}</{tag}>'


def _camunda(attributes: dict[str, str]) -> dict[str, str]:
    return {f"camunda:{name}": value for name, value in attributes.items()}


def _extensions(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>" if inner else ""


def _properties(values: dict[str, str]) -> str:
    items = "".join(f'<camunda:property name="{name}" value="{escape(value)}"/>' for name, value in values.items())
    return f"<camunda:properties>{items}</camunda:properties>" if items else ""


def _mappings(tag: str, pairs: str | None) -> str:
    if pairs is None:
        return ""
    items = []
    for pair in filter(None, pairs.split(",")):
        source, target = pair.split(">")
        kind = "source" if source.isidentifier() else "sourceExpression"
        items.append(f'<camunda:{tag} {kind}="{escape(source)}" target="{target}"/>')
    return "".join(items)
