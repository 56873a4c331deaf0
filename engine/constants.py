"""What a call gives to the process that it calls and nothing there changes: known at every step within."""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition

from engine import elements
from engine.expressions import compile_script
from engine.foresight import REPEATED, behaviour, mapped
from engine.reading.forms import RESULT

# What is within them is looked at nowhere, so they may change anything.
OPAQUE = (elements.Subprocess, elements.EventSubprocess, *REPEATED)


def given(call: Any, called: Any) -> dict[str, Any]:
    """Return the values that a call hands in whatever the process knows, without those that change in there."""
    literal = tuple((source, target) for source, target in call.ins or () if "(" not in source)
    if not literal or any(map(_is_opaque, called.task_specs.values())):
        return {}
    changed = {name for spec in called.task_specs.values() for name in _assigned(behaviour(spec))}
    return {name: value for name, value in mapped({}, literal).items() if name not in changed}


def _is_opaque(spec: Any) -> bool:
    """Say whether a step may change what nobody can tell: a message carries any values that its sender likes."""
    return isinstance(spec, OPAQUE) or isinstance(getattr(spec, "event_definition", None), MessageEventDefinition)


def _assigned(spec: Any) -> Iterator[str]:
    if isinstance(spec, elements.ScriptTask):
        yield from (name for name, _ in compile_script(spec.script).assignments)
    elif isinstance(spec, elements.ServiceTask):
        yield from (name for name, _ in spec.mapped_outputs)
    elif isinstance(spec, elements.BusinessRuleTask):
        yield from (spec.result_variable,) if spec.result_variable else spec.decision.names
    elif isinstance(spec, elements.UserTask):
        yield RESULT
        yield from (field.name for field in spec.definition.fields)
    elif isinstance(spec, elements.CallActivity):
        yield from (target for _, target in spec.outs or ())
