"""What it would mean to make a process the active one, told before it counts: stages, tasks, running instances."""

from typing import Any, TypedDict

from sqlalchemy import func, select

from crm import lookups, rights
from crm.models import Lead
from engine.models import Process, ProcessInstance, ProcessVersion
from engine.specs import Specs
from tasks.active_process import KIND, active_specs, require_fit
from tasks.stages import CLASSIC
from tasks.work import Work

ALIVE = ("running", "incident")


class Preview(TypedDict):
    """What would change. `change` of stages and tasks is kept, added or removed; `running` stays on its versions."""

    current: dict[str, Any] | None
    chosen: dict[str, Any] | None
    stages: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    running: list[dict[str, Any]]


def preview(work: Work, key: str | None) -> Preview:
    """Return what would change if a process became the active one; None is work by hand.

    Raises:
        tasks.errors.ProcessNotFit: new leads could not run it.
    """
    rights.require(work.actor, "preview_activation", "process")
    if key is not None:
        require_fit(work, key)
    current = active_specs(work.app, work.session)
    chosen = work.app.specs.current(work.session, key) if key is not None else None
    return {
        "current": _named(work, current),
        "chosen": _named(work, chosen),
        "stages": _stages(work, current, chosen),
        "tasks": _tasks(current, chosen),
        "running": _running(work),
    }


def _named(work: Work, specs: Specs | None) -> dict[str, Any] | None:
    if specs is None:
        return None
    name = work.app.library.get(work.session, specs.process_key).name
    return {"key": specs.process_key, "name": name, "version": specs.version}


def _stages(work: Work, current: Specs | None, chosen: Specs | None) -> list[dict[str, Any]]:
    """Return the stages of both in the order of the lookup, with how many leads stand in each."""
    before, after = _codes(current), _codes(chosen)
    standing = select(Lead.stage, func.count()).where(Lead.active).group_by(Lead.stage)
    leads = dict(work.session.execute(standing).all())
    return [
        {
            "code": value.code,
            "name": value.name,
            "change": _change(value.code, before, after),
            "disabled": value.code in _disabled(chosen),
            "leads": leads.get(value.code, 0),
        }
        for value in lookups.values(work.session, "lead-stages")
        if value.code in before | after
    ]


def _tasks(current: Specs | None, chosen: Specs | None) -> list[dict[str, Any]]:
    before, after = _handed_out(current), _handed_out(chosen)
    gone = {task: groups for task, groups in before.items() if task not in after}
    return [
        {"stage": stage, "name": name, "groups": groups, "change": _change((stage, name), before.keys(), after.keys())}
        for (stage, name), groups in {**after, **gone}.items()
    ]


def _handed_out(specs: Specs | None) -> dict[tuple[str | None, str], list[str]]:
    """Return the groups of every user task, by the name of its stage (None outside of stages) and its own."""
    if specs is None:
        return {}
    stages: dict[str | None, str] = {stage.called: stage.name for stage in specs.stages if not stage.disabled}
    off = {stage.called for stage in specs.stages if stage.disabled} - stages.keys()
    found = {
        (stages.get(key), task.name): list(task.groups) for (key, _), task in specs.tasks.items() if key not in off
    }
    order = [stage.name for stage in specs.stages]
    return dict(sorted(found.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else len(order)))


def _running(work: Work) -> list[dict[str, Any]]:
    """Return how many instances run on each version of each process for leads; all of them stay there."""
    query = (
        select(Process.key, Process.name, ProcessVersion.number, func.count())
        .join(ProcessVersion, ProcessVersion.process_id == Process.id)
        .join(ProcessInstance, ProcessInstance.version_id == ProcessVersion.id)
        .where(Process.kind == KIND, ProcessInstance.status.in_(ALIVE))
        .group_by(Process.key, Process.name, ProcessVersion.number)
        .order_by(Process.name, ProcessVersion.number.desc())
    )
    rows = work.session.execute(query)
    return [{"key": key, "name": name, "version": number, "instances": count} for key, name, number, count in rows]


def _codes(specs: Specs | None) -> set[str]:
    return {stage.code for stage in specs.stages} if specs is not None and specs.stages else set(CLASSIC)


def _disabled(specs: Specs | None) -> set[str]:
    return {stage.code for stage in specs.stages if stage.disabled} if specs is not None else set()


def _change(item: object, before: Any, after: Any) -> str:
    return "kept" if item in before and item in after else "added" if item in after else "removed"
