"""What moving instances from one version to another comes to: the pairs of processes, and who takes whose place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.errors import NoCounterpart
from engine.migration.kinds import WAITS, difference, kind_of
from engine.migration.pairing import Mapped, Pair, Place, key_of, pair_processes, split_name
from engine.specs import Specs


@dataclass(frozen=True, slots=True)
class Step:
    """An element of the old version at which instances may stand, and what takes its place.

    `target` None: nothing does, and instances that stand there stay. `candidates` are those of its kind with their names,
    those that the old version has not first.
    """

    place: Place
    name: str
    kind: str
    target: Place | None
    target_name: str
    candidates: tuple[tuple[Place, str], ...]

    @property
    def stays(self) -> bool:
        """Whether the element is there under the same id."""
        return self.target is not None and self.target.element == self.place.element


class Plan:
    """How instances of one version go on in another one."""

    def __init__(self, old: Specs, new: Specs, mapped: Mapped) -> None:
        """Pair the versions; elements that `mapped` does not name are paired by their ids.

        Raises:
            NoCounterpart: an element cannot take the place for which it was chosen.
        """
        self.old, self.new, self.mapped = old, new, mapped
        self.pairs = pair_processes(old, new, mapped)
        for before, after in mapped.items():
            self._require(before, after)

    @property
    def version(self) -> str:
        """The new version, in words."""
        return f"version {self.new.version}"

    @property
    def top(self) -> Pair:
        """The pair of the process itself."""
        return self.pairs[self.old.top.name, self.new.top.name]

    def inner(self, owner: Any, pair: Pair) -> Pair:
        """Return the pair of the process that stands within a task of a process."""
        target = pair.target(owner.task_spec.name)
        assert target is not None
        return self.pairs[owner.task_spec.spec, target.spec]

    def steps(self) -> list[Step]:
        """Return the elements at which instances may stand, process by process, the process itself first."""
        return [step for pair in self.pairs.values() for step in self._steps(pair)]

    def _steps(self, pair: Pair) -> Iterator[Step]:
        for spec in pair.old.task_specs.values():
            if isinstance(spec, WAITS) and not split_name(spec.name)[1]:
                yield _step(pair, spec)

    def _require(self, before: Place, after: Place) -> None:
        old, new = str("/".join(before)), str("/".join(after))
        olds = [pair for pair in self.pairs.values() if pair.key == before.process and before.element in _ids(pair.old)]
        if not olds:
            raise NoCounterpart(old, new, f"version {self.old.version} has no such element")
        pairs = [pair for pair in olds if key_of(pair.new) == after.process and after.element in _ids(pair.new)]
        if not pairs:
            raise NoCounterpart(old, new, f"{self.version} has no such element in the process that takes its place")
        found = difference(pairs[0].old.task_specs[before.element], pairs[0].new.task_specs[after.element])
        if found is not None:
            raise NoCounterpart(old, new, f"it {found}")


def _ids(process: Any) -> set[str]:
    """Return the ids of the elements of a process; what the engine adds to an element is none."""
    return {
        spec.name for spec in process.task_specs.values() if spec.bpmn_id is not None and not split_name(spec.name)[1]
    }


def _step(pair: Pair, spec: Any) -> Step:
    target = pair.target(spec.name)
    fits = target is not None and difference(spec, target) is None
    return Step(
        place=Place(pair.key, spec.name),
        name=spec.bpmn_name or spec.name,
        kind=kind_of(spec),
        target=Place(key_of(pair.new), target.name) if target is not None and fits else None,
        target_name=(target.bpmn_name or target.name) if target is not None and fits else "",
        candidates=tuple(_candidates(pair, spec)),
    )


def _candidates(pair: Pair, spec: Any) -> list[tuple[Place, str]]:
    key, known, there = key_of(pair.new), _ids(pair.old), _ids(pair.new)
    found = [
        (Place(key, other.name), other.bpmn_name or other.name)
        for other in pair.new.task_specs.values()
        if other.name in there and difference(spec, other) is None
    ]
    return sorted(found, key=lambda candidate: candidate[0].element in known)
