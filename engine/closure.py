"""What a process needs to run: the current versions of all processes that it calls, and of the decisions they ask."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Process, ProcessVersion
from engine.reading.activities import read_decision
from engine.reading.decisions import DecisionModel
from engine.reading.files import read_file
from engine.reading.model import Model


@dataclass
class Closure:
    """Models and decisions by key; `pins` maps each of their keys to a version, `disabled` names those switched off."""

    processes: dict[str, Model] = field(default_factory=dict)
    decisions: dict[str, DecisionModel] = field(default_factory=dict)
    pins: dict[str, int] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)


def gather(session: Session, model: Model) -> Closure:
    """Return everything that a model calls and asks, as it is published now; what is missing is left out."""
    closure = Closure()
    wanted = needs(model)
    while wanted:
        wanted = _add(session, closure, wanted - closure.pins.keys() - {model.key})
    return closure


def needs(model: Model) -> set[str]:
    """Return the keys of the processes that a model calls and of the decisions that it asks."""
    called = {node.called for node in model.tagged("callActivity") if node.called}
    return called | {key for key, _ in map(read_decision, model.tagged("businessRuleTask")) if key}


def read_pinned(session: Session, pins: Iterable[int]) -> Closure:
    """Return the models of versions that are pinned."""
    closure = Closure()
    query = select(Process.key, ProcessVersion.id, ProcessVersion.xml)
    query = query.join(ProcessVersion, ProcessVersion.process_id == Process.id).where(ProcessVersion.id.in_(pins))
    for key, version_id, xml in session.execute(query):
        _read(closure, key, version_id, xml)
    return closure


def _add(session: Session, closure: Closure, keys: set[str]) -> set[str]:
    query = select(Process.key, Process.state, ProcessVersion.id, ProcessVersion.xml)
    query = query.join(ProcessVersion, ProcessVersion.id == Process.current_version_id).where(Process.key.in_(keys))
    wanted: set[str] = set()
    for key, state, version_id, xml in session.execute(query.order_by(Process.key)):
        if state == "disabled":
            closure.disabled.add(key)
        _read(closure, key, version_id, xml)
        if key in closure.processes:
            wanted |= needs(closure.processes[key])
    return wanted


def _read(closure: Closure, key: str, version_id: int, xml: str) -> None:
    closure.pins[key] = version_id
    file = read_file(xml)
    if isinstance(file, DecisionModel):
        closure.decisions[key] = file
    else:
        closure.processes[key] = file
