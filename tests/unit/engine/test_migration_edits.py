"""Random models, edited at random while an instance runs: it is moved and comes to its end, or it is refused."""

import copy
import random
from itertools import count
from typing import Any

import pytest

from engine import state
from engine.errors import CannotMove
from engine.migration.checks import check
from engine.migration.plan import Plan
from engine.migration.rewriting import rewrite
from engine.pruning import prune
from engine.specs import Specs
from tests import bpmn
from tests.bpmn import end, flow, gateway, process, start, user
from tests.unit.engine.test_equivalence import Calm, Lean

# A sequence is a list of task ids and of blocks: (kind, id, branches).
Sequence = list[Any]
TRIALS = 120


class Models:
    """Makes models out of blocks, and edits them."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd, self.numbers = rnd, count(1)

    def sequence(self, depth: int) -> Sequence:
        return [self.item(depth) for _ in range(self.rnd.randint(1, 3))]

    def item(self, depth: int) -> Any:
        if depth and self.rnd.random() < 0.45:
            kind = self.rnd.choice(("parallel", "parallel", "exclusive", "inclusive"))
            return kind, f"g{next(self.numbers)}", [self.sequence(depth - 1) for _ in range(self.rnd.randint(2, 3))]
        return f"t{next(self.numbers)}"

    def edited(self, model: Sequence) -> Sequence:
        model = copy.deepcopy(model)
        for _ in range(self.rnd.randint(1, 3)):
            self.edit(self.rnd.choice(list(sequences(model))))
        return model

    def edit(self, here: Sequence) -> None:
        at = self.rnd.randrange(len(here))
        change = self.rnd.randrange(6)
        if change == 0:
            here.insert(at, self.item(1))
        elif change == 1 and len(here) > 1:
            del here[at]
        elif change == 2:
            here[at] = ("parallel", f"g{next(self.numbers)}", [[here[at]], self.sequence(0)])
        elif change == 3 and isinstance(here[at], tuple):
            here[at : at + 1] = [item for branch in here[at][2] for item in branch]
        elif change == 4:
            self.rnd.shuffle(here)
        elif isinstance(here[at], tuple):
            kind, name, branches = here[at]
            if len(branches) > 2 and self.rnd.random() < 0.5:
                branches[0] += branches.pop()
            else:
                here[at] = (kind, name, [*branches, self.sequence(0)])


def sequences(model: Sequence) -> list[Sequence]:
    """Return a sequence and all that stand within its blocks."""
    return [model, *(s for item in model if isinstance(item, tuple) for branch in item[2] for s in sequences(branch))]


def built(model: Sequence) -> Specs:
    parts = [start(), end()]
    last = _chain(model, "start", parts)
    return bpmn.specs(process("p", *parts, flow(last, "end")))


def _chain(model: Sequence, before: str, parts: list[str], when: str = "") -> str:
    for item in model:
        name = item if isinstance(item, str) else item[1]
        parts.append(flow(before, name, when=when))
        when = ""
        if isinstance(item, str):
            parts.append(user(name))
            before = name
            continue
        kind, _, branches = item
        before = f"{name}-end"
        parts += [gateway(kind, name), gateway(kind, before)]
        for number, branch in enumerate(branches):
            last = _chain(branch, name, parts, "" if kind == "parallel" else _condition(kind, number, len(branches)))
            parts.append(flow(last, before))
    return before


def _condition(kind: str, number: int, branches: int) -> str:
    return f"n % {branches} == {number}" if kind == "exclusive" else f"n % {branches} >= {number}"


def step(side: Lean, rnd: random.Random) -> str:
    """Complete one of the open tasks and return its element."""
    task = rnd.choice(side.tasks())
    element: str = task.task_spec.name
    task.data["n"] = rnd.randrange(6)
    task.run()
    side.go()
    return element


def moved(side: Lean, new: Specs) -> Lean:
    here, _ = state.load(state.dump(side.workflow, 1), side.specs, Calm())
    rewrite(here, check(here, None, Plan(side.specs, new, {})))
    prune(here)
    there = Lean.__new__(Lean)
    there.specs = new
    there.workflow, _ = state.load(state.dump(here, 1), new, Calm())
    return there


def come_to_an_end(side: Lean, rnd: random.Random) -> None:
    """Complete everything; nothing waits in vain, and nothing is done twice."""
    done: list[str] = []
    while not side.workflow.completed:
        elements = [task.task_spec.name for task in side.tasks()]
        assert len(set(elements)) == len(elements), "two tokens at one element"
        assert elements, "nothing is left to do, and it has not ended"
        assert not side.workflow.starved()
        done.append(step(side, rnd))
        assert len(set(done)) == len(done), "an element is done twice"


@pytest.mark.requirement("A9+")
@pytest.mark.parametrize("batch", range(2))
def test_after_any_edit_an_instance_comes_to_its_end_or_stays(batch: int) -> None:
    outcomes = {"moved": 0, "stayed": 0}
    for seed in range(TRIALS * batch, TRIALS * (batch + 1)):
        rnd = random.Random(seed)
        models = Models(rnd)
        model = models.sequence(2)
        here, new = Lean(built(model)), built(models.edited(model))
        for _ in range(rnd.randint(0, 5)):
            if len(here.tasks()) and not here.workflow.completed:
                step(here, rnd)
        if here.workflow.completed:
            continue
        try:
            there = moved(here, new)
        except CannotMove:
            outcomes["stayed"] += 1
            come_to_an_end(here, rnd)
        else:
            outcomes["moved"] += 1
            come_to_an_end(there, rnd)
    assert outcomes["moved"] > 20
    assert outcomes["stayed"] > 5
