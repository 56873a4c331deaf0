"""Problems say where they are and what was probably meant."""

import pytest

from engine.checks.examination import examine
from engine.errors import Problem
from engine.reading.graph import read_model
from tests import bpmn
from tests.bpmn_forms import choice, field, form, problems, process, properties, surroundings, through


def only(xml: str) -> Problem:
    found = problems(xml)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("xml", "word"),
    [
        (process(through(("post", bpmn.operation("post", "feed.pots", text="x")))), "feed.post"),
        (form(field("need", "lookup", properties({"lookup": "customer-need"}))), "customer-needs"),
        (form(choice("result", "won", "lost"), field("why", inner=properties({"results": "lsot"}))), "lost"),
        (form(field("when", "dateime")), "datetime"),
        (form(candidateGroups="crm_sale"), "crm_sales"),
        (process(through(("order", bpmn.operation("order", "lead.create_order", out_a="${order_di}")))), "order_id"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_right_one(xml: str, word: str) -> None:
    assert f"perhaps “{word}” is meant." in only(xml).message


def test_a_problem_in_a_form_names_the_step_and_the_line_of_the_field() -> None:
    xml = form(field("note"), "\n\n" + field("budget", "mony"))
    problem = only(xml)
    assert (problem.element, problem.line, problem.rule) == ("work", 3, "field-type")


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize(
    ("operation", "name", "given", "meant"),
    [
        ("lead.set_stage", "stage", "handof", "handoff"),
        ("lead.close_order", "status", "complete", "completed"),
        ("opportunity.start_process", "process", "sales", "sale"),
        ("opportunity.close", "outcome", "wonn", "won"),
    ],
)
def test_a_literal_input_that_is_chosen_from_a_list_is_one_of_it(
    operation: str, name: str, given: str, meant: str
) -> None:
    xml = process(through(("step", bpmn.operation("step", operation, it=given).replace('name="it"', f'name="{name}"'))))
    assert only(xml).rule == "operation-choice"
    assert f"perhaps “{meant}” is meant." in only(xml).message
    assert problems(xml.replace(f">{given}<", ">${actor}<")) == []


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize(
    ("kind", "message", "meant"),
    [
        ("lead-management", "", "“lead-qualified” or “lead-created”"),
        ("lead-management", "stage-changed", "“lead-qualified” or “lead-created”"),
        ("opportunity", "lead-created", "“opportunity-created”"),
    ],
)
def test_a_process_that_no_record_can_start_says_what_starts_it(kind: str, message: str, meant: str) -> None:
    begin = bpmn.start(event=bpmn.message(message) if message else "")
    xml = bpmn.process(
        "sale", begin, bpmn.end(), bpmn.flow("start", "end"), codes=("stage-changed", "lead-created"), kind=kind
    )
    assert (only(xml).rule, only(xml).element) == ("record-start", "start")
    assert only(xml).message.endswith(f"wait for the message {meant}.")


@pytest.mark.requirement("A10+")
@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("money", "much", "12.50"),
        ("date", "soon", "2030-01-31"),
        ("datetime", "31.1.2030", "2030-01-31T09:00:00Z"),
        ("boolean", "yes", "true"),
        ("lookup", "fairs", "fair"),
        ("enum", "grean", "green"),
    ],
)
def test_a_literal_default_fits_the_type_of_its_field(kind: str, wrong: str, right: str) -> None:
    inner = {"lookup": properties({"lookup": "lead-sources"}), "enum": '<camunda:value id="green"/>'}.get(kind, "")
    assert only(form(field("it", kind, inner, defaultValue=wrong))).rule == "field-default"
    assert problems(form(field("it", kind, inner, defaultValue=right))) == []
    assert problems(form(field("it", kind, inner, defaultValue="${lead.budget}"))) == []


@pytest.mark.requirement("A10+")
def test_a_field_that_a_record_has_not_is_named_wherever_it_is_asked_for() -> None:
    xml = process(through(("note", bpmn.script("note", "a = 1", "b = lead.owmer + opportunity.owmer"))))
    assert [problem.rule for problem in problems(xml)] == ["unknown-attribute"] * 2
    assert all("perhaps “owner” is meant." in problem.message for problem in problems(xml))


def test_juel_that_is_not_unwrapped_is_refused_rather_than_taken_for_a_login() -> None:
    assert only(form(assignee="#{service.find(lead)}")).rule == "expression"


@pytest.mark.parametrize(
    "attribute", ["class", "delegateExpression", "expression", "formKey", "candidateUsers", "followUpDate", "initiator"]
)
def test_what_only_another_engine_does_is_not_passed_over(attribute: str) -> None:
    found = problems(process(through(("work", bpmn.user("work", **{attribute: "x"})))))
    assert [problem.rule for problem in found] == ["unsupported-extension"]
    assert attribute in found[0].message


def test_listeners_and_extensions_of_camunda_8_are_refused() -> None:
    listener = '<extensionElements><camunda:taskListener class="x" event="create"/></extensionElements>'
    zeebe = '<extensionElements><z:userTask xmlns:z="http://camunda.org/schema/zeebe/1.0"/></extensionElements>'
    for extension in (listener, zeebe):
        assert only(process(through(("work", bpmn.user("work", extension))))).rule == "unsupported-extension"


@pytest.mark.parametrize("pattern", ["[a", "(a+)+$", "(a|b*)*", "x" * 201])
def test_patterns_that_are_wrong_or_slow_are_refused(pattern: str) -> None:
    inner = f'<camunda:validation><camunda:constraint name="pattern" config="{pattern}"/></camunda:validation>'
    assert only(form(field("code", inner=inner))).rule == "field-constraint"


def test_a_call_that_does_not_pass_what_is_asked_for_is_found() -> None:
    called = process(through(("note", bpmn.script("note", "seen = confirmed"))), key="called", kind="sub-process")
    around = surroundings(called)
    missing = examine(read_model(process(through(("sub", bpmn.call("sub", "called", ins="actor>who"))))), around)
    assert [(problem.rule, "confirmed" in problem.message) for problem in missing] == [("unknown-name", True)]
    assert problems(process(through(("sub", bpmn.call("sub", "called", ins="actor>confirmed")))), around) == []


def test_problems_of_a_called_process_name_it() -> None:
    called = process(through(("post", bpmn.operation("post", "feed.pots", text="x"))), key="called", kind="sub-process")
    found = problems(process(through(("sub", bpmn.call("sub", "called")))), surroundings(called))
    assert [(problem.element, problem.message.startswith("In “called”")) for problem in found] == [("post", True)]


def test_processes_that_call_each_other_in_a_circle_are_refused() -> None:
    called = process(through(("back", bpmn.call("back", "sale"))), key="called", kind="sub-process")
    found = problems(process(through(("sub", bpmn.call("sub", "called")))), surroundings(called))
    assert "call-recursion" in [problem.rule for problem in found]


def test_a_disabled_process_cannot_be_called_but_a_disabled_call_stays() -> None:
    called = process(through(("work", bpmn.user("work"))), key="called", kind="sub-process")
    around = surroundings(called, disabled=frozenset({"called"}))
    assert [p.rule for p in problems(process(through(("sub", bpmn.call("sub", "called")))), around)] == [
        "called-process"
    ]


def test_names_are_not_judged_where_a_message_may_bring_them() -> None:
    wait = ("wait", bpmn.catch("wait", bpmn.message("ping")))
    post = ("post", bpmn.operation("post", "feed.post", text="${reason}"))
    assert problems(process(through(wait, post))) == []
    declared = wait[1].replace("<messageEvent", "<extensionElements><camunda:properties>"
        '<camunda:property name="payload" value="cause"/></camunda:properties></extensionElements><messageEvent')  # fmt: skip
    assert [p.rule for p in problems(process(through(("wait", declared), post)))] == ["unknown-name"]
