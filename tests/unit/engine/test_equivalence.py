"""Random walks: an instance that is pruned, saved and loaded at each step behaves as one that never was.

The reference is SpiffWorkflow's own instance, which keeps its whole history and is never saved.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine import state
from engine.elements import UserTask
from engine.elements.timers import Timer
from engine.environment import Environment, ScriptEngine
from engine.pruning import prune
from engine.specs import Specs
from engine.workflow import LeanWorkflow
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, operation, process, script, start, sub, user

PAST = "2020-01-01T00:00:00Z"
Action = tuple[str, str, dict[str, Any]]


class Calm(Environment):
    """Operations do nothing."""

    def perform(self, task: Any, spec: Any) -> bool:
        task.data[f"{spec.name}_done"] = spec.operation
        return True


class Stock:
    """SpiffWorkflow's own instance."""

    def __init__(self, specs: Specs) -> None:
        self.workflow = BpmnWorkflow(specs.top, dict(specs.subprocesses), script_engine=ScriptEngine(Calm()))
        self.workflow.task_tree.data.update(copy.deepcopy(BEGINNING))
        self.workflow.do_engine_steps()

    def tasks(self) -> list[Any]:
        return [task for task in self.workflow.get_tasks(state=TaskState.READY) if isinstance(task.task_spec, UserTask)]

    def waiting(self) -> list[Any]:
        return list(self.workflow.event_manager.tasks.values())

    def go(self) -> None:
        self.workflow.do_engine_steps()
        self.workflow.do_engine_steps()


class Lean(Stock):
    """Ours, which goes through the codec after each step."""

    def __init__(self, specs: Specs) -> None:
        self.specs = specs
        self.workflow = LeanWorkflow.begin(specs.top, specs.subprocesses, ScriptEngine(Calm()))
        self.workflow.task_tree.data.update(copy.deepcopy(BEGINNING))
        self.go()

    def tasks(self) -> list[Any]:
        return [
            t for t in self.workflow.all_tasks() if t.state == TaskState.READY and isinstance(t.task_spec, UserTask)
        ]

    def go(self) -> None:
        self.workflow.run(lambda task: task.run())
        prune(self.workflow)
        self.size = len(state.dump(self.workflow, 1))
        self.workflow, _ = state.load(state.dump(self.workflow, 1), self.specs, Calm())


BEGINNING = {"items": ["x", "y", "z"], "deep": {"er": {"n": [1, 2]}}, "n": 0, "more": False}
VALUES: dict[str, list[Any]] = {
    "next_stage": ["a", "b", "c"],
    "more": [True, False, False],
    "n": [0, 1, 2, 3],
    "items": [["p"], ["p", "q"], []],
    "deep": [{"er": {"n": [3]}}, {"er": {}}],
    "note": ["some", "other"],
}


def facts(side: Stock) -> tuple[Any, ...]:
    tasks = sorted((t.task_spec.name, t.workflow.spec.name, repr(sorted(t.data.items()))) for t in side.tasks())
    return tasks, sorted(t.task_spec.name for t in side.waiting()), bool(side.workflow.completed)


def actions(side: Stock, rnd: random.Random) -> list[Action]:
    found: list[Action] = []
    for task in side.tasks():
        names = rnd.sample(sorted(VALUES), rnd.randint(0, 3))
        found.append(("complete", _key(task), {name: rnd.choice(VALUES[name]) for name in names}))
    for task in side.waiting():
        definition = task.task_spec.event_definition
        for index, part in enumerate(getattr(definition, "event_definitions", [definition])):
            if isinstance(part, MessageEventDefinition):
                found.append(("send", part.name, {"next_stage": rnd.choice("abc")}))
            elif isinstance(part, Timer):
                found.append(("fire", _key(task), {"index": index}))
    return found


def act(side: Stock, action: Action) -> None:
    kind, name, data = action
    data = copy.deepcopy(data)
    if kind == "complete":
        task = next(t for t in side.tasks() if _key(t) == name)
        task.data.update(data)
        task.run()
    elif kind == "send":
        side.workflow.event_manager.catch(BpmnEvent(MessageEventDefinition(name), payload=data), internal=False)
    else:
        internal = next(t for t in side.waiting() if _key(t) == name).internal_data
        if isinstance(internal["due"], dict):
            internal["due"][str(data["index"])] = PAST
        else:
            internal["due"] = PAST
        side.workflow.refresh_timers()
    side.go()


def _key(task: Any) -> str:
    """Tell tokens at one element apart by the item they are for, and by their data."""
    owners, process = [], task.workflow
    while hasattr(process, "parent_task_id") and process.parent_task_id is not None:
        owner = process.top_workflow.get_task_from_id(process.parent_task_id)
        owners.append(f"{owner.task_spec.name}{owner.internal_data.get('key_or_index', '')}")
        process = owner.workflow
    own = f"{task.task_spec.name}{task.internal_data.get('key_or_index', '')}@{'/'.join(owners)}"
    return f"{own} {sorted(task.data.items())}"


def hub() -> list[str]:
    stages = ("a", "b", "c")
    top = process(
        "hub-process",
        start(),
        script("first", "next_stage = 'a'"),
        gateway("exclusive", "hub"),
        *(call(f"call-{s}", f"stage-{s}", stage=s, outs="next_stage>next_stage,note>note") for s in stages),
        *(bpmn.boundary(f"leave-{s}", f"call-{s}", bpmn.message("stage-changed")) for s in stages),
        *(bpmn.boundary(f"late-{s}", f"call-{s}", bpmn.timer("P9D"), interrupting=False) for s in stages),
        *(user(f"chase-{s}") + end(f"chased-{s}") for s in stages),
        flow("start", "first", "hub"),
        *(flow("hub", f"call-{s}", "hub", when=f"next_stage == '{s}'") for s in stages),
        *(flow(f"leave-{s}", "hub") + flow(f"late-{s}", f"chase-{s}", f"chased-{s}") for s in stages),
        codes=("stage-changed",),
    )
    return [top, *(_stage(f"stage-{s}") for s in stages)]


def _stage(key: str) -> str:
    return process(
        key,
        start(),
        operation("prepare", "do"),
        gateway("exclusive", "enter"),
        user("work"),
        bpmn.boundary("remind", "work", bpmn.timer("P7D"), interrupting=False),
        operation("note-it", "note"),
        end("e2"),
        gateway("exclusive", "again", default="done"),
        user("plan"),
        end(),
        flow("start", "prepare", "enter", "work", "again"),
        flow("again", "plan", "enter", when="more"),
        flow("again", "end", called="done"),
        flow("remind", "note-it", "e2"),
    )


def branches() -> list[str]:
    inner = sub("inside", start("s2"), user("deep"), gateway("exclusive", "g2"), user("deeper"), end("e2"),
                flow("s2", "deep", "g2", "deeper", "e2"))  # fmt: skip
    top = process(
        "branches-process",
        start(),
        gateway("exclusive", "enter"),
        gateway("parallel", "fork"),
        user("left"),
        user("left-2"),
        inner,
        gateway("inclusive", "some", default="none"),
        user("one"),
        user("two"),
        user("three"),
        gateway("inclusive", "joined"),
        gateway("parallel", "join"),
        gateway("exclusive", "again", default="no"),
        user("rest"),
        end(),
        flow("start", "enter", "fork", "left", "left-2", "join", "again"),
        flow("fork", "inside", "join"),
        flow("fork", "some"),
        flow("some", "one", "joined", when="n > 0"),
        flow("some", "two", "joined", when="n > 1"),
        flow("some", "three", "joined", called="none"),
        flow("joined", "join"),
        flow("again", "rest", "enter", when="n < 3"),
        flow("again", "end", called="no"),
    )
    return [top]


def repeated() -> list[str]:
    each = call("each", "inner", outs="note>note").replace(
        "</callActivity>", bpmn.several("items", "item") + "</callActivity>"
    )
    top = process(
        "repeated-process",
        start(),
        gateway("exclusive", "enter"),
        each,
        user("in-turn", bpmn.several("items", "thing", sequential=True)),
        user("at-once", bpmn.several(cardinality="2")),
        bpmn.boundary("stop", "at-once", bpmn.message("stop")),
        user("while", bpmn.loop("more", maximum=4)),
        user("rest"),
        end("stopped"),
        flow("start", "enter", "each", "in-turn", "at-once", "while", "rest", "enter"),
        flow("stop", "rest"),
        codes=("stop",),
    )
    inner = process(
        "inner",
        start(),
        user("deep"),
        gateway("exclusive", "g"),
        user("deeper"),
        end(),
        flow("start", "deep", "g", "deeper", "end"),
    )
    return [top, inner]


def events() -> list[str]:
    top = process(
        "events-process",
        start(),
        gateway("exclusive", "enter"),
        gateway("eventBased", "first-of"),
        bpmn.catch("soon", bpmn.timer("P1D")),
        bpmn.catch("later", bpmn.timer("P2D")),
        bpmn.catch("news", bpmn.message("news")),
        call("try", "trying"),
        bpmn.boundary("late", "try", bpmn.timer("P3D")),
        bpmn.boundary("help", "try", bpmn.escalation("help"), interrupting=False),
        bpmn.boundary("broken", "try", bpmn.error("broken")),
        user("helping"),
        user("mend"),
        user("next"),
        end("e1"),
        flow("start", "enter", "first-of", "soon", "try", "next", "enter"),
        flow("first-of", "later", "next"),
        flow("first-of", "news", "try"),
        flow("late", "next"),
        flow("help", "helping", "e1"),
        flow("broken", "mend", "next"),
        codes=("news", "help", "broken"),
    )
    trying = process(
        "trying",
        start(),
        user("deep"),
        bpmn.throw("shout", bpmn.escalation("help")),
        bpmn.receive("answer", "answer"),
        gateway("exclusive", "good", default="ok"),
        end("bad", bpmn.error("broken")),
        user("deeper"),
        end(),
        flow("start", "deep", "shout", "answer", "good"),
        flow("good", "bad", when="more"),
        flow("good", "deeper", "end", called="ok"),
        codes=("help", "broken", "answer"),
    )
    return [top, trying]


@dataclass
class Walk:
    """Counts over all walks of a model."""

    steps: int = 0
    sizes: list[int] = field(default_factory=list)


def walk(specs: Specs, seed: int, steps: int) -> Walk:
    rnd = random.Random(seed)
    done = Walk()
    reference, ours = Stock(specs), Lean(specs)
    trail: list[Action] = []
    while done.steps < steps:
        if reference.workflow.completed:
            reference, ours, trail = Stock(specs), Lean(specs), []
        action = rnd.choice(actions(reference, rnd))
        trail.append(action)
        act(reference, action)
        act(ours, action)
        done.steps += 1
        done.sizes.append(ours.size)
        assert facts(ours) == facts(reference), trail
    return done


@pytest.mark.parametrize("model", [hub, branches, repeated, events])
def test_walks_agree(model: Callable[[], list[str]]) -> None:
    specs = bpmn.specs(*model())
    walks = [walk(specs, seed, 40) for seed in range(15)]
    assert sum(done.steps for done in walks) == 600


def test_the_state_does_not_grow_with_age() -> None:
    specs = bpmn.specs(*hub())
    ours = Lean(specs)
    rnd = random.Random(7)
    sizes = []
    for _ in range(1500):
        options = [action for action in actions(ours, rnd) if action[0] != "fire" or rnd.random() < 0.1]
        act(ours, rnd.choice([option for option in options if not option[1].startswith("chase")] or options))
        for action in [a for a in actions(ours, rnd) if a[1].startswith("chase")]:
            act(ours, action)
        sizes.append(ours.size)
    assert max(sizes[-500:]) < 1.2 * max(sizes[:200])
