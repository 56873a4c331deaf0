"""User tasks are read with their fields, results, roles and who does them."""

import pytest

from engine.definition import Choice, FormField, Result, UserTaskDefinition
from engine.reading.forms import read_user_task
from engine.reading.graph import read_model
from tests.bpmn_forms import choice, field, form, limits, own, process, properties, task, through


def read(*fields: str, **attributes: str) -> UserTaskDefinition:
    return read_user_task(read_model(form(*fields, **attributes)).nodes["work"], "sale")


def test_a_field_has_type_label_default_limits_and_help() -> None:
    inner = properties({"help": "What it may cost"}) + limits({"required": "true", "min": "1", "max": "10"})
    assert read(field("budget", "money", inner, defaultValue="${lead.budget}")).fields == (
        FormField(
            "budget",
            "Budget",
            "money",
            "${lead.budget}",
            required=True,
            minimum="1",
            maximum="10",
            help="What it may cost",
        ),
    )


@pytest.mark.parametrize(
    ("written", "meant"), [("string", "text"), ("long", "number"), ("boolean", "boolean"), ("date", "date"), ("enum", "choice"),
                           ("datetime", "datetime"), ("lookup", "lookup"), ("user", "user"), ("long_text", "long_text")],
)  # fmt: skip
def test_types_of_modelling_tools_become_ours(written: str, meant: str) -> None:
    assert read(field("value", written)).fields[0].type == meant


def test_texts_can_be_limited_and_read_only() -> None:
    inner = limits({"readonly": "true", "minlength": "2", "maxlength": "5", "pattern": "[a-z]+"})
    found = read(field("code", inner=inner)).fields[0]
    assert (found.read_only, found.min_length, found.max_length, found.pattern) == (True, 2, 5, "[a-z]+")


@pytest.mark.requirement("C3")
def test_results_are_no_field_and_may_be_for_some_roles() -> None:
    inner = properties({"roles.lost": "crm_manager, crm_sales"})
    found = read(choice("result", "won", "lost", inner=inner), field("note"))
    assert found.results == (Result("won", "Won"), Result("lost", "Lost", ("crm_manager", "crm_sales")))
    assert [each.name for each in found.fields] == ["note"]


@pytest.mark.requirement("C3")
def test_fields_say_for_which_results_and_roles_they_are() -> None:
    inner = properties({"results": "won,lost", "requiredFor": "lost", "roles": "crm_sales"})
    found = read(choice("result", "won", "lost"), field("reason", inner=inner)).fields[0]
    assert (found.results, found.required_for, found.roles) == (("won", "lost"), ("lost",), ("crm_sales",))


def test_choices_have_codes_and_names() -> None:
    assert read(choice("colour", "red", "blue")).fields[0].choices == (Choice("red", "Red"), Choice("blue", "Blue"))


def test_who_and_when_are_kept_as_written() -> None:
    found = read(
        assignee="${lead.owner}", candidateGroups="crm_sales, ${get(names, 'a,b')}", priority="high", dueDate="P2D"
    )
    assert (found.assignee, found.groups) == ("${lead.owner}", ("crm_sales", "${get(names, 'a,b')}"))
    assert (found.priority, found.due) == ("high", "${plus(now(), 'P2D')}")


def test_own_properties_of_a_task_are_read_and_all_others_kept() -> None:
    given = {"category": "Call", "showInCalendar": "true", "suggested": "yes", "action": "qualify", "tip": "Be kind"}
    node = read_model(process(through(("work", task(properties=own(given)))))).nodes["work"]
    found = read_user_task(node, "sale")
    assert (found.category, found.show_in_calendar, found.suggested, found.action) == ("Call", True, True, "qualify")
    assert found.properties == {"tip": "Be kind"}


@pytest.mark.requirement("E2", "E3", "E4")
def test_a_task_says_who_may_do_it_and_what_the_record_needs() -> None:
    given = {
        "allowedIf": "${lead.owner == actor}",
        "allowedHint": "only the owner may",
        "requires": "goal, terms",
        "requires.won": "terms, budget",
    }
    xml = process(
        through(("work", task(choice("result", "won", inner=properties({"name": "code"})), properties=own(given))))
    )
    found = read_user_task(read_model(xml).nodes["work"], "sale")
    assert (found.allowed_if, found.allowed_hint) == ("${lead.owner == actor}", "only the owner may")
    assert (found.needs(None), found.needs("won")) == (("goal", "terms"), ("goal", "terms", "budget"))
    assert (found.result_name, found.result_label, dict(found.properties)) == ("code", "Result", {})
