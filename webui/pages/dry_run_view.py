"""What the page of a dry run shows of where the walk stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for

from engine import phrases
from tasks.dry_run import Refused, Walked
from tasks.work import Work
from webui.pages.form_values import filled
from webui.pages.record_forms import form_of

FIELDS = {
    "lead": ("customer_need", "account_name", "contact_name", "email", "source", "sales_division", "owner", "budget"),
    "opportunity": ("name", "stage", "amount", "close_date", "owner", "sales_division"),
}
WALKED_ON = {"lead-management": "lead", "opportunity": "opportunity"}
BAR = "move_to_stage"
ICONS = {
    "created": "plus", "change": "pencil", "post": "message-circle", "mail": "mail", "notification": "bell",
    "operation": "settings",
}  # fmt: skip


def record_form(work: Work, record_type: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of the made-up record."""
    return form_of(work, record_type, FIELDS[record_type], values)


def steps(reached: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps in words, each with its effects, the operations called and the elements passed; 0 is the start."""
    taken = [None, *reached["steps"]]
    return [
        {
            "number": number,
            "text": text_of(step, _named(reached, number)) if step else f"The {reached['record']['type']} was made up",
            "by": (step or {}).get("as"),
            "effects": _of_step(reached["effects"], number, lambda each: each["kind"] != "operation"),
            "operations": _of_step(reached["effects"], number, lambda each: each["kind"] == "operation"),
            "trail": _of_step(reached["trail"], number, lambda _: True),
        }
        for number, step in enumerate(taken)
    ]


def text_of(step: Mapping[str, Any], task: str | None) -> str:
    """Return a step in words; `task` is the name of the user task that it completed."""
    if "complete" in step:
        result = f": {step['result'].replace('-', ' ')}" if step.get("result") else ""
        return f"Completed “{task or step['complete']}”{result}"
    if "clock" in step:
        passed = step["clock"]
        return "Time passed until the next timer" if passed == "next" else f"{phrases.duration(passed)} passed"
    texts = {"act": "Action", "move": "Moved to", "message": "Message arrived", "start": "Started by"}
    verb = next(verb for verb in texts if verb in step)
    return f"{texts[verb]} “{step[verb]}”" if verb != "act" else step[verb].replace("_", " ").capitalize()


def diagram(reached: Mapping[str, Any], key: str, wanted: str | None) -> dict[str, Any] | None:
    """Return the diagram to show: the one asked for, else that of the first open task, else that of the process."""
    waiting = [task["process"] for task in reached["open"]]
    for process in (wanted, *waiting, reached["process"]["key"]):
        found = next((each for each in reached["diagrams"] if each["process"] == process), None)
        if found is not None:
            return {**found, "xml": _xml(found, key), "marks": _marks(reached, found["process"])}
    return None


def with_typed(walked: Walked, tried: Sequence[Mapping[str, Any]]) -> Walked:
    """Return what was reached; the form of a step that was refused shows what was typed, and each error at its field."""
    if walked.refused is None or walked.reached is None:
        return walked
    step, reached = tried[walked.refused.step - 1], walked.reached
    on = step.get("on", reached["record"]["type"])
    shown = {
        "open": [_again(t, step, walked.refused) if t["id"] == step.get("complete") else t for t in reached["open"]],
        "actions": [
            _again(a, step, walked.refused) if (a["code"], a["record"]) == (step.get("act"), on) else a
            for a in reached["actions"]
        ],
    }
    return replace(walked, reached={**reached, **shown})


def is_said(walked: Walked) -> bool:
    """Say whether the form of a refused step says itself what is wrong."""
    forms = [*walked.reached["open"], *walked.reached["actions"]] if walked.reached else []
    return any(form.get("errors") and form["fields"] for form in forms)


def with_outlook(reached: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was reached, each task with `leads_to`: the steps that follow, by the code of the result."""
    tasks = [{**task, "leads_to": {each["result"]: each["steps"] for each in task["then"]}} for task in reached["open"]]
    return {**reached, "open": tasks}


def _again(form: Mapping[str, Any], step: Mapping[str, Any], refused: Refused) -> dict[str, Any]:
    fields = filled(form["fields"], step.get("values") or {})
    return {**form, "fields": fields, "chosen": step.get("result"), "errors": refused.errors}


def _xml(diagram: Mapping[str, Any], key: str) -> str:
    if diagram["version"] is None:
        return url_for("process.draft", key=key)
    return url_for("process.xml", key=diagram["process"], number=diagram["version"])


def _marks(reached: Mapping[str, Any], process: str) -> list[dict[str, Any]]:
    return [
        {name: token[name] for name in ("element", "state", "count", "title")}
        for token in reached["tokens"]
        if token["process"] == process
    ]


def _named(reached: Mapping[str, Any], number: int) -> str | None:
    completed = (e["name"] for e in reached["trail"] if e["step"] == number and e["kind"] == "task-completed")
    return next(completed, None)


def _of_step(rows: Iterable[Mapping[str, Any]], number: int, fits: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["step"] == number and fits(row)]
