"""A process in plain words, one sentence for each step, in the order in which it may be walked through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.errors import ExpressionRefused
from engine.expressions import compile_script
from engine.phrases import condition, moment, value, words
from engine.reading.activities import read_call, read_decision, read_operation, read_script
from engine.reading.forms import read_user_task
from engine.reading.graph import read_model
from engine.reading.model import SCOPE_TAGS, Flow, Model, Node
from engine.reading.repetition import read_repetition
from engine.reading.timers import timers


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one step does. `depth` counts the embedded sub-processes around it; `kind` is start, step, choice or end."""

    element: str
    kind: str
    depth: int
    text: str


def describe(xml: str) -> list[Sentence]:
    """Return the steps of a process in words.

    Raises:
        engine.errors.ModelRefused: the model cannot be read.
    """
    model = read_model(xml)
    return list(_scope(model, model.key, 0))


def _scope(model: Model, scope: str, depth: int) -> Iterator[Sentence]:
    for node in _walked(model, scope):
        if not _is_meeting(node, model):
            yield Sentence(node.id, _kind(node), depth, _sentence(node, model))
        if node.tag in SCOPE_TAGS:
            yield from _scope(model, node.id, depth + 1)
        for event in model.boundary(node.id):
            yield Sentence(event.id, "step", depth, _boundary(event, model))


def _walked(model: Model, scope: str) -> Iterator[Node]:
    """Yield the nodes of a scope as they follow each other; event sub-processes and what nothing leads to come last."""
    seen: set[str] = set()
    waiting = [*model.starts(scope), *(node for node in model.children(scope) if not model.incoming(node.id))]
    while waiting:
        node = waiting.pop(0)
        if node.id in seen or node.tag == "boundaryEvent":
            continue
        seen.add(node.id)
        yield node
        sources = [node.id, *(event.id for event in model.boundary(node.id))]
        after = [
            model.nodes[flow.target] for name in sources for flow in model.outgoing(name) if flow.target in model.nodes
        ]
        waiting = after + waiting


def _is_meeting(node: Node, model: Model) -> bool:
    """Say whether ways only come together at a gateway, which needs no words."""
    return node.tag == "exclusiveGateway" and len(model.outgoing(node.id)) == 1


def _kind(node: Node) -> str:
    if node.tag in ("startEvent", "endEvent"):
        return node.tag.removesuffix("Event")
    return "choice" if node.tag.endswith("Gateway") else "step"


def _sentence(node: Node, model: Model) -> str:
    text = TEXTS.get(node.tag, _other)(node, model)
    repetition = read_repetition(node)
    if repetition is not None:
        each = (
            f"each of {repetition.collection}"
            if repetition.collection
            else f"a number of times ({repetition.cardinality})"
        )
        order = "one after the other" if repetition.sequential else "side by side"
        text += f" This is done for {each}, {order}."
    return text


def _start(node: Node, model: Model) -> str:
    if node.event == "message":
        when = f"when the message “{model.message_of(node)}” arrives"
    elif node.event == "timer":
        when = f"after {_time(node)}"
    else:
        when = "at once when it is started"
    needs = node.properties.get("condition")
    return f"It begins {when}{f', if {condition(needs)}' if needs else ''} (“{node.label}”)."


def _end(node: Node, _: Model) -> str:
    how = {
        "error": " with an error",
        "terminate": " for all that is still going on",
        "escalation": " with an escalation",
    }
    return f"Here it ends{how.get(node.event, '')}: “{node.label}”."


def _user_task(node: Node, _: Model) -> str:
    task = read_user_task(node, "")
    who = [value(task.assignee)] if task.assignee else []
    who += [f"the group {value(group)}" for group in task.groups]
    text = f"{' or '.join(who) or 'somebody'} is asked: “{node.label}”"
    text += f", due {moment(task.due)}" if task.due else ""
    if task.results:
        text += f"; the result is one of {', '.join(f'“{result.name}”' for result in task.results)}"
    if task.fields:
        text += f"; the form asks for {', '.join(field.label for field in task.fields)}"
    return text[:1].upper() + text[1:] + "."


def _operation(node: Node, _: Model) -> str:
    call = read_operation(node)
    if call is None:
        return f"“{node.label}” does not say yet what to do."
    given = ", ".join(f"{item.target}: {value(item.source)}" for item in call.inputs)
    return f"“{node.label}”: {call.name}{f' with {given}' if given else ''} is carried out."


def _decision(node: Node, model: Model) -> str:
    key, variable = read_decision(node)
    if key is None:
        return _operation(node, model)
    return f"“{node.label}”: the decision table “{key}” decides{f' on {variable}' if variable else ''}."


def _script(node: Node, _: Model) -> str:
    try:
        assignments = compile_script(read_script(node)).assignments
    except ExpressionRefused:
        return f"“{node.label}” has a script that cannot be read."
    return f"“{node.label}”: {', and '.join(f'{words(n)} becomes {condition(e.source)}' for n, e in assignments)}."


def _call(node: Node, _: Model) -> str:
    called = read_call(node).key
    what = f"The stage “{node.label}”" if node.stage else f"“{node.label}”"
    if node.disabled:
        return f"{what} is switched off; the flow passes through it."
    return f"{what} runs the process “{called}”."


def _exclusive(node: Node, model: Model) -> str:
    return f"“{node.label}” decides: {'; '.join(_ways(node, model, model.outgoing(node.id)))}."


def _parallel(node: Node, model: Model) -> str:
    flows = model.outgoing(node.id)
    join = f"“{node.label}” waits for all that goes on side by side." if len(model.incoming(node.id)) > 1 else ""
    fork = f"Side by side: {', '.join(_target(model, flow) for flow in flows)}." if len(flows) > 1 else ""
    return " ".join(filter(None, (join, fork))) or f"“{node.label}” is passed."


def _event_choice(node: Node, model: Model) -> str:
    return f"“{node.label}” waits for whatever comes first: {' or '.join(_target(model, f) for f in model.outgoing(node.id))}."


def _catch(node: Node, model: Model) -> str:
    if node.event == "timer":
        return f"“{node.label}” waits: {_time(node)}."
    return f"“{node.label}” waits for the message “{model.message_of(node)}”."


def _throw(node: Node, _: Model) -> str:
    return f"“{node.label}” raises an escalation." if node.event == "escalation" else f"“{node.label}” is reached."


def _subprocess(node: Node, _: Model) -> str:
    if node.is_event_scope:
        return f"Whenever its event happens, “{node.label}” runs beside the rest:"
    return f"“{node.label}” consists of:"


def _other(node: Node, _: Model) -> str:
    return f"“{node.label}” is passed without anything to do."


def _boundary(event: Node, model: Model) -> str:
    host = model.nodes[event.attached_to or ""]
    causes = {"message": f"the message “{model.message_of(event)}” arrives", "error": "an error occurs in it"}
    causes |= {"escalation": "an escalation comes from it", "timer": f"{_time(event)} have passed"}
    ends = "it is left" if event.interrupts else "it goes on"
    ways = " and ".join(_target(model, flow) for flow in model.outgoing(event.id))
    return f"If {causes.get(event.event, 'its event happens')} during “{host.label}”, {ends}, and {ways} follows."


def _ways(node: Node, model: Model, flows: list[Flow]) -> Iterator[str]:
    names = _result_names(model)
    for flow in flows:
        if flow.condition and flow.id != node.xml.get("default"):
            yield f"if {condition(flow.condition, names)}, {_target(model, flow)}"
    for flow in flows:
        if not flow.condition or flow.id == node.xml.get("default"):
            yield f"otherwise {_target(model, flow)}"


def _result_names(model: Model) -> dict[str, str]:
    tasks = [read_user_task(node, "") for node in model.tagged("userTask")]
    return {result.code: result.name for task in tasks for result in task.results}


def _target(model: Model, flow: Flow) -> str:
    node = model.nodes.get(flow.target)
    return f"“{node.label}”" if node else "nothing"


def _time(node: Node) -> str:
    found = [timer for timer in timers(node) if timer is not None]
    return moment(found[0].source) if found else "some time"


TEXTS: dict[str, Callable[[Node, Model], str]] = {
    "startEvent": _start,
    "endEvent": _end,
    "userTask": _user_task,
    "serviceTask": _operation,
    "sendTask": _operation,
    "businessRuleTask": _decision,
    "scriptTask": _script,
    "callActivity": _call,
    "exclusiveGateway": _exclusive,
    "inclusiveGateway": _exclusive,
    "parallelGateway": _parallel,
    "eventBasedGateway": _event_choice,
    "intermediateCatchEvent": _catch,
    "receiveTask": _catch,
    "intermediateThrowEvent": _throw,
    **dict.fromkeys(SCOPE_TAGS, _subprocess),
}
