"""What may be done with a process of the library: copied, switched off and on, published, rolled back, deleted."""

from collections.abc import Mapping
from itertools import count

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import rights
from engine.errors import DraftChanged, KeyUnfit, ModelRefused, NameUnfit, ProcessExists
from tasks import processes
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.transactions import baton, session, work

pages = Pages("process_action")
Errors = Mapping[str, list[str]]


@pages.get("/processes/<key>/copy")
def copy_form(key: str) -> ResponseReturnValue:
    """Return the dialog for a copy, with a name and a free key proposed."""
    rights.require(work().actor, "copy", "process")
    name = baton().library.get(session(), key).name
    return _copy_form(key, f"{name}, copy", _free_key(key), {})


@pages.post("/processes/<key>/copy")
def copy(key: str) -> ResponseReturnValue:
    """Copy a process and show the copy."""
    name, new_key = request.form.get("name", "").strip(), request.form.get("key", "").strip()
    missing = {field: ["This field is required."] for field, given in (("name", name), ("key", new_key)) if not given}
    if missing:
        return _copy_form(key, name, new_key, missing)
    try:
        process = processes.copy(work(), key, new_key, name)
    except (KeyUnfit, ProcessExists) as refused:
        return _copy_form(key, name, new_key, {"key": [str(refused)]})
    except NameUnfit as unfit:
        return _copy_form(key, name, new_key, {"name": [str(unfit)]})
    say(f"“{name}” is a draft now; design and publish it.")
    return go_to(url_for("process.page", key=process.key))


@pages.post("/processes/<key>/disable")
def disable(key: str) -> ResponseReturnValue:
    """Let a process start no new instance."""
    process = processes.disable(work(), key)
    say(f"“{process.name}” starts no new instances; those that run go on.")
    return go_to(url_for("process.page", key=key))


@pages.post("/processes/<key>/enable")
def enable(key: str) -> ResponseReturnValue:
    """Let a disabled process start instances again."""
    process = processes.enable(work(), key)
    say(f"“{process.name}” may start instances again.")
    return go_to(url_for("process.page", key=key))


@pages.post("/processes/<key>/delete")
def delete(key: str) -> ResponseReturnValue:
    """Delete a draft that was never published."""
    processes.delete(work(), key)
    say(f"The draft “{key}” is deleted.")
    return go_to(url_for("process.index"))


@pages.get("/processes/<key>/publish")
def publish_form(key: str) -> ResponseReturnValue:
    """Return the dialog that says what publishing the draft changes, or what keeps it from being published."""
    rights.require(work().actor, "publish", "process")
    return _publish_form(key, 200)


@pages.post("/processes/<key>/publish")
def publish(key: str) -> ResponseReturnValue:
    """Publish the draft whose changes were shown."""
    comment, seen = request.form.get("comment", "").strip(), request.form.get("revision", type=int)
    try:
        version = processes.publish(work(), key, comment or None, seen)
    except DraftChanged as changed:
        return _publish_form(key, 422, {"": [f"{changed} You see now what it changes."]}, comment)
    except ModelRefused:
        return _publish_form(key, 422)
    say(f"Version {version.number} is published; new instances run it.")
    return go_to(url_for("process.page", key=key, tab="versions"))


@pages.post("/processes/<key>/versions/<int:number>/roll-back")
def roll_back(key: str, number: int) -> ResponseReturnValue:
    """Publish an earlier version anew."""
    version = processes.roll_back(work(), key, number)
    say(f"Version {version.number} says what version {number} said; new instances run it.")
    return go_to(url_for("process.page", key=key, tab="versions"))


def _free_key(key: str) -> str:
    names = (f"{key}-copy{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in names if baton().library.find(session(), name) is None)


def _copy_form(key: str, name: str, new_key: str, errors: Errors) -> Response:
    fields = [
        {"name": "name", "label": "Name", "type": "text", "required": True, "value": name},
        {
            "name": "key",
            "label": "Key",
            "type": "text",
            "required": True,
            "value": new_key,
            "help": "Letters, digits, “-”, “_” and “.”; it never changes.",
        },
    ]
    status = 422 if errors else 200
    return fragment("fragments/process_copy.html", status, key=key, fields=fields, errors=errors)


def _publish_form(key: str, status: int, errors: Errors | None = None, comment: str = "") -> Response:
    process = processes.entry(work(), key)
    problems = baton().library.check(session(), baton().library.text_of(session(), key, "draft"))
    changes = processes.compare(work(), key, None, "draft") if process["version"] and not problems else []
    return fragment(
        "fragments/process_publish.html",
        status,
        process=process,
        problems=problems,
        changes=changes,
        revision=baton().library.get(session(), key).draft_revision,
        errors=errors or {},
        comment=comment,
    )
