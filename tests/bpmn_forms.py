"""Forms of user tasks for short models, and what models are checked against."""

from collections.abc import Mapping, Sequence
from html import escape

from engine.checks.examination import examine
from engine.checks.surroundings import Surroundings
from engine.checks.vocabulary import Words
from engine.errors import Problem
from engine.ports import Signature
from engine.reading.graph import read_model
from tasks.vocabulary import FIELDS
from tests import bpmn

STAGES = frozenset({"qualification", "handoff", "satisfied"})
WORDS = Words(
    known_lookups=frozenset({"customer-needs", "lead-sources"}),
    known_stages={
        "lead-management": STAGES,
        "opportunity": frozenset({"proposal"}),
        "sub-process": STAGES | {"proposal"},
    },
    known_roles=frozenset({"crm_sales", "crm_manager"}),
    known_names=frozenset({"lead", "opportunity", "actor", "actor_roles"}),
    known_codes={
        "lead-stages": STAGES,
        "order-statuses": frozenset({"draft", "completed"}),
        "lead-sources": frozenset({"fair"}),
    },
    known_fields=FIELDS,
    known_logins=frozenset({"maria", "kermit"}),
)
SIGNATURES = {
    "feed.post": Signature(required=frozenset({"text"})),
    "lead.set_stage": Signature(required=frozenset({"stage"}), lookups={"stage": "lead-stages"}),
    "lead.update": Signature(open_inputs=True),
    "lead.create_order": Signature(outputs=frozenset({"order_id"})),
    "lead.close_order": Signature(required=frozenset({"status"}), lookups={"status": "order-statuses"}),
    "opportunity.start_process": Signature(required=frozenset({"process"}), processes={"process": "opportunity"}),
    "opportunity.close": Signature(required=frozenset({"outcome"}), choices={"outcome": frozenset({"won", "lost"})}),
}

# What a process for records begins by, beside the plain start that these models are drawn with.
BEGINS = {"lead-management": "lead-qualified", "opportunity": "opportunity-created"}


class Offered:
    """Operations (`engine.ports.Operations`) that can be named, not called."""

    def call(self, name: str, inputs: dict[str, object], call: object) -> dict[str, object]:
        raise AssertionError("nothing is called while a model is checked")

    def signature(self, name: str) -> Signature | None:
        return SIGNATURES.get(name)

    def names(self) -> Sequence[str]:
        return sorted(SIGNATURES)


def surroundings(
    *called: str, decisions: frozenset[str] = frozenset(), disabled: frozenset[str] = frozenset()
) -> Surroundings:
    """Return a small library of operations, words, and the given processes."""
    models = {model.key: model for model in map(read_model, called)}
    startable = {"opportunity": frozenset({"sale"})}
    return Surroundings(Offered(), WORDS, models, decisions, disabled, startable)


def problems(xml: str, around: Surroundings | None = None) -> list[Problem]:
    """Return what is wrong with a model."""
    return examine(read_model(xml), around or surroundings())


def process(
    *parts: str, key: str = "sale", codes: Sequence[str] = ("ping", "stage-changed"), kind: str = "opportunity"
) -> str:
    """Return a file with one process for opportunities; each kind can be begun by its record too, and is done then."""
    code = BEGINS.get(kind)
    if code is None or bpmn.message(code) in "".join(parts):
        return bpmn.process(key, *parts, codes=codes, kind=kind)
    begun = bpmn.start("begun", bpmn.message(code), payload="") + bpmn.end("done-at-once")
    return bpmn.process(key, *parts, begun, bpmn.flow("begun", "done-at-once"), codes=(*codes, code), kind=kind)


def through(*parts: tuple[str, str]) -> str:
    """Return a start event, some elements given as (id, XML), an end event, and the flows through all of them."""
    return (
        bpmn.start()
        + "".join(xml for _, xml in parts)
        + bpmn.end()
        + bpmn.flow("start", *(element for element, _ in parts), "end")
    )


def form(*fields: str, **attributes: str) -> str:
    """Return a process of one user task with a form."""
    return process(through(("work", task(*fields, **attributes))))


def task(*fields: str, element: str = "work", properties: str = "", **attributes: str) -> str:
    """Return a user task with a form."""
    inner = f"<extensionElements><camunda:formData>{''.join(fields)}</camunda:formData>{properties}</extensionElements>"
    return bpmn.user(element, inner, **attributes)


def field(name: str, kind: str = "string", inner: str = "", **attributes: str) -> str:
    """Return a form field."""
    given = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return (
        f'<camunda:formField id="{name}" label="{name.capitalize()}" type="{kind}"{given}>{inner}</camunda:formField>'
    )


def choice(name: str, *codes: str, inner: str = "") -> str:
    """Return a field that offers a choice; `result` lists the results of the task."""
    values = "".join(f'<camunda:value id="{code}" name="{code.capitalize()}"/>' for code in codes)
    return field(name, "enum", inner + values)


def properties(values: Mapping[str, str]) -> str:
    """Return the properties of a form field."""
    items = "".join(f'<camunda:property id="{name}" value="{escape(value)}"/>' for name, value in values.items())
    return f"<camunda:properties>{items}</camunda:properties>"


def own(values: Mapping[str, str]) -> str:
    """Return the properties of an element."""
    items = "".join(f'<camunda:property name="{name}" value="{escape(value)}"/>' for name, value in values.items())
    return f"<camunda:properties>{items}</camunda:properties>"


def limits(values: Mapping[str, str]) -> str:
    """Return the validation of a form field."""
    items = "".join(f'<camunda:constraint name="{name}" config="{escape(value)}"/>' for name, value in values.items())
    return f"<camunda:validation>{items}</camunda:validation>"
