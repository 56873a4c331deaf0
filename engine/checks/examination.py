"""Checks a model, and everything that it calls, against all rules."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.checks import (  # noqa: F401 - importing them registers their rules
    calls,
    choices,
    data,
    decisions,
    events,
    expressions,
    extensions,
    flows,
    forms,
    identity,
    literals,
    loops,
    operations,
    paths,
    repetition,
    stages,
    starts,
    support,
)
from engine.checks.registry import RULES, apply_rules
from engine.checks.surroundings import Surroundings
from engine.errors import Problem
from engine.reading.model import Model


def examine(model: Model, surroundings: Surroundings) -> list[Problem]:
    """Return everything that is wrong with a model and with the processes that it calls, the model's own first."""
    found = apply_rules(model, surroundings)
    for key, called in _called(model, surroundings.processes).items():
        found += [
            replace(problem, message=f"In “{key}”, which is called: {problem.message}")
            for problem in apply_rules(called, surroundings)
        ]
    return found


def rule_names() -> list[str]:
    """Return the names of all rules, sorted."""
    return sorted(RULES)


def called_keys(model: Model) -> Iterator[str]:
    """Yield the keys of the processes that a model calls itself, disabled calls included."""
    yield from dict.fromkeys(node.called for node in model.tagged("callActivity") if node.called)


def _called(model: Model, processes: Mapping[str, Model]) -> dict[str, Model]:
    waiting, found = list(called_keys(model)), dict[str, Model]()
    while waiting:
        key = waiting.pop(0)
        called = processes.get(key)
        if called is not None and key not in found and key != model.key:
            found[key] = called
            waiting.extend(called_keys(called))
    return found
