"""From one node of a model to the element that SpiffWorkflow runs: one small function for each kind of node."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine import elements
from engine.reading.activities import Mapping, read_call, read_decision, read_operation, read_script
from engine.reading.events import event_definition
from engine.reading.forms import read_user_task
from engine.reading.model import Node

if TYPE_CHECKING:
    from engine.reading.parser import NodeReader

Builder = Callable[["NodeReader", Node, dict[str, Any]], Any]


def _pass(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.PassThrough(reader.spec, node.id, stage=node.stage, **common)


def _user_task(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    definition = read_user_task(node, reader.model.key)
    return elements.UserTask(reader.spec, node.id, definition=definition, **common)


def _operation(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    call = read_operation(node)
    if call is None:
        raise reader.refusal(
            "operation-missing", f"“{node.label}” does not say what to do: name an operation as its topic."
        )
    return elements.ServiceTask(
        reader.spec, node.id, call.name, _pairs(call.inputs), _pairs(call.outputs), stage=node.stage, **common
    )


def _decision(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    key, variable = read_decision(node)
    if key is None:
        return _operation(reader, node, common)
    decision = reader.decision(key)
    return elements.BusinessRuleTask(reader.spec, node.id, decision, result_variable=variable, **common)


def _script(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.ScriptTask(reader.spec, node.id, script=read_script(node), **common)


def _call(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    call = read_call(node)
    return elements.CallActivity(
        reader.spec,
        node.id,
        call.key,
        ins=None if call.all_in else _sources(call.ins),
        outs=_sources(call.outs) if call.outs else None,
        stage=node.stage,
        **common,
    )


def _scope(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    element = elements.EventSubprocess if node.is_event_scope else elements.Subprocess
    return element(reader.spec, node.id, subworkflow_spec=reader.add_scope(node), **common)


def _exclusive(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.ExclusiveGateway(reader.spec, node.id, **common)


def _parallel(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.ParallelGateway(reader.spec, node.id, **common)


def _inclusive(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.InclusiveGateway(reader.spec, node.id, **common)


def _event_choice(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.EventBasedGateway(reader.spec, node.id, **common)


def _start(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    event = elements.StartEvent(reader.spec, node.id, event_definition(node, reader.model), **common)
    reader.spec.start.connect(event)
    return event


def _end(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    event = elements.EndEvent(reader.spec, node.id, event_definition(node, reader.model), **common)
    event.connect(reader.spec.end)
    return event


def _catch(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.IntermediateCatchEvent(reader.spec, node.id, event_definition(node, reader.model), **common)


def _throw(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.IntermediateThrowEvent(reader.spec, node.id, event_definition(node, reader.model), **common)


def _receive(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    return elements.ReceiveTask(reader.spec, node.id, event_definition(node, reader.model), **common)


def _boundary(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    definition = event_definition(node, reader.model)
    return elements.BoundaryEvent(reader.spec, node.id, definition, cancel_activity=node.interrupts, **common)


def _pairs(mappings: tuple[Mapping, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((mapping.target, mapping.source) for mapping in mappings)


def _sources(mappings: tuple[Mapping, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((mapping.source, mapping.target) for mapping in mappings)


# Undefined and manual tasks leave nothing to do for the engine: the flow passes through, as in Camunda 7.
BUILDERS: dict[str, Builder] = {
    "startEvent": _start,
    "endEvent": _end,
    "intermediateCatchEvent": _catch,
    "intermediateThrowEvent": _throw,
    "boundaryEvent": _boundary,
    "task": _pass,
    "manualTask": _pass,
    "userTask": _user_task,
    "serviceTask": _operation,
    "sendTask": _operation,
    "businessRuleTask": _decision,
    "scriptTask": _script,
    "receiveTask": _receive,
    "callActivity": _call,
    "subProcess": _scope,
    "exclusiveGateway": _exclusive,
    "parallelGateway": _parallel,
    "inclusiveGateway": _inclusive,
    "eventBasedGateway": _event_choice,
}


def build(reader: "NodeReader", node: Node, common: dict[str, Any]) -> Any:
    """Return the element for a node.

    Raises:
        engine.errors.ModelRefused: there is none for this kind of node, or it lacks what it needs.
    """
    if node.disabled:
        return _pass(reader, node, common)
    builder = BUILDERS.get(node.tag)
    if builder is None:
        raise reader.refusal(
            "unsupported-element", f"“{node.label}” is a {node.tag}, which is not carried out: remove it."
        )
    return builder(reader, node, common)
