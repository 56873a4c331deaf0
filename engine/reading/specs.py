"""From the models of a version and of all that it calls to the specs that the engine runs."""

from collections.abc import Iterator, Mapping

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.decisions import Decision
from engine.definition import StageDefinition, UserTaskDefinition
from engine.errors import ModelRefused, Problem
from engine.reading.forms import read_user_task
from engine.reading.model import Model
from engine.reading.parser import ModelParser
from engine.specs import Specs, Start


def read_specs(
    version_id: int, number: int, key: str, models: Mapping[str, Model], decisions: Mapping[str, Decision]
) -> Specs:
    """Return the specs of version `number` of process `key`; `models` holds it and everything that it calls.

    Raises:
        ModelRefused: something in the models cannot be run.
    """
    parser = ModelParser(models, decisions)
    try:
        top = parser.get_spec(key)
        subprocesses = parser.get_subprocess_specs(key)
    except ValidationException as error:
        message = f"The engine cannot run this: {error}. Draw it with other elements."
        raise ModelRefused([Problem(error.id or None, None, "not-runnable", message)]) from error
    return Specs(
        version_id=version_id,
        process_key=key,
        version=number,
        top=top,
        subprocesses=subprocesses,
        tasks=dict(_tasks(models)),
        stages=tuple(stages(models[key])),
        starts={start.message or "": start for start in starts(models[key])},
    )


def stages(model: Model) -> Iterator[StageDefinition]:
    """Yield the stages that a process carries, in the order of the file."""
    for node in model.nodes.values():
        if node.stage:
            yield StageDefinition(node.stage, node.id, node.label, node.called, node.disabled)


def starts(model: Model) -> Iterator[Start]:
    """Yield the ways to start a process."""
    for node in model.starts():
        message = model.message_of(node) if node.event == "message" else None
        yield Start(message, node.id, node.properties.get("condition") or None)


def _tasks(models: Mapping[str, Model]) -> Iterator[tuple[tuple[str, str], UserTaskDefinition]]:
    for model in models.values():
        for node in model.tagged("userTask"):
            yield (model.key, node.id), read_user_task(node, model.key)
