"""The flows of a process: where several meet, and from where each of them is reached."""

from collections.abc import Mapping
from typing import Any

from engine.elements.gateways import TokenJoin
from engine.elements.process import EndJoin

Ways = Mapping[str, frozenset[str]]
SEVERAL = 2


def joins(process: Any) -> dict[str, Ways]:
    """Return the gateways of a process at which several flows meet: for each flow's source, from where it is reached."""
    found: dict[str, Ways] = {}
    for name, spec in process.task_specs.items():
        if isinstance(spec, TokenJoin) and not isinstance(spec, EndJoin) and len(spec._inputs) >= SEVERAL:
            found[name] = {source: _upstream(process, source, name) for source in spec._inputs}
    return found


def _upstream(process: Any, source: str, join: str) -> frozenset[str]:
    """Return the elements from which `source` can be reached without passing the join."""
    found, todo = {source}, [source]
    while todo:
        for before in process.task_specs[todo.pop()]._inputs:
            if before not in found and before != join:
                found.add(before)
                todo.append(before)
    return frozenset(found)
