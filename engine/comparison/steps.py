"""What a step says, as facts in words that can be laid side by side."""

from collections.abc import Callable, Mapping

from engine.comparison.forms import form_facts
from engine.phrases import condition, moment, value
from engine.reading.activities import read_call, read_decision, read_operation, read_script
from engine.reading.events import referred
from engine.reading.forms import read_user_task
from engine.reading.model import Model, Node
from engine.reading.namespaces import bpmn, text
from engine.reading.repetition import read_repetition
from engine.reading.timers import timers

Texts = dict[str, str | None]
KINDS = {
    "startEvent": "The start",
    "endEvent": "The end",
    "boundaryEvent": "The event on a step",
    "intermediateCatchEvent": "The wait",
    "intermediateThrowEvent": "The event",
    "userTask": "The user task",
    "serviceTask": "The operation",
    "sendTask": "The operation",
    "scriptTask": "The assignment",
    "businessRuleTask": "The decision",
    "receiveTask": "The wait",
    "callActivity": "The sub-process",
    "subProcess": "The embedded sub-process",
}
SAID_ELSEWHERE = ("stage", "disabled", "category", "showInCalendar", "suggested", "action", "allowedIf", "requires")


def kind_of(node: Node) -> str:
    """Return what a step is, to begin a sentence with."""
    if node.tag == "callActivity" and node.stage:
        return "The stage"
    return KINDS.get(node.tag, "The gateway" if node.tag.endswith("Gateway") else "The step")


def process_facts(model: Model) -> dict[str, str]:
    """Return what a process says about itself."""
    own: Texts = {f"the property “{name}”": given for name, given in model.properties.items()}
    return _known({"the description": _quoted(text(model.xml.find(bpmn("documentation")))), **own})


def step_facts(node: Node, model: Model) -> dict[str, str]:
    """Return what a step says, by what it says it about."""
    described: Texts = {
        "the kind of the step": kind_of(node).removeprefix("The "),
        "the description": _quoted(text(node.xml.find(bpmn("documentation")))),
        "the stage it stands for": node.stage,
        "switched off": "yes" if node.disabled else "no" if node.tag == "callActivity" else None,
        "how often it is done": _repetition(node),
        **{f"the property “{n}”": given for n, given in node.properties.items() if n not in SAID_ELSEWHERE},
    }
    return _known({**described, **READERS.get(node.tag, _event)(node, model)})


def _user_task(node: Node, _: Model) -> Texts:
    task = read_user_task(node, "")
    return {
        "who gets it": value(task.assignee) if task.assignee else None,
        "the groups that may do it": ", ".join(map(value, task.groups)) or None,
        "the due date": moment(task.due) if task.due else None,
        "the priority": task.priority,
        "the category": task.category,
        "shown in the calendar": "yes" if task.show_in_calendar else "no",
        "only suggested": "yes" if task.suggested else "no",
        "the action that it is": task.action,
        "who may do it": condition(task.allowed_if) if task.allowed_if else None,
        "the fields that the record needs": ", ".join(task.requires) or None,
        **form_facts(task),
    }


def _operation(node: Node, _: Model) -> Texts:
    call = read_operation(node)
    if call is None:
        return {}
    inputs: Texts = {f"the input “{item.target}”": value(item.source) for item in call.inputs}
    outputs: Texts = {f"the output “{item.target}”": value(item.source) for item in call.outputs}
    return {"the operation": call.name, **inputs, **outputs}


def _decision(node: Node, model: Model) -> Texts:
    key, variable = read_decision(node)
    return {"the decision table": key, "what takes the answer": variable} if key else _operation(node, model)


def _script(node: Node, _: Model) -> Texts:
    return {"what it assigns": "; ".join(filter(None, map(str.strip, read_script(node).splitlines())))}


def _call(node: Node, _: Model) -> Texts:
    call = read_call(node)
    ins: Texts = {f"what goes in as “{item.target}”": item.source for item in call.ins}
    outs: Texts = {f"what comes back as “{item.target}”": item.source for item in call.outs}
    return {"the process that it runs": f"“{call.key}”", **ins, **outs}


def _event(node: Node, model: Model) -> Texts:
    """Return what an event waits for or raises; other steps have none."""
    times = "; ".join(moment(timer.source) for timer in timers(node) if timer is not None)
    return {
        "the message it waits for": model.message_of(node),
        "the time it waits for": times or None,
        "the error": _code(node, model, "error"),
        "the escalation": _code(node, model, "escalation"),
        "the step it sits on": node.attached_to,
        "ends what it sits on": ("yes" if node.interrupts else "no") if node.tag == "boundaryEvent" else None,
    }


def _code(node: Node, model: Model, kind: str) -> str | None:
    """Return the code of the error or escalation that an event raises or catches, its name where it has none."""
    found = referred(node, model, kind) if node.events else None
    return (found.get(f"{kind}Code") or found.get("name")) if found is not None else None


def _repetition(node: Node) -> str | None:
    repetition = read_repetition(node)
    if repetition is None:
        return None
    order = "one after the other" if repetition.sequential else "side by side"
    return f"for each of {repetition.collection or repetition.cardinality}, {order}"


def _quoted(written: str) -> str | None:
    return f"“{written}”" if written else None


def _known(texts: Texts) -> dict[str, str]:
    return {name: given for name, given in texts.items() if given is not None}


READERS: Mapping[str, Callable[[Node, Model], Texts]] = {
    "userTask": _user_task,
    "serviceTask": _operation,
    "sendTask": _operation,
    "businessRuleTask": _decision,
    "scriptTask": _script,
    "callActivity": _call,
}
