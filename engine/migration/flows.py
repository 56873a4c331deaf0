"""The flows of a process: where several meet, from where each of them is reached, and what a token may come to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from engine.elements.gateways import ParallelGateway, TokenJoin
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

    def starving(self, places: Sequence[str], arrived: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
        """Return the parallel gateways that would wait for ever, each with the sources from which nothing comes.

        Tokens are at `places`; those of `arrived` have come from a source to a gateway. Each goes wherever it may, but
        passes a parallel gateway only when something comes from all sides.
        """
        come: dict[str, set[str]] = {}
        for source, join in arrived:
            come.setdefault(join, set()).add(source)
        specs, found, todo = self.process.task_specs, set[str](), [*self._begun(places), *self._open(come)]
        while todo:
            here = todo.pop()
            if here not in found:
                found.add(here)
                for name in specs[here]._outputs:
                    if self._waits(name):
                        come.setdefault(name, set()).add(here)
                    else:
                        todo.append(name)
                todo += self._open(come)
        return {join: frozenset(specs[join]._inputs) - sources for join, sources in come.items() if join not in found}

    def _begun(self, places: Sequence[str]) -> list[str]:
        """Return places with the boundary events of what is under way there."""
        splits = (name + SPLIT for name in places)
        return [*places, *(name for name in splits if name in self.process.task_specs)]

    def _waits(self, name: str) -> bool:
        spec = self.process.task_specs[name]
        return isinstance(spec, ParallelGateway) and len(spec._inputs) >= SEVERAL

    def _open(self, come: Mapping[str, set[str]]) -> list[str]:
        return [join for join, sources in come.items() if sources >= set(self.process.task_specs[join]._inputs)]

    def after(self, name: str) -> frozenset[str]:
        """Return an element with all that a token there may come to, by its boundary events too."""
        if name not in self._after:
            self._after[name] = _reached(self._begun([name]), lambda here: self.process.task_specs[here]._outputs)
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
