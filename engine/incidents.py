"""Steps that failed: each is held where it stands, written down, and can be tried again."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from SpiffWorkflow.exceptions import WorkflowException
from sqlalchemy import Connection, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from db import clock
from engine.elements import CallActivity, ScriptTask, UserTask
from engine.elements.timers import Timer
from engine.environment import known
from engine.errors import ExpressionRefused
from engine.expressions import compile_script, compile_template
from engine.history import process_key
from engine.models import Incident
from engine.workflow import LeanTask

INCIDENTS = cast(Table, Incident.__table__)
_FIND = select(INCIDENTS.c.instance_id, INCIDENTS.c.engine_task_id, INCIDENTS.c.resolved_at).where(
    INCIDENTS.c.id == bindparam("b_id")
)
_ERROR = (
    select(INCIDENTS.c.element, INCIDENTS.c.error)
    .where(INCIDENTS.c.instance_id == bindparam("b_instance"), INCIDENTS.c.resolved_at.is_(None))
    .order_by(INCIDENTS.c.id.desc())
    .limit(1)
)
_RESOLVE = (
    update(INCIDENTS)
    .where(
        INCIDENTS.c.instance_id == bindparam("b_instance"),
        INCIDENTS.c.engine_task_id == func.any(bindparam("b_ids")),
        INCIDENTS.c.resolved_at.is_(None),
    )
    .values(resolved_at=bindparam("b_at"), resolved_by=bindparam("b_by"))
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that failed just now."""

    task: LeanTask
    operation: str
    inputs: dict[str, Any]
    error: str


def failure(task: LeanTask, error: Exception, inputs: dict[str, Any] | None) -> Failure:
    """Describe a failed step: the operation and its inputs, or the variables that its expressions use."""
    spec = task.task_spec
    if inputs is None:
        data = known(task)
        inputs = {name: data[name] for name in sorted(_variables(spec)) if name in data}
    return Failure(task, getattr(spec, "operation", None) or type(spec).__name__, inputs, _text(error))


def find(session: Session, incident_id: int) -> tuple[int, UUID, bool] | None:
    """Return the instance and the task of an incident, and whether it is still open."""
    row = session.connection().execute(_FIND, {"b_id": incident_id}).one_or_none()
    return None if row is None else (row.instance_id, row.engine_task_id, row.resolved_at is None)


def latest(session: Session, instance_id: int) -> tuple[str, str] | None:
    """Return the element and the error of the newest open incident of an instance."""
    row = session.connection().execute(_ERROR, {"b_instance": instance_id}).one_or_none()
    return None if row is None else (row.element, row.error)


def resolve(connection: Connection, instance_id: int, ids: list[UUID], by: int | None) -> None:
    """Close the incidents of tasks that were tried again, or are no longer needed."""
    values = {"b_instance": instance_id, "b_ids": ids, "b_at": clock.now(), "b_by": by}
    connection.execute(_RESOLVE, values)


def record(connection: Connection, instance_id: int, failures: list[tuple[UUID, Failure]]) -> None:
    """Write down the steps that failed."""
    rows = [
        {
            "instance_id": instance_id,
            "engine_task_id": task_id,
            "process_key": process_key(failed.task),
            "element": failed.task.task_spec.bpmn_id or failed.task.task_spec.name,
            "element_name": failed.task.task_spec.bpmn_name,
            "operation": failed.operation,
            "inputs": failed.inputs,
            "error": failed.error,
            "at": clock.now(),
        }
        for task_id, failed in failures
    ]
    connection.execute(insert(INCIDENTS), rows)


def _variables(spec: Any) -> set[str]:
    """Return the names that the expressions of an element use; expressions that cannot be read have none."""
    found: set[str] = set()
    for source in _expressions(spec):
        with suppress(ExpressionRefused):
            found |= compile_template(source).names
    if isinstance(spec, ScriptTask):
        found |= compile_script(spec.script).names
    return found


def _expressions(spec: Any) -> Iterator[str]:
    """Yield the expressions of an element, each in `${…}`."""
    for condition, _ in getattr(spec, "cond_task_specs", ()):
        if condition is not None:
            yield _wrapped(condition.args[0])
    if isinstance(spec, CallActivity):
        yield from (_wrapped(source) for source, _ in (*(spec.ins or ()), *(spec.outs or ())))
    if isinstance(spec, UserTask):
        task = spec.definition
        yield from (source for source in (task.assignee, task.due, task.priority, *task.groups) if source)
    if isinstance(getattr(spec, "event_definition", None), Timer):
        yield spec.event_definition.expression
    for source in (getattr(spec, "cardinality", None), getattr(spec, "condition", None)):
        if source:
            yield _wrapped(source)


def _wrapped(source: str) -> str:
    return source if source.strip().startswith("${") else f"${{{source}}}"


def _text(error: Exception) -> str:
    # SpiffWorkflow's own errors add a trace of notes to their text.
    return str(error.args[0]) if isinstance(error, WorkflowException) and error.args else str(error)
