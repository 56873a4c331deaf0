"""The flows of a process: where several meet, from where each of them is reached, and what a token may come to."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from engine.elements.gateways import TokenJoin
from engine.elements.process import EndJoin

SPLIT = ".BoundaryEventSplit"
Ways = Mapping[str, frozenset[str]]
SEVERAL = 2


class Flows:
    """The flows of one process; what was worked out once is kept."""

    def __init__(self, process: Any) -> None:
        self.process = process
        self._after: dict[str, frozenset[str]] = {}

    @cached_property
    def joins(self) -> dict[str, Ways]:
        """The gateways at which several flows meet: for each flow's source, from where it is reached without them."""
        found: dict[str, Ways] = {}
        for name, spec in self.process.task_specs.items():
            if isinstance(spec, TokenJoin) and not isinstance(spec, EndJoin) and len(spec._inputs) >= SEVERAL:
                found[name] = {source: self._before(source, name) for source in spec._inputs}
        return found

    def after(self, name: str) -> frozenset[str]:
        """Return an element with all that a token there may come to, by its boundary events too."""
        if name not in self._after:
            begin = [name, *([name + SPLIT] if name + SPLIT in self.process.task_specs else [])]
            self._after[name] = _reached(begin, lambda here: self.process.task_specs[here]._outputs)
        return self._after[name]

    def _before(self, source: str, join: str) -> frozenset[str]:
        specs = self.process.task_specs
        return _reached([source], lambda here: [name for name in specs[here]._inputs if name != join])


def _reached(begin: list[str], neighbours: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found, todo = set(begin), list(begin)
    while todo:
        for name in neighbours(todo.pop()):
            if name not in found:
                found.add(name)
                todo.append(name)
    return frozenset(found)
