"""The compact form of an instance."""

from uuid import uuid4

import orjson
import pytest

from engine import state
from engine.environment import Environment, ScriptEngine
from engine.pruning import prune
from engine.workflow import LeanWorkflow
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, process, start, user

SPECS = bpmn.specs(
    process(
        "p",
        start(),
        gateway("parallel", "fork"),
        call("c", "inner"),
        bpmn.boundary("edge", "c", bpmn.message("stop")),
        user("side"),
        gateway("parallel", "join"),
        end(),
        flow("start", "fork", "c", "join", "end"),
        flow("fork", "side", "join"),
        flow("edge", "join"),
        codes=("stop",),
    ),
    process("inner", start(), user("deep"), user("deeper"), end(), flow("start", "deep", "deeper", "end")),
)
DATA = {"text": "x" * 500, "deep": {"er": [1, {"n": None}]}, "n": 0, "flag": True, "real": 0.1}


def begun() -> LeanWorkflow:
    workflow = LeanWorkflow.begin(SPECS.top, SPECS.subprocesses, ScriptEngine(Environment()))
    workflow.task_tree.data.update(DATA)
    workflow.run(lambda task: task.run())
    return workflow


def shown(workflow: LeanWorkflow) -> list[tuple[object, ...]]:
    return [
        (t.id, t._parent, t._children, t._state, t.task_spec.name, t.last_state_change, t.triggered, t.internal_data, t.known)
        for t in workflow.all_tasks()
    ]  # fmt: skip


def test_what_is_loaded_is_what_was_saved() -> None:
    workflow = begun()
    saved = state.dump(workflow, 5)
    loaded, prefix = state.load(saved, SPECS, Environment())
    assert prefix == 5
    assert shown(loaded) == shown(workflow)
    assert list(loaded.event_manager.tasks) == list(workflow.event_manager.tasks)
    assert [t.task_spec.name for t in loaded.event_manager.tasks.values()] == ["edge"]
    assert state.load(state.dump(loaded, 5), SPECS, Environment())[0].processes()[1].owner.task_spec.name == "c"


def test_pruning_leaves_what_is_waited_for() -> None:
    workflow = begun()
    before = len(list(workflow.all_tasks()))
    prune(workflow)
    names = [task.task_spec.name for task in workflow.all_tasks()]
    assert sorted(names) == ["Start", "Start", "c", "c.BoundaryEventSplit", "deep", "edge", "fork", "side"]
    assert len(names) < before
    prune(workflow)
    assert [task.task_spec.name for task in workflow.all_tasks()] == names


def test_data_that_tasks_share_is_written_once() -> None:
    workflow = begun()
    prune(workflow)
    saved = state.dump(workflow, 1)
    assert saved.count(b"x" * 500) == 2  # once for each process: data is copied into the called one
    assert len(saved) < 2 * 700 + 200


def test_numbers_go_on_after_loading() -> None:
    workflow, _ = state.load(state.dump(begun(), 1), SPECS, Environment())
    highest = max(max(task.id, task.last_state_change) for task in workflow.all_tasks())
    assert next(workflow.counter) > highest


def test_changing_the_data_of_one_task_changes_no_other() -> None:
    workflow, _ = state.load(state.dump(begun(), 1), SPECS, Environment())
    tasks = [task for task in workflow.tasks.values() if "deep" in task.known]
    tasks[0].data["deep"]["er"][1]["n"] = "changed"
    tasks[-1].data["deep"]["er"].append(2)
    assert all(task.known["deep"] == {"er": [1, {"n": None}]} for task in tasks[1:-1])
    assert tasks[0].known["deep"]["er"] == [1, {"n": "changed"}]


def test_anything_but_json_is_a_mistake_that_shows() -> None:
    workflow = begun()
    workflow.task_tree.data["when"] = uuid4
    with pytest.raises(TypeError):
        state.dump(workflow, 1)


def test_ids_are_numbers_within_an_instance() -> None:
    prefix = state.new_prefix()
    task_id = state.public_id(prefix, 17)
    assert state.number_of(prefix, task_id) == 17
    assert state.number_of(state.new_prefix(), task_id) is None
    assert state.number_of(prefix, uuid4()) is None


def test_the_form_says_which_it_is() -> None:
    assert orjson.loads(state.dump(begun(), 1))[0] == state.FORMAT
