"""Which process, and which element, of the new version takes the place of which of the old one.

Elements pair by their id, unless somebody chose another; processes pair through the calls that lead to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit

from engine.elements import BoundaryEvent, EventSubprocess
from engine.migration.flows import SPLIT, Flows
from engine.migration.kinds import difference
from engine.specs import Specs

JOIN, CHILD = ".BoundaryEventJoin", " [child]"


class Place(NamedTuple):
    """An element of a model: the key of its process, and its id."""

    process: str
    element: str


Mapped = Mapping[Place, Place]


class Attachment(NamedTuple):
    """Boundary events of an activity: the new one for each old one that stays, and those that come new to it."""

    kept: Mapping[str, Any]
    added: tuple[Any, ...]


@dataclass(frozen=True)
class Pair:
    """A process of the old version and the one of the new version that takes its place; `chosen` goes by element."""

    old: Any
    new: Any
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the old process; an embedded sub-process has that of the process it stands in."""
        return key_of(self.old)

    def target(self, name: str) -> Any | None:
        """Return the spec that takes the place of the one called `name`, None when there is none."""
        if name == self.old.end.name:
            return self.new.end
        base, suffix = split_name(name)
        return self.new.task_specs.get(self.chosen.get(base, base) + suffix)

    def attachment(self, name: str) -> Attachment:
        """Return what becomes of the boundary events of an activity."""
        found = self._attachments.get(name)
        if found is None:
            found = self._attachments[name] = self._compare(name)
        return found

    @cached_property
    def _attachments(self) -> dict[str, Attachment]:
        return {}

    def _compare(self, name: str) -> Attachment:
        target = self.target(name)
        after = boundary_events(self.new, target.name) if target is not None else {}
        kept = {}
        for event in boundary_events(self.old, name).values():
            new = self.target(event.name)
            if new is not None and new.name in after and difference(event, new) is None:
                kept[event.name] = new
        names = {new.name for new in kept.values()}
        return Attachment(kept, tuple(event for event in after.values() if event.name not in names))

    @cached_property
    def before(self) -> Flows:
        """The flows of the old process."""
        return Flows(self.old)

    @cached_property
    def after(self) -> Flows:
        """The flows of the new process."""
        return Flows(self.new)

    @cached_property
    def added_timers(self) -> list[Any]:
        """Sub-processes that begin by themselves beside the main flow, and that the old process has not."""
        begun = [spec for spec in self.new.start.outputs if isinstance(spec, EventSubprocess)]
        known = {target.name for spec in self.old.start.outputs if (target := self.target(spec.name)) is not None}
        return [spec for spec in begun if spec.name not in known]


def pair_processes(old: Specs, new: Specs, mapped: Mapped) -> dict[tuple[str, str], Pair]:
    """Return the pairs of processes by their names in either version, beginning with the process itself."""
    pairs: dict[tuple[str, str], Pair] = {}
    todo = [(old.top, new.top)]
    while todo:
        before, after = todo.pop()
        if (before.name, after.name) in pairs:
            continue
        pair = pairs[before.name, after.name] = Pair(before, after, _chosen(before, after, mapped))
        for spec in before.task_specs.values():
            target = pair.target(spec.name)
            if hasattr(spec, "spec") and target is not None and hasattr(target, "spec"):
                todo.append((old.subprocesses[spec.spec], new.subprocesses[target.spec]))
    return pairs


def key_of(spec: Any) -> str:
    """Return the key of the process that a spec belongs to."""
    key: str = spec.name
    return key.partition("/")[0]


def split_name(name: str) -> tuple[str, str]:
    """Return the id of the element that a spec is for, and what the engine has added to it."""
    for suffix in (SPLIT, JOIN, CHILD):
        if name.endswith(suffix):
            return name.removesuffix(suffix), suffix
    return name, ""


def boundary_events(spec: Any, activity: str) -> dict[str, Any]:
    """Return the boundary events of an activity by their ids."""
    split = spec.task_specs.get(activity + SPLIT)
    if not isinstance(split, BoundaryEventSplit):
        return {}
    return {event.name: event for event in split.outputs if isinstance(event, BoundaryEvent)}


def _chosen(old: Any, new: Any, mapped: Mapped) -> dict[str, str]:
    keys = key_of(old), key_of(new)
    return {a.element: b.element for a, b in mapped.items() if (a.process, b.process) == keys}
