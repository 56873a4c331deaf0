"""What follows an open user task under each of its results, read from the model: the panel “Next steps”."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary

from engine import constants, elements
from engine.foresight import WHOLE, Frame, Place, Step, behaviour, steps_from
from engine.reading.forms import RESULT
from engine.specs import Specs

# By the frame of the version's process, which lives as long as its specs are cached.
_known: WeakKeyDictionary[Any, dict[tuple[str, str], list[dict[str, Any]]]] = WeakKeyDictionary()


def after(specs: Specs, process_key: str, element: str) -> list[dict[str, Any]]:
    """Return what follows a user task: `[{result, name, steps: [{kind, name, element, maybe}]}]`.

    A task without results has one entry, whose result is None. `kind` is task, stage, wait or end.
    """
    cache = _known.setdefault(specs.top, {})
    if (process_key, element) not in cache:
        cache[(process_key, element)] = _after(specs, process_key, element)
    return cache[(process_key, element)]


def _after(specs: Specs, process_key: str, element: str) -> list[dict[str, Any]]:
    definition = specs.tasks.get((process_key, element))
    if definition is None:
        return []
    places = list(_places(specs, process_key, element))
    found = []
    for result in definition.results or (None,):
        known = {RESULT: result.code} if result else {}
        # Where several calls lead to the task, it may be any of them that it was opened by.
        begin = [Place(spec, frames, {**given, **known}, Fraction(1, len(places))) for spec, frames, given in places]
        steps = [_shown(step) for step in steps_from(begin, specs.subprocesses)]
        found.append(
            {"result": result.code if result else None, "name": result.name if result else None, "steps": steps}
        )
    return found


def _shown(step: Step) -> dict[str, Any]:
    return {"kind": step.kind, "name": step.name, "element": step.element, "maybe": step.weight < WHOLE}


def _places(specs: Specs, process_key: str, element: str) -> Iterator[tuple[Any, tuple[Frame, ...], dict[str, Any]]]:
    """Yield every place of the version where a user task stands, with the calls that lead there and what they give."""
    waiting: list[tuple[Any, str, tuple[Frame, ...], dict[str, Any]]] = [(specs.top, specs.process_key, (), {})]
    while waiting:
        process, key, frames, given = waiting.pop()
        for spec in process.task_specs.values():
            inner = behaviour(spec)
            if isinstance(inner, elements.UserTask):
                # The element inside a repeated one comes along under a name of its own.
                if key == process_key and inner.definition.element == element and spec.name == spec.bpmn_id:
                    yield spec, frames, given
            elif isinstance(inner, elements.CallActivity | elements.Subprocess | elements.EventSubprocess):
                within, around = specs.subprocesses[inner.spec], (*frames, Frame(spec, {}))
                if isinstance(inner, elements.CallActivity):
                    waiting.append((within, inner.spec, around, constants.given(inner, within)))
                else:
                    waiting.append((within, key, around, {}))
