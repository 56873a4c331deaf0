"""Walks the specs of a version from a step on, with the variables that are known, up to where the process would wait.

Nothing is run. Where a condition depends on what nobody knows yet, every way is followed with its share of the weight
that arrived; what gathers the whole weight again will come in any case, everything else may come.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, StartEventJoin
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import ErrorEventDefinition

from engine import elements
from engine.errors import ExpressionFailed, ExpressionRefused
from engine.expressions import compile_expression, compile_script

MOST_PLACES = 400
WHOLE, HALF = Fraction(1), Fraction(1, 2)
JOINS = (BoundaryEventJoin, StartEventJoin)
REPEATED = (elements.ParallelMultiInstanceTask, elements.SequentialMultiInstanceTask, elements.StandardLoopTask)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that comes next: `kind` is task, stage, wait or end; it is certain when its `weight` is whole."""

    kind: str
    name: str
    element: str
    weight: Fraction = WHOLE


@dataclass(frozen=True)
class Frame:
    """A call that the process is within, and what was known around it."""

    spec: Any
    known: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A point that the process may reach, within `frames` of calls, the innermost last."""

    spec: Any
    frames: tuple[Frame, ...]
    known: Mapping[str, Any]
    weight: Fraction = WHOLE

    def at(self, spec: Any, share: Fraction = WHOLE) -> "Place":
        """Return the place of another element, with all that is known here."""
        return replace(self, spec=spec, weight=self.weight * share)

    def mark(self) -> tuple[Any, ...]:
        """Return what tells this place from others, whatever its weight."""
        frames = tuple((id(frame.spec), repr(sorted(frame.known.items()))) for frame in self.frames)
        return id(self.spec), frames, repr(sorted(self.known.items()))


Visit = tuple[Step | None, list[Place]]
Specs = Mapping[str, Any]


def steps_from(places: list[Place], specs: Specs) -> list[Step]:
    """Return what comes after some places; `specs` are the called and embedded processes by name."""
    waiting: dict[tuple[Any, ...], Place] = {}
    _add(waiting, [after for place in places for after in following(place)])
    found: dict[tuple[str, str], Step] = {}
    for _ in range(MOST_PLACES):
        if not waiting:
            break
        current = waiting.pop(next(iter(waiting)))
        step, after = visit(current, specs)
        if step is not None:
            before = found.get((step.kind, step.element))
            total = step.weight + (before.weight if before else 0)
            found[(step.kind, step.element)] = replace(step, weight=total)
        _add(waiting, after)
    return list(found.values())


def _add(waiting: dict[tuple[Any, ...], Place], places: list[Place]) -> None:
    """Queue places; ways that have come together again go on as one."""
    for place in places:
        mark = place.mark()
        before = waiting.get(mark)
        waiting[mark] = place if before is None else replace(before, weight=before.weight + place.weight)


def following(place: Place) -> list[Place]:
    """Return the places right after one, whatever it is."""
    return [place.at(entered(output)) for output in place.spec.outputs if not isinstance(output, JOINS)]


def visit(place: Place, specs: Specs) -> Visit:
    """Return the step that the process would stand at, if any, and the places where it would go on at once."""
    spec = behaviour(place.spec)
    for kinds, handle in HANDLERS:
        if isinstance(spec, kinds):
            return handle(place, spec, specs)
    return None, following(place)


def entered(spec: Any) -> Any:
    """Return the element itself where a flow leads to what surrounds it for its boundary events."""
    return spec.outputs[0] if isinstance(spec, BoundaryEventSplit) else spec


def behaviour(spec: Any) -> Any:
    """Return the element that is repeated, or the element itself."""
    return spec._wf_spec.task_specs[spec.task_spec] if isinstance(spec, REPEATED) else spec


def _task(place: Place, spec: Any, _: Specs) -> Visit:
    return _step("task", place, spec), []


def _wait(place: Place, spec: Any, _: Specs) -> Visit:
    return _step("wait", place, spec), []


def _choice(place: Place, spec: Any, _: Specs) -> Visit:
    return None, [place.at(output, Fraction(1, len(spec.outputs))) for output in spec.outputs]


def _parallel(place: Place, _spec: Any, _: Specs) -> Visit:
    share = HALF if len(place.spec.inputs) > 1 else WHOLE
    return None, [after.at(after.spec, share) for after in following(place)]


def _gate(place: Place, spec: Any, _: Specs) -> Visit:
    possible, sure, default = _outcomes(spec, place.known)
    targets = spec._wf_spec.task_specs
    if isinstance(spec, elements.ExclusiveGateway):
        names = possible + (sure[:1] or default)
        shares = [(name, Fraction(1, len(names))) for name in names]
    else:
        shares = [(name, WHOLE) for name in sure] + [(name, HALF) for name in possible]
        shares += [] if sure else [(name, HALF if possible else WHOLE) for name in default]
    return None, [place.at(entered(targets[name]), share) for name, share in shares]


def _outcomes(spec: Any, known: Mapping[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Return where a gateway may lead, where its conditions hold, and its default; an exclusive one stops at what holds."""
    possible: list[str] = []
    sure: list[str] = []
    default = [name for condition, name in spec.cond_task_specs if condition is None]
    for condition, name in spec.cond_task_specs:
        holds = False if condition is None else _holds(condition.args[0], known)
        if holds is None:
            possible.append(name)
        elif holds:
            sure.append(name)
            if isinstance(spec, elements.ExclusiveGateway):
                break
    return possible, sure, default


def _script(place: Place, spec: Any, _: Specs) -> Visit:
    known = dict(place.known)
    for name, expression in compile_script(spec.script).assignments:
        known.pop(name, None)
        try:
            known[name] = expression.evaluate({**place.known, **known})
        except ExpressionFailed:
            continue
    return None, following(replace(place, known=known))


def _operation(place: Place, spec: Any, _: Specs) -> Visit:
    changed = {name for name, _ in spec.mapped_outputs}
    known = {name: value for name, value in place.known.items() if name not in changed}
    step = _step("stage", place, spec) if spec.stage else None
    return step, following(replace(place, known=known))


def _decision(place: Place, spec: Any, _: Specs) -> Visit:
    changed = {spec.result_variable} if spec.result_variable else set(spec.decision.names)
    known = {name: value for name, value in place.known.items() if name not in changed}
    return None, following(replace(place, known=known))


def _call(place: Place, spec: Any, specs: Specs) -> Visit:
    inner = specs[spec.spec]
    ins = getattr(spec, "ins", None)
    known = place.known if ins is None else mapped(place.known, ins)
    plain = [event for event in inner.bpmn_start_events if isinstance(event.event_definition, NoneEventDefinition)]
    frames = (*place.frames, Frame(place.spec, place.known))
    stage = getattr(spec, "stage", None)
    step = _step("stage", place, spec) if stage else None
    return step, [Place(event, frames, known, place.weight) for event in plain]


def _end(place: Place, spec: Any, specs: Specs) -> Visit:
    if not place.frames:
        return _step("end", place, spec), []
    frame = place.frames[-1]
    back = Place(frame.spec, place.frames[:-1], _after_call(place, frame), place.weight)
    if not isinstance(spec.event_definition, ErrorEventDefinition):
        return None, following(back)
    caught = [event for event in _boundary(frame.spec) if event.event_definition == spec.event_definition]
    return (None, following(back.at(caught[0]))) if caught else _end(back, spec, specs)


def _after_call(place: Place, frame: Frame) -> Mapping[str, Any]:
    call = behaviour(frame.spec)
    if not isinstance(call, elements.CallActivity):
        return place.known
    outs = call.outs or ()
    kept = {name: value for name, value in frame.known.items() if name not in {target for _, target in outs}}
    return {**kept, **mapped(place.known, outs)}


def mapped(known: Mapping[str, Any], mappings: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return the targets of mappings whose sources can be worked out from what is known."""
    found = {}
    for source, target in mappings:
        try:
            found[target] = compile_expression(source).evaluate(known)
        except ExpressionFailed:
            continue
    return found


def _holds(condition: str, known: Mapping[str, Any]) -> bool | None:
    try:
        return bool(compile_expression(condition).evaluate(known))
    except (ExpressionFailed, ExpressionRefused):
        return None


def _boundary(spec: Any) -> Iterator[Any]:
    for before in spec.inputs:
        if isinstance(before, BoundaryEventSplit):
            yield from (event for event in before.outputs if isinstance(event, elements.BoundaryEvent))


def _step(kind: str, place: Place, spec: Any) -> Step:
    return Step(kind, spec.bpmn_name or spec.bpmn_id, place.spec.bpmn_id, place.weight)


HANDLERS: list[tuple[Any, Callable[[Place, Any, Specs], Visit]]] = [
    (elements.UserTask, _task),
    (elements.EventBasedGateway, _choice),
    ((elements.IntermediateCatchEvent, elements.ReceiveTask), _wait),
    ((elements.CallActivity, elements.Subprocess), _call),
    (elements.EndEvent, _end),
    ((elements.ExclusiveGateway, elements.InclusiveGateway), _gate),
    (elements.ScriptTask, _script),
    (elements.ServiceTask, _operation),
    (elements.BusinessRuleTask, _decision),
    (elements.ParallelGateway, _parallel),
]
