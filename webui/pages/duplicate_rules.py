"""Duplicate rules: which there are, and what each compares."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm.duplicates.compared import EQUAL, FIELDS, SIMILAR
from crm.errors import Invalid
from crm.fields import Field
from tasks import duplicates
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.transactions import work

pages = Pages("duplicate_rule")
MOST = 500
COMPARE = "compare-"
WORDS = {EQUAL: "equal", SIMILAR: "alike"}
KINDS = "<any(lead, contact, account):record_type>"


@pages.get("/settings/duplicate-rules")
def index() -> ResponseReturnValue:
    """Show all rules by their folders."""
    found = duplicates.as_dict(work(), duplicates.find(work(), {}, MOST).items)
    rules = sorted(found, key=lambda rule: (rule["folder"] != "Similar leads", rule["folder"], rule["id"]))
    folders = {name: list(group) for name, group in groupby(rules, key=lambda rule: rule["folder"])}
    return render_template("pages/duplicate_rules.html", folders=folders, told=told)


def told(rule: Mapping[str, Any]) -> str:
    """Return what a rule compares, in words."""
    by_way = {
        way: [FIELDS[rule["record_type"]][each["field"]].label for each in rule["conditions"] if each["compare"] == way]
        for way in WORDS
    }
    equal = f"equal {', '.join(by_way[EQUAL])}" if by_way[EQUAL] else ""
    alike = f"{', '.join(by_way[SIMILAR])} at least {rule['threshold']} % alike" if by_way[SIMILAR] else ""
    return "; ".join(filter(None, (equal, alike)))


@pages.get(f"/settings/duplicate-rules/new/{KINDS}")
def new(record_type: str) -> ResponseReturnValue:
    """Return the form of a new rule."""
    return _form(None, record_type, {"active": True, "folder": f"Similar {record_type}s"}, {})


@pages.get("/settings/duplicate-rules/<int:rule_id>")
def form(rule_id: int) -> ResponseReturnValue:
    """Return the form of a rule there is."""
    [rule] = duplicates.as_dict(work(), [duplicates.get(work(), rule_id)])
    chosen = {f"{COMPARE}{each['field']}": each["compare"] for each in rule["conditions"]}
    return _form(rule, rule["record_type"], {**rule, **chosen}, {})


@pages.post(f"/settings/duplicate-rules/new/{KINDS}")
def create(record_type: str) -> ResponseReturnValue:
    """Save a new rule."""
    values = typed(_fields(record_type, {}), request.form)
    try:
        duplicates.create(work(), {**_given(values), "record_type": record_type})
    except Invalid as invalid:
        return _form(None, record_type, values, invalid.errors)
    say("Saved. All records are searched now.")
    return go_to(url_for("duplicate_rule.index"))


@pages.post("/settings/duplicate-rules/<int:rule_id>")
def save(rule_id: int) -> ResponseReturnValue:
    """Save what was changed in a rule."""
    [rule] = duplicates.as_dict(work(), [duplicates.get(work(), rule_id)])
    values = typed(_fields(rule["record_type"], {}), request.form)
    try:
        duplicates.update(work(), rule_id, _given(values), request.form.get("revision", type=int))
    except Invalid as invalid:
        return _form(rule, rule["record_type"], values, invalid.errors)
    say("Saved.")
    return go_to(url_for("duplicate_rule.index"))


@pages.post("/settings/duplicate-rules/<int:rule_id>/<any(on, off):turn>")
def switch(rule_id: int, turn: str) -> ResponseReturnValue:
    """Switch a rule on or off."""
    duplicates.update(work(), rule_id, {"active": turn == "on"})
    say("On. All records are searched now." if turn == "on" else "Off. What it had found is forgotten.")
    return go_to(url_for("duplicate_rule.index"))


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form as the interface takes them."""
    own = {name: value for name, value in values.items() if not name.startswith(COMPARE)}
    chosen = ((name.removeprefix(COMPARE), way) for name, way in values.items() if name.startswith(COMPARE) and way)
    return {**own, "conditions": [{"field": name, "compare": way} for name, way in chosen]}


def _fields(record_type: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    own = [field for name, field in known_fields.of(duplicates.TYPE).items() if name != "record_type"]
    conditions = (
        Field(
            f"{COMPARE}{name}",
            f"{field.label[0].upper()}{field.label[1:]}",
            "choice",
            choices=tuple((way, word) for way, word in WORDS.items() if way == EQUAL or field.text),
        )
        for name, field in FIELDS[record_type].items()
    )
    return described_form(work(), (*own, *conditions), values)


def _form(
    rule: Mapping[str, Any] | None, record_type: str, values: Mapping[str, Any], errors: Mapping[str, list[str]]
) -> Response:
    fields = filled(_fields(record_type, values), values)
    return fragment(
        "fragments/duplicate_rule_form.html",
        422 if errors else 200,
        rule=rule,
        record_type=record_type,
        fields=[field for field in fields if not field["name"].startswith(COMPARE)],
        conditions=[field for field in fields if field["name"].startswith(COMPARE)],
        errors=errors,
    )
