"""User tasks, service tasks, scripts and decisions; every step is saved and loaded again."""

import pytest
from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule
from sqlalchemy.orm import Session

from engine.decisions import Decision
from tests import bpmn
from tests.bpmn import end, flow, operation, process, script, start, user
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
