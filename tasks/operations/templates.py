"""Element templates: every operation, user tasks with results and decisions, as designers pick them and fill them in.

In the form that Camunda Modeler and bpmn-js-element-templates read; made anew for each request, since lookups change.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import lookups, people
from engine.models import Process
from tasks.operations.inputs import Input, described
from tasks.operations.registry import Operation, registered
from tasks.operations.titles import area_of, title_of

PREFIX = "baton."
USER_TASK, DECISION = f"{PREFIX}user-task", f"{PREFIX}decision"
GROUPS = {"step": "What it does", "inputs": "What goes in", "outputs": "What comes back"}
Template = dict[str, Any]
PRIORITIES = {"low": "Low", "medium": "Medium", "high": "High"}
# Groups that shipped tasks are for together; others are written into the field below.
SEVERAL = {
    "crm_marketeer,crm_sales": "marketing and sales",
    "crm_admin,crm_sales,crm_marketeer,crm_manager": "all who work on leads",
}
CATEGORIES = {"": "", "To do": "To do", "Call": "Call", "Meeting": "Meeting", "E-mail": "E-mail"}


def element_templates(session: Session) -> list[Template]:
    """Return the templates of user tasks, decisions and every operation."""
    return [_user_task(), _decision(session), *(_service_task(session, operation) for operation in registered())]


def _service_task(session: Session, operation: Operation) -> Template:
    hidden = (("camunda:type", "external"), ("camunda:topic", operation.name))
    return _template(
        PREFIX + operation.name,
        title_of(operation.name),
        operation.help,
        ("bpmn:Task", "bpmn:ServiceTask"),
        [
            *(_property(name, {"type": "Hidden", "value": value}) for name, value in hidden),
            *_inputs(session, operation),
            *(_output(name) for name in sorted(operation.signature.outputs)),
        ],
        # What an operation takes besides is listed under Inputs.
        takes_more=operation.signature.open_inputs,
    )


def _inputs(session: Session, operation: Operation) -> Iterator[Template]:
    signature = operation.signature
    for name in (*sorted(signature.required), *sorted(signature.optional)):
        meaning, required = described(operation.name, name), name in signature.required
        yield {
            "label": meaning.label,
            "description": meaning.help,
            "group": "inputs",
            "binding": {"type": "camunda:inputParameter", "name": name},
            "constraints": {"notEmpty": required},
            **_control(session, name, meaning, required),
        }


def _control(session: Session, name: str, meaning: Input, required: bool) -> Template:
    choices = _choices(session, meaning)
    value = meaning.value if required or not choices else ""
    if not choices:
        return {"type": "Text" if meaning.long else "String", "value": value if required else ""}
    entered = f"${{{name}}}"
    given = [{"name": f"As entered: {entered}", "value": entered}] if meaning.lookup else []
    empty = [] if required else [{"name": "", "value": ""}]
    return {"type": "Dropdown", "value": value, "choices": [*empty, *_offered(choices), *given]}


def _choices(session: Session, meaning: Input) -> Mapping[str, str]:
    if meaning.lookup:
        return lookups.choices(session, meaning.lookup)
    return _processes(session, meaning.process_kind) if meaning.process_kind else dict(meaning.choices)


def _processes(session: Session, kind: str) -> Mapping[str, str]:
    query = select(Process.key, Process.name).where(Process.kind == kind).order_by(Process.name)
    return dict(session.execute(query).all())


def _output(name: str) -> Template:
    return {
        "label": f"Variable for: {name.replace('_', ' ')}",
        "description": "Later steps use the value by this name.",
        "group": "outputs",
        "type": "String",
        "value": name,
        "binding": {"type": "camunda:outputParameter", "source": f"${{{name}}}"},
    }


def _user_task() -> Template:
    groups = _offered({"": "", **{role: role.replace("_", " ") for role in people.ROLES}, **SEVERAL})
    return _template(
        USER_TASK,
        "User task with results",
        "Somebody does something and says what came of it; the result decides how the process goes on.",
        ("bpmn:Task", "bpmn:UserTask"),
        [
            _property("camunda:assignee", _text("Owner", "A login, or an expression.", "${lead.owner}")),
            _property("camunda:candidateGroups", _dropdown("Group", groups, "crm_sales")),
            _property("camunda:dueDate", _text("Due", "A time from now such as P2D, or an expression.", "P2D")),
            _property("camunda:priority", _dropdown("Priority", _offered(PRIORITIES), "medium")),
            _extension("category", _dropdown("Category", _offered(CATEGORIES), "To do")),
            _extension("showInCalendar", _dropdown("Show in calendar", _yes_or_no(), "")),
            _extension("suggested", _dropdown("Only suggested: nothing waits for it", _yes_or_no(), "")),
            _extension(
                "requires",
                _text(
                    "Fields that the record needs first", "Names with commas between, such as budget, authority.", ""
                ),
            ),
            _extension(
                "allowedIf",
                _text("Only for those of the group for whom", "A condition, such as ${lead.owner == actor}.", ""),
            ),
            _extension("allowedHint", _text("That condition in words", "What others are told.", "")),
            _extension("action", _text("Button on the record", "Code of the action, when shown as a button.", "")),
        ],
    )


def _decision(session: Session) -> Template:
    known = _offered(_processes(session, "decision"))
    return _template(
        DECISION,
        "Ask a decision table",
        "A decision table of the library answers from the data at hand; later steps use the answer.",
        ("bpmn:Task", "bpmn:BusinessRuleTask"),
        [
            _property("camunda:decisionRef", _dropdown("Decision table", known, known[0]["value"] if known else "")),
            _property(
                "camunda:resultVariable",
                _text("Variable for the answer", "The name by which later steps use it.", "answer"),
            ),
        ],
    )


def _template(
    key: str,
    name: str,
    help_text: str,
    places: tuple[str, ...],
    properties: list[Template],
    takes_more: bool = False,
) -> Template:
    return {
        "id": key,
        "name": name,
        "description": help_text,
        "category": _category(area_of(key.removeprefix(PREFIX))),
        "appliesTo": list(places),
        "entriesVisible": True,
        "metadata": {"takesMore": takes_more},
        "groups": [{"id": code, "label": label} for code, label in GROUPS.items()],
        "properties": properties,
    }


def _property(name: str, rest: Template) -> Template:
    return {**rest, "binding": {"type": "property", "name": name}}


def _extension(name: str, rest: Template) -> Template:
    return {**rest, "binding": {"type": "camunda:property", "name": name}}


def _text(label: str, help_text: str, value: str) -> Template:
    return {"label": label, "description": help_text, "group": "step", "type": "String", "value": value}


def _dropdown(label: str, choices: list[Template], value: str) -> Template:
    return {"label": label, "group": "step", "type": "Dropdown", "choices": choices, "value": value}


def _offered(choices: Mapping[str, str]) -> list[Template]:
    return [{"name": name, "value": code} for code, name in choices.items()]


def _yes_or_no() -> list[Template]:
    return _offered({"": "No", "true": "Yes"})


def _category(name: str) -> Template:
    return {"id": PREFIX + name.lower().replace(" ", "-"), "name": name}
