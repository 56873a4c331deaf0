"""One test for each kind of element; every step is saved and loaded again."""

from datetime import timedelta

import pytest
from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule
from sqlalchemy.orm import Session

from db import clock
from engine.decisions import Decision
from engine.errors import ExpressionFailed, NotWaiting
from tests import bpmn
from tests.bpmn import call, end, flow, gateway, operation, process, script, start, sub, user
from tests.engine_world import World, other_lead

pytestmark = pytest.mark.requirement("A1")


def test_a_user_task_waits_and_takes_what_is_entered(session: Session) -> None:
    world = World(
        session, process("p", start(), user("ask"), user("check"), end(), flow("start", "ask", "check", "end"))
    )
    world.start(colour="red")
    assert world.open() == ["ask"]
    world.complete("ask", answer=42)
    assert world.data("check") == {"colour": "red", "answer": 42}
    world.complete("check")
    assert (world.open(), world.status()) == ([], "completed")
    assert world.history() == [
        ("instance-started", None),
        ("element-completed", "start"),
        ("task-opened", "ask"),
        ("task-completed", "ask"),
        ("task-opened", "check"),
        ("task-completed", "check"),
        ("element-completed", "end"),
        ("instance-completed", None),
    ]


def test_a_service_task_maps_what_goes_in_and_out(session: Session) -> None:
    model = process(
        "p",
        start(),
        operation("greet", "say", to="${lead.owner}", text="Hello ${name}!", number="${1 + 1}", out_said="${words}"),
        user("ask"),
        end(),
        flow("start", "greet", "ask", "end"),
    )
    world = World(session, model)
    world.operations.known["say"] = lambda _, **given: {"words": f"{given['to']}: {given['text']}", "secret": 1}
    world.start(name="Ada")
    assert world.operations.calls == [("say", {"to": "maria", "text": "Hello Ada!", "number": 2})]
    assert world.data("ask") == {"name": "Ada", "said": "maria: Hello Ada!"}


def test_an_operation_knows_in_which_circumstances_it_is_called(session: Session) -> None:
    world = World(
        session, process("p", start(), operation("do-it", "do"), user("a"), end(), flow("start", "do-it", "a", "end"))
    )
    seen = []
    world.operations.known["do"] = seen.append
    instance_id = world.start()
    [call] = seen
    assert (call.record, call.instance_id, call.actor_id) == (("lead", 1), instance_id, 7)
    assert (call.process_key, call.element, call.element_name) == ("p", "do-it", "do it")


def test_names_of_the_record_are_loaded_anew_after_an_operation(session: Session) -> None:
    model = process(
        "p",
        start(),
        script("before", "first = lead.owner"),
        operation("hand-over", "hand"),
        user("a", assignee="${lead.owner}"),
        end(),
        flow("start", "before", "hand-over", "a", "end"),
    )
    world = World(session, model)
    world.operations.known["hand"] = lambda _: world.records.lead.update(owner="ben")
    world.start()
    assert world.data("a")["first"] == "maria"
    assert world.task("a").assignee == "ben"


def test_a_script_sets_variables(session: Session) -> None:
    lines = ("total = 2 * amount", "label = 'big' if total > 10 else 'small'", "who = actor")
    world = World(session, process("p", start(), script("s", *lines), user("a"), end(), flow("start", "s", "a", "end")))
    world.start(amount=7)
    assert world.data("a") == {"amount": 7, "total": 14, "label": "big", "who": "user-7"}


@pytest.mark.parametrize(("answer", "way"), [("yes", "left"), ("no", "right"), ("perhaps", "other")])
def test_an_exclusive_gateway_takes_the_first_way_that_holds(session: Session, answer: str, way: str) -> None:
    model = process(
        "p",
        start(),
        gateway("exclusive", "which", default="otherwise"),
        *(user(way) for way in ("left", "right", "other")),
        flow("start", "which"),
        flow("which", "left", when="${answer == 'yes'}"),
        flow("which", "right", when="answer == 'no'"),
        flow("which", "other", called="otherwise"),
        *(flow(way, f"end-{way}") + end(f"end-{way}") for way in ("left", "right", "other")),
    )
    world = World(session, model)
    world.start(answer=answer)
    assert world.open() == [way]


FORK = (
    start(),
    gateway("parallel", "fork"),
    user("a"),
    user("b"),
    gateway("parallel", "join"),
    user("after"),
    end(),
    flow("start", "fork", "a", "join", "after", "end"),
    flow("fork", "b", "join"),
)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_parallel_gateway_joins_what_each_branch_has_changed(session: Session, order: str) -> None:
    world = World(session, process("p", *FORK))
    world.start(both=0, mine={"a": 0, "b": 0})
    assert world.open() == ["a", "b"]
    given = {"a": {"from_a": 1, "both": "a"}, "b": {"from_b": 2}}
    for element in order:
        assert world.open() != ["after"]
        world.complete(element, **given[element])
    assert world.data("after") == {"both": "a", "mine": {"a": 0, "b": 0}, "from_a": 1, "from_b": 2}


def test_a_fork_and_join_in_a_loop_waits_for_both_branches_each_time(session: Session) -> None:
    model = process(
        "p",
        *FORK[:-3],
        gateway("exclusive", "again", default="done"),
        end(),
        flow("start", "enter", "fork", "a", "join", "after", "again"),
        gateway("exclusive", "enter"),
        flow("fork", "b", "join"),
        flow("again", "enter", when="more"),
        flow("again", "end", called="done"),
    )
    world = World(session, model)
    world.start()
    for round_ in range(4):
        for element in ("ab", "ba")[round_ % 2]:
            assert "after" not in world.open()
            world.complete(element, **{f"{element}_round": round_})
        assert world.open() == ["after"]
        assert world.data("after") | {"more": 0} == {"a_round": round_, "b_round": round_, "more": 0}
        world.complete("after", more=round_ < 3)
    assert world.status() == "completed"


@pytest.mark.parametrize(
    ("chosen", "opened"), [("a", ["a"]), ("ab", ["a", "b"]), ("abc", ["a", "b", "c"]), ("", ["d"])]
)
def test_an_inclusive_gateway_waits_for_the_branches_that_were_taken(
    session: Session, chosen: str, opened: list[str]
) -> None:
    model = process(
        "p",
        start(),
        gateway("inclusive", "fork", default="none"),
        *map(user, "abcd"),
        gateway("inclusive", "join"),
        user("after"),
        end(),
        flow("start", "fork"),
        *(flow("fork", x, "join", when=f"'{x}' in chosen") for x in "abc"),
        flow("fork", "d", "join", called="none"),
        flow("join", "after", "end"),
    )
    world = World(session, model)
    world.start(chosen=chosen)
    assert world.open() == opened
    for element in opened:
        assert "after" not in world.open()
        world.complete(element, **{element: True})
    assert world.open() == ["after"]
    assert set(world.data("after")) == {"chosen", *opened}


def test_an_inclusive_join_waits_for_a_called_process_upstream(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("inclusive", "fork"),
        call("slow", "inner"),
        user("quick"),
        gateway("inclusive", "join"),
        user("after"),
        end(),
        flow("start", "fork"),
        flow("fork", "slow", "join", when="true"),
        flow("fork", "quick", "join", when="true"),
        flow("join", "after", "end"),
    )
    world = World(session, model, process("inner", start(), user("deep"), end(), flow("start", "deep", "end")))
    world.start()
    world.complete("quick")
    assert world.open() == ["deep"]
    world.complete("deep")
    assert world.open() == ["after"]


def test_a_call_activity_passes_deep_copies_of_what_it_names(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner", ins="thing>it,thing.size * 2>double,missing>nothing", outs="it>thing,answer>answer"),
        user("after"),
        end(),
        flow("start", "c", "after", "end"),
    )
    inner = process("inner", start(), user("deep"), end(), flow("start", "deep", "end"))
    world = World(session, model, inner)
    world.start(thing={"size": 4, "parts": [1]}, other="stays")
    assert world.data("deep") == {"it": {"size": 4, "parts": [1]}, "double": 8, "nothing": None}
    world.complete("deep", it={"size": 5}, more="is lost")
    assert world.data("after") == {"thing": {"size": 5}, "answer": None, "other": "stays"}


def test_a_call_activity_without_mappings_takes_all_in_and_nothing_back(session: Session) -> None:
    model = process("p", start(), call("c", "inner"), user("after"), end(), flow("start", "c", "after", "end"))
    world = World(session, model, process("inner", start(), user("deep"), end(), flow("start", "deep", "end")))
    world.start(a=1)
    assert world.data("deep") == {"a": 1}
    world.complete("deep", b=2)
    assert world.data("after") == {"a": 1}


def test_a_disabled_call_activity_is_passed_through_and_its_stage_noted(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner", stage="nurturing", disabled="true"),
        user("after"),
        end(),
        flow("start", "c", "after", "end"),
    )
    world = World(session, model, process("inner", start(), user("deep"), end(), flow("start", "deep", "end")))
    world.start()
    assert world.open() == ["after"]
    assert ("stage-skipped", "c") in world.history()
    assert world.instance().stage is None


def test_stages_follow_calls_and_service_tasks(session: Session) -> None:
    model = process(
        "p",
        start(),
        call("c", "inner", stage="handoff"),
        operation("close", "close", stage="satisfied"),
        user("after"),
        end(),
        flow("start", "c", "close", "after", "end"),
    )
    world = World(session, model, process("inner", start(), user("deep"), end(), flow("start", "deep", "end")))
    world.operations.known["close"] = lambda _: None
    world.start()
    assert (world.instance().stage, world.task("deep").stage) == ("handoff", "handoff")
    with clock.moved(timedelta(hours=1)):
        world.complete("deep")
    row = world.instance()
    assert (row.stage, world.task("after").stage) == ("satisfied", "satisfied")
    assert world.task("after").stage_entered_at == row.stage_entered_at > row.started_at + timedelta(minutes=59)
    assert [kind for kind, _ in world.history() if kind.startswith("stage")] == ["stage-entered", "stage-entered"]


def test_an_embedded_sub_process_works_on_the_data_around_it(session: Session) -> None:
    inner = sub("inside", start("s2"), user("deep"), end("e2"), flow("s2", "deep", "e2"))
    world = World(session, process("p", start(), inner, user("after"), end(), flow("start", "inside", "after", "end")))
    world.start(a=1)
    world.complete("deep", b=2)
    assert world.data("after") == {"a": 1, "b": 2}
    assert ("task-completed", "deep") in world.history()


def test_a_business_rule_task_asks_its_decision(session: Session) -> None:
    table = DecisionTable("t", "", "UNIQUE")
    source = Input("i", "", "", "amount", "")
    table.inputs.append(source)
    target = Output("o", "", "size", "")
    table.outputs.append(target)
    for number, (test, result) in enumerate((("< 10", "'small'"), ("[10..100[", "'medium'"), ("-", "'large'"))):
        rule = Rule(f"r{number}")
        rule.row_number = number + 1
        entry = InputEntry("e", source)
        entry.lhs.append(test if test != "-" else ">= 100")
        rule.inputEntries.append(entry)
        output = OutputEntry("x", target)
        output.text = result
        rule.outputEntries.append(output)
        table.rules.append(rule)
    model = process(
        "p", start(), bpmn.rule("decide", "sizes", "how_large"), user("a"), end(), flow("start", "decide", "a", "end")
    )
    for number, (amount, size) in enumerate(((3, "small"), (10, "medium"), (100, "large"))):
        world = World(session, model, decisions={"sizes": Decision(table)})
        world.start(other_lead(number), amount=amount)
        assert world.task("a", other_lead(number)).data["how_large"] == size


def test_a_terminate_end_event_ends_everything(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("parallel", "fork"),
        user("a"),
        user("b"),
        end(),
        end("stop", bpmn.terminate()),
        flow("start", "fork", "a", "stop"),
        flow("fork", "b", "end"),
    )
    world = World(session, model)
    world.start()
    world.complete("a")
    assert (world.open(), world.status()) == ([], "completed")
    assert ("task-cancelled", "b") in world.history()


def test_several_end_events_are_all_waited_for(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("parallel", "fork"),
        *map(user, "abc"),
        *(end(f"end-{x}") for x in "abc"),
        flow("start", "fork"),
        *(flow("fork", x, f"end-{x}") for x in "abc"),
    )
    world = World(session, model)
    world.start()
    for element in "bca":
        assert world.status() == "running"
        world.complete(element)
    assert world.status() == "completed"


@pytest.mark.parametrize("order", ["abc", "cab"])
def test_parallel_instances_each_have_their_item(session: Session, order: str) -> None:
    marker = bpmn.several("people", "person")
    model = process(
        "p",
        start(),
        user("ask", marker, assignee="${person}"),
        user("after"),
        end(),
        flow("start", "ask", "after", "end"),
    )
    world = World(session, model)
    world.start(people=["a", "b", "c"], untouched=[1, 2])
    assert sorted(t.assignee or "" for t in world.tasks.tasks.values()) == ["a", "b", "c"]
    for person in order:
        assert world.open() != ["after"]
        [task] = [t for t in world.tasks.tasks.values() if t.assignee == person]
        world.tasks.tasks = {task.engine_task_id: task} | world.tasks.tasks
        world.complete("ask", last=person)
    assert world.data("after") == {"people": ["a", "b", "c"], "untouched": [1, 2], "last": order[-1]}


def test_sequential_instances_come_one_after_the_other(session: Session) -> None:
    marker = bpmn.several("people", "person", sequential=True)
    model = process(
        "p",
        start(),
        user("ask", marker, assignee="${person}"),
        user("after"),
        end(),
        flow("start", "ask", "after", "end"),
    )
    world = World(session, model)
    world.start(people=["a", "b", "c"])
    for number, person in enumerate("abc"):
        assert [world.task("ask").assignee, len(world.open())] == [person, 1]
        assert world.data("ask")["loopCounter"] == number
        world.complete("ask", **{person: True})
    assert world.data("after") == {"people": ["a", "b", "c"], "a": True, "b": True, "c": True}


def test_instances_by_number_end_early_when_their_condition_holds(session: Session) -> None:
    marker = bpmn.several(cardinality="${count}", until="enough")
    model = process("p", start(), user("ask", marker), user("after"), end(), flow("start", "ask", "after", "end"))
    world = World(session, model)
    world.start(count=4)
    assert world.open() == ["ask"] * 4
    world.complete("ask", enough=False)
    world.complete("ask", enough=True)
    assert world.open() == ["after"]


def collecting(*, sequential: bool) -> str:
    marker = (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" camunda:collection="people" '
        'camunda:elementVariable="person"><loopDataOutputRef>answers</loopDataOutputRef><outputDataItem id="answer"/>'
        "</multiInstanceLoopCharacteristics>"
    )
    return process(
        "p",
        start(),
        gateway("exclusive", "enter"),
        user("ask", marker),
        user("after"),
        end(),
        flow("start", "enter", "ask", "after", "enter"),
    )


@pytest.mark.parametrize("sequential", [True, False])
def test_instances_collect_their_outputs_anew_each_time(session: Session, sequential: bool) -> None:
    world = World(session, collecting(sequential=sequential))
    world.start(people=["a", "b"], answers="of old")
    for _ in range(2):
        for number in range(2):
            world.complete("ask", answer=number, noise=True)
        assert world.data("after") == {"people": ["a", "b"], "answers": [0, 1]}
        world.complete("after")


@pytest.mark.parametrize("sequential", [True, False])
def test_instances_by_key_collect_an_object(session: Session, sequential: bool) -> None:
    world = World(session, collecting(sequential=sequential))
    world.start(people={"x": 1, "y": 2})
    for number in range(2):
        world.complete("ask", answer=number)
    assert world.data("after")["answers"] == {"x": 0, "y": 1}


def test_an_instance_without_its_output_is_refused(session: Session) -> None:
    world = World(session, collecting(sequential=False))
    world.start(people=["a"])
    with pytest.raises(ExpressionFailed):
        world.complete("ask")
    world.complete("ask", answer=1)
    assert world.data("after")["answers"] == [1]


def test_items_may_be_nothing_and_the_list_may_change_meanwhile(session: Session) -> None:
    marker = bpmn.several("people", "person", sequential=True)
    world = World(
        session, process("p", start(), user("ask", marker), user("after"), end(), flow("start", "ask", "after", "end"))
    )
    world.start(people=[None, 0, "c"])
    for person in (None, 0, "c"):
        assert world.data("ask")["person"] == person
        world.complete("ask", people=[])
    assert world.open() == ["after"]


def test_counters_of_repeated_work_within_repeated_work_are_apart(session: Session) -> None:
    each = call("each", "inner").replace(
        "</callActivity>", bpmn.several("outer", "x", sequential=True) + "</callActivity>"
    )
    model = process("p", start(), each, user("after"), end(), flow("start", "each", "after", "end"))
    within = user("ask", bpmn.several(cardinality="2", sequential=True))
    inner = process("inner", start(), within, user("then"), end(), flow("start", "ask", "then", "end"))
    world = World(session, model, inner)
    world.start(outer=["a", "b"])
    for number, item in enumerate("ab"):
        for count in range(2):
            assert (world.data("ask")["x"], world.data("ask")["loopCounter"]) == (item, count)
            world.complete("ask")
        assert (world.data("then")["x"], world.data("then")["loopCounter"]) == (item, number)
        world.complete("then")
    assert world.data("after") == {"outer": ["a", "b"]}


def test_repeated_calls_run_their_processes_side_by_side(session: Session) -> None:
    activity = call("c", "inner").replace("</callActivity>", bpmn.several("items", "item") + "</callActivity>")
    model = process("p", start(), activity, user("after"), end(), flow("start", "c", "after", "end"))
    inner = process("inner", start(), user("deep"), user("deeper"), end(), flow("start", "deep", "deeper", "end"))
    world = World(session, model, inner)
    world.start(items=[1, 2])
    assert world.open() == ["deep", "deep"]
    world.complete("deep")
    world.complete("deeper")
    world.complete("deep")
    assert world.open() == ["deeper"]
    world.complete("deeper")
    assert world.open() == ["after"]


def test_no_items_mean_that_the_activity_is_passed(session: Session) -> None:
    for sequential in (False, True):
        marker = bpmn.several("people", "person", sequential=sequential)
        world = World(
            session,
            process("p", start(), user("ask", marker), user("after"), end(), flow("start", "ask", "after", "end")),
        )
        world.start(other_lead(sequential), people=[])
        assert world.open(other_lead(sequential)) == ["after"]


def test_a_standard_loop_goes_on_while_its_condition_holds(session: Session) -> None:
    model = process(
        "p", start(), user("ask", bpmn.loop("more")), user("after"), end(), flow("start", "ask", "after", "end")
    )
    world = World(session, model)
    world.start(n=0)
    for n in range(1, 30):
        assert world.data("ask")["n"] == n - 1
        world.complete("ask", n=n, more=n < 29)
    assert world.data("after") == {"n": 29, "more": False}


def test_a_standard_loop_stops_at_its_maximum(session: Session) -> None:
    model = process(
        "p", start(), user("ask", bpmn.loop(maximum=2)), user("after"), end(), flow("start", "ask", "after", "end")
    )
    world = World(session, model)
    world.start()
    world.complete("ask")
    world.complete("ask")
    assert world.open() == ["after"]


def test_a_message_is_waited_for_and_brings_data(session: Session) -> None:
    event = bpmn.catch("wait", bpmn.message("news"))
    world = World(
        session, process("p", start(), event, user("a"), end(), flow("start", "wait", "a", "end"), codes=["news"])
    )
    world.start(x=1)
    with pytest.raises(NotWaiting):
        world.send("gossip")
    world.send("news", y=2)
    assert world.data("a") == {"x": 1, "y": 2}
    assert ("message-caught", "wait") in world.history()
    with pytest.raises(NotWaiting):
        world.send("news")


def test_a_receive_task_waits_for_its_message(session: Session) -> None:
    model = process(
        "p", start(), bpmn.receive("wait", "news"), user("a"), end(), flow("start", "wait", "a", "end"), codes=["news"]
    )
    world = World(session, model)
    world.start()
    world.send("news")
    assert world.open() == ["a"]


def boundary_model(event: str, *, interrupting: bool, codes: tuple[str, ...] = ()) -> str:
    return process(
        "p",
        start(),
        call("c", "inner"),
        bpmn.boundary("edge", "c", event, interrupting=interrupting),
        user("after"),
        user("aside"),
        end(),
        end("end-aside"),
        flow("start", "c", "after", "end"),
        flow("edge", "aside", "end-aside"),
        codes=codes,
    )


INNER = process("inner", start(), user("deep"), user("deeper"), end(), flow("start", "deep", "deeper", "end"))


def test_an_interrupting_message_ends_the_activity_and_its_tasks(session: Session) -> None:
    world = World(session, boundary_model(bpmn.message("stop"), interrupting=True, codes=("stop",)), INNER)
    world.start()
    world.complete("deep", inner=1)
    world.send("stop", why="because")
    assert world.open() == ["aside"]
    assert world.data("aside") == {"why": "because"}
    assert ("task-cancelled", "deeper") in world.history()
    world.complete("aside")
    assert world.status() == "completed"


def test_a_message_beside_an_activity_lets_it_go_on(session: Session) -> None:
    world = World(session, boundary_model(bpmn.message("psst"), interrupting=False, codes=("psst",)), INNER)
    world.start()
    world.send("psst")
    assert world.open() == ["aside", "deep"]
    world.complete("deep")
    world.complete("aside")
    world.complete("deeper")
    world.complete("after")
    assert world.status() == "completed"


def test_a_message_beside_an_activity_is_caught_again_and_again(session: Session) -> None:
    world = World(session, boundary_model(bpmn.message("psst"), interrupting=False, codes=("psst",)), INNER)
    world.start()
    sizes = []
    for number in range(20):
        world.send("psst", n=number)
        assert world.open() == ["aside", "deep"]
        assert world.data("aside") == {"n": number}
        world.complete("aside")
        sizes.append(len(world.instance().state))
    assert max(sizes) < sizes[0] + 20
    world.send("psst")
    world.send("psst")
    assert world.open() == ["aside", "aside", "deep"]
    world.complete("deep")
    world.complete("deeper")
    with pytest.raises(NotWaiting):
        world.send("psst")
    for element in ("aside", "after", "aside"):
        world.complete(element)
    assert world.status() == "completed"


def test_a_boundary_event_is_gone_once_its_activity_is_done(session: Session) -> None:
    for interrupting in (True, False):
        world = World(session, boundary_model(bpmn.message("stop"), interrupting=interrupting, codes=("stop",)), INNER)
        record = other_lead(interrupting)
        world.start(record)
        world.complete("deep", record)
        world.complete("deeper", record)
        with pytest.raises(NotWaiting):
            world.send("stop", record)
        assert world.open(record) == ["after"]


def escalating(*codes: str) -> str:
    return process(
        "inner",
        start(),
        user("deep"),
        bpmn.throw("shout", bpmn.escalation("help")),
        user("deeper"),
        end(),
        flow("start", "deep", "shout", "deeper", "end"),
        codes=codes,
    )


@pytest.mark.parametrize(("interrupting", "opened"), [(True, ["aside"]), (False, ["aside", "deeper"])])
def test_an_escalation_is_caught_around_the_process_that_throws_it(
    session: Session, interrupting: bool, opened: list[str]
) -> None:
    model = boundary_model(bpmn.escalation("help"), interrupting=interrupting, codes=("help",))
    world = World(session, model, escalating("help"))
    world.start()
    world.complete("deep")
    assert world.open() == opened
    assert ("escalation-caught", "edge") in world.history()


def test_an_escalation_that_nobody_catches_changes_nothing(session: Session) -> None:
    world = World(session, escalating("help").replace('id="inner"', 'id="p"'))
    world.start()
    world.complete("deep")
    assert world.open() == ["deeper"]


def failing(code: str) -> str:
    return process(
        "inner", start(), user("deep"), end("bad", bpmn.error(code)), flow("start", "deep", "bad"), codes=(code,)
    )


@pytest.mark.parametrize("caught", ["broken", ""])
def test_an_error_end_event_is_caught_around_the_process(session: Session, caught: str) -> None:
    model = boundary_model(bpmn.error(caught), interrupting=True, codes=("broken",))
    world = World(session, model, failing("broken"))
    world.start()
    world.complete("deep")
    assert world.open() == ["aside"]
    assert ("error-caught", "edge") in world.history()
    world.complete("aside")
    assert world.status() == "completed"


def test_an_error_reaches_only_the_activity_that_it_comes_from(session: Session) -> None:
    model = process(
        "p",
        start(),
        gateway("parallel", "fork"),
        call("one", "inner"),
        call("two", "inner"),
        bpmn.boundary("edge-one", "one", bpmn.error("broken")),
        bpmn.boundary("edge-two", "two", bpmn.error("broken")),
        user("aside-one"),
        user("aside-two"),
        *(end(f"e{i}") for i in range(4)),
        flow("start", "fork", "one", "e0"),
        flow("fork", "two", "e1"),
        flow("edge-one", "aside-one", "e2"),
        flow("edge-two", "aside-two", "e3"),
        codes=("broken",),
    )
    world = World(session, model, failing("broken"))
    world.start()
    world.complete("deep")
    assert len(world.open()) == 2
    assert world.open()[1] == "deep"
    world.complete("deep")
    assert world.open() == ["aside-one", "aside-two"]


def test_a_hub_of_stages_is_left_and_entered_by_messages_for_ever(session: Session) -> None:
    stages = ("a", "b", "c")
    model = process(
        "p",
        start(),
        start("begin-in", bpmn.message("stage-changed")),
        script("first", "next_stage = 'a'"),
        gateway("exclusive", "hub", default="unknown"),
        end("unknown-stage", bpmn.error("unknown-stage")),
        *(call(f"call-{s}", f"stage-{s}", stage=s, outs="next_stage>next_stage") for s in stages),
        *(bpmn.boundary(f"leave-{s}", f"call-{s}", bpmn.message("stage-changed")) for s in stages),
        flow("start", "first", "hub"),
        flow("begin-in", "hub"),
        *(flow("hub", f"call-{s}", "hub", when=f"next_stage == '{s}'") + flow(f"leave-{s}", "hub") for s in stages),
        flow("hub", "unknown-stage", called="unknown"),
        codes=("stage-changed", "unknown-stage"),
    )
    inner = [
        process(f"stage-{s}", start(), user(f"work-{s}"), end(), flow("start", f"work-{s}", "end")) for s in stages
    ]
    world = World(session, model, *inner)
    world.start(message="stage-changed", next_stage="b")
    assert (world.open(), world.instance().stage) == (["work-b"], "b")
    sizes = []
    for turn in range(60):
        target = stages[turn % 3]
        if turn % 2:
            world.send("stage-changed", next_stage=target)
        else:
            world.complete(world.open()[0], next_stage=target)
        assert (world.open(), world.instance().stage) == ([f"work-{target}"], target)
        sizes.append(len(world.instance().state))
    assert max(sizes) < min(sizes) + 60
