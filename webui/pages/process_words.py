"""A process in words: its stages, the tasks that each gives to people, and what follows every result. From the model."""

from typing import Any

from engine import outlook
from engine.definition import UserTaskDefinition
from engine.models import ProcessVersion
from engine.specs import Specs
from tasks.work import Work
from webui.rendering.texts import role_names

KINDS = {
    "lead-management": "Lead management",
    "opportunity": "Opportunities",
    "decision": "Decisions",
    "sub-process": "Sub-processes",
}


def of(work: Work, version: ProcessVersion) -> list[dict[str, Any]]:
    """Return the parts of a version: `{title, element, tasks: [{name, element, who, details, results}]}`."""
    specs = work.app.specs.get(work.session, version.id)
    if not specs.stages:
        return [{"title": None, "element": None, "tasks": _tasks(specs, specs.process_key)}]
    return [
        {
            "title": stage.name,
            "element": stage.element,
            "disabled": stage.disabled,
            "tasks": _tasks(specs, stage.called) if stage.called else [],
        }
        for stage in specs.stages
    ]


def _tasks(specs: Specs, key: str) -> list[dict[str, Any]]:
    return [_task(specs, task) for (process_key, _element), task in specs.tasks.items() if process_key == key]


def _task(specs: Specs, task: UserTaskDefinition) -> dict[str, Any]:
    return {
        "name": task.name,
        "element": task.element,
        "who": f"people of {role_names(task.groups)}" if task.groups else "the owner of the record",
        "documentation": task.documentation,
        "asks": [field.label for field in task.fields if field.name != "result"],
        "results": [step for step in outlook.after(specs, task.process_key, task.element) if step["steps"]],
    }
