"""What happened in a walk, in words."""

import re
from collections.abc import Mapping
from typing import Any

HAPPENED = {
    "instance-started": "The process began.",
    "instance-completed": "The process ended.",
    "instance-cancelled": "The process was cancelled.",
    "element-completed": "“{name}” was passed.",
    "task-opened": "The task “{name}” was given out.",
    "task-completed": "The task “{name}” was completed.",
    "task-cancelled": "The task “{name}” was cancelled.",
    "message-caught": "The message “{message}” arrived: “{name}”.",
    "message-ignored": "The message “{message}” found nobody who waits for it.",
    "timer-fired": "The time came: “{name}”.",
    "error-caught": "An error was caught: “{name}”.",
    "escalation-caught": "An escalation was caught: “{name}”.",
    "stage-entered": "The stage “{stage}” was entered.",
    "stage-skipped": "The stage “{stage}” was skipped.",
    "incident": "“{name}” failed: {error}",
    "incident-resolved": "“{name}” was mended.",
}
LONGEST = 200
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$")


def happened(kind: str, name: str | None, data: Mapping[str, Any] | None) -> str:
    """Return a row of an instance's history as a sentence."""
    told = HAPPENED.get(kind, kind.replace("-", " ").capitalize() + ": “{name}”.")
    facts = {"message": "", "stage": "", "error": "", **(data or {})}
    return told.format_map({**facts, "name": name or ""})


def changed(record_type: str, change: Mapping[str, Any]) -> str:
    """Return a row of a record's history as a sentence."""
    old, new = (change[f"{which}_name"] or change[which] for which in ("old", "new"))
    return f"{record_type.capitalize()}: {change['label']} is {value(new)} now (was {value(old)})."


def carried_out(operation: str, element: str, inputs: Mapping[str, Any], error: str | None) -> str:
    """Return an operation that was carried out as a sentence."""
    given = ", ".join(f"{name}: {value(given)}" for name, given in inputs.items() if given is not None)
    called = f"“{element}” called {operation}{f' with {given}' if given else ''}"
    return f"{called}, which failed: {error}" if error else f"{called}."


def value(found: Any) -> str:
    """Return a value as people say it."""
    if found is None or found == "":
        return "empty"
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, str) and MOMENT.match(found):
        return f"{found[:10]} {found[11:16]} UTC"
    text = ", ".join(map(str, found)) if isinstance(found, list) else str(found)
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"
