"""Random walks that change horses: an instance moved to another version goes on as the one that stayed."""

import copy
import random
import re
from collections.abc import Callable

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent

from engine import state
from engine.elements import BoundaryEvent
from engine.migration.checks import check
from engine.migration.joins import is_standing
from engine.migration.pairing import Mapped, Place
from engine.migration.plan import Plan
from engine.migration.rewriting import rewrite
from engine.pruning import prune
from engine.specs import Specs
from tests import bpmn
from tests.unit.engine.test_equivalence import (
    PAST,
    Action,
    Calm,
    Lean,
    _key,
    actions,
    branches,
    events,
    facts,
    hub,
    repeated,
)

REFERENCES = re.compile(r'\b(id|sourceRef|targetRef|attachedToRef|default|calledElement|\w+Ref)="([^"]+)"')
ACTIVITY = re.compile(r'<(userTask|callActivity|subProcess) id="([^"]+)"')
INSIDE = re.compile(r"(<subProcess [^>]*>).*?</subProcess>")
MODELS = [hub, branches, repeated, events]


def same(files: list[str]) -> list[str]:
    return files


def renamed(files: list[str]) -> list[str]:
    return [REFERENCES.sub(r'\1="\2-x"', file) for file in files]


def guarded(files: list[str]) -> list[str]:
    """Put boundary events that never happen at each activity."""
    return [_guarded(file) for file in files]


def _guarded(file: str) -> str:
    parts = []
    for _, element in ACTIVITY.findall(INSIDE.sub(r"\1", file)):
        late, told = f"late-extra-{element}", f"told-extra-{element}"
        parts += [
            bpmn.boundary(late, element, bpmn.timer("P99D")),
            bpmn.boundary(told, element, '<messageEventDefinition messageRef="message-extra"/>', interrupting=False),
            bpmn.end(f"end-extra-{element}"),
            bpmn.flow(late, f"end-extra-{element}"),
            bpmn.flow(told, f"end-extra-{element}"),
        ]
    return file.replace('<process id="', '<message id="message-extra" name="extra"/><process id="', 1).replace(
        "</process>", f"{''.join(parts)}</process>"
    )


def of_all(old: Specs, new: Specs, suffix: str = "", cut: str = "") -> Mapped:
    found = {}
    for spec in (old.top, *old.subprocesses.values()):
        key = spec.name.partition("/")[0]
        for element in spec.task_specs.values():
            if element.bpmn_id is not None and "[child]" not in element.name:
                name = element.name.removesuffix(cut) if cut else element.name + suffix
                found[Place(key, element.name)] = Place(key.removesuffix(cut) if cut else key + suffix, name)
    return found


def moved(side: Lean, new: Specs, mapped: Mapped) -> Lean:
    """Return an instance moved to another version; the one given stays as it is."""
    here, _ = state.load(state.dump(side.workflow, 1), side.specs, Calm())
    tokens = sum(is_standing(task) and not isinstance(task.task_spec, BoundaryEvent) for task in here.all_tasks())
    numbers = {task.id for task in Lean.tasks(side)}
    rewrite(here, check(here, None, Plan(side.specs, new, mapped)))
    prune(here)
    there = Lean.__new__(Lean)
    there.specs = new
    there.workflow, _ = state.load(state.dump(here, 1), new, Calm())
    assert numbers == {task.id for task in there.tasks()}
    standing = [t for t in there.workflow.all_tasks() if is_standing(t) and not isinstance(t.task_spec, BoundaryEvent)]
    assert tokens == len(standing)
    assert not there.workflow.queue
    for process in there.workflow.processes():
        assert list(process.tasks) == sorted(process.tasks)
        assert all(t._parent is None or t._parent < t.id for t in process.tasks.values())
    return there


def plainly(side: Lean) -> str:
    """Return what can be seen from outside, whatever elements are called, without the events that never happen."""
    tasks, waiting, completed = facts(side)
    return repr((tasks, [name for name in waiting if "extra" not in name], completed)).replace("-x", "")


def act(side: Lean, action: Action) -> None:
    kind, name, data = action
    if kind == "complete":
        task = next(t for t in side.tasks() if _key(t).replace("-x", "") == name)
        task.data.update(copy.deepcopy(data))
        task.run()
    elif kind == "send":
        event = BpmnEvent(MessageEventDefinition(name), payload=copy.deepcopy(data))
        side.workflow.event_manager.catch(event, internal=False)
    else:
        internal = next(t for t in side.waiting() if _key(t).replace("-x", "") == name).internal_data
        if isinstance(internal["due"], dict):
            internal["due"][str(data["index"])] = PAST
        else:
            internal["due"] = PAST
        side.workflow.refresh_timers()
    side.go()


def walk(old: Specs, new: Specs, there: Mapped, back: Mapped, seed: int) -> int:
    """Move an instance after some steps, and back after some more; it does at each step what its twin does."""
    rnd = random.Random(seed)
    stayed, gone = Lean(old), None
    steps = 0
    for turn in range(36):
        if turn % 9 == 4:
            gone = moved(gone or stayed, new, there)
        elif turn % 9 == 8 and gone is not None:
            gone = moved(gone, old, back)
        if gone is not None:
            assert plainly(gone) == plainly(stayed), turn
        options = [action for action in actions(stayed, rnd) if "extra" not in action[1]]
        if not options:
            break
        action = rnd.choice(options)
        act(stayed, action)
        if gone is not None:
            act(gone, action)
        steps += 1
    return steps


@pytest.mark.requirement("A9+")
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("edit", [same, renamed, guarded])
def test_a_moved_instance_goes_on_as_one_that_stayed(
    model: Callable[[], list[str]], edit: Callable[[list[str]], list[str]]
) -> None:
    files = model()
    old, new = bpmn.specs(*files), bpmn.specs(*edit(files))
    there = of_all(old, new, suffix="-x") if edit is renamed else {}
    back = of_all(new, old, cut="-x") if edit is renamed else {}
    assert sum(walk(old, new, there, back, seed) for seed in range(12)) > 200
