"""Incidents and outgoing mail: what stopped, and what was or was not sent."""

import json
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, select, true

from crm import rights
from crm.errors import NotFound
from crm.models import OutgoingMail
from crm.record_types import table_of
from tasks import incidents
from tasks.background import listing
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("operations")
MOST_MAILS = 100
MAILS = table_of(OutgoingMail)
JOB_NAMES = {
    "fire_timers": "Fire the timers of a process",
    "send_mail": "Send a mail",
    "remind": "Remind of what is due",
    "catch_up_timers": "Catch up with late timers",
    "tidy_up": "Tidy up",
    "migrate_batch": "Move instances to another version",
}


@pages.get("/settings/incidents")
def index() -> ResponseReturnValue:
    """Show the open incidents, and the jobs of the background."""
    rights.require(work().actor, "read", "incident")
    return render_template(
        "pages/incidents.html", incidents=incidents.open_ones(work()), jobs=listing.jobs(work()), job_names=JOB_NAMES
    )


@pages.post("/settings/jobs/<int:job_id>/retry")
def run_again(job_id: int) -> ResponseReturnValue:
    """Let a job that was given up be tried again."""
    if not listing.run_again(work(), job_id):
        raise NotFound("job", job_id)
    return go_to(url_for("operations.index"))


@pages.post("/settings/incidents/<int:incident_id>/retry")
def retry(incident_id: int) -> ResponseReturnValue:
    """Try a failed step again as it was."""
    return _retry(incident_id, None)


@pages.get("/settings/incidents/<int:incident_id>/edit")
def edit(incident_id: int) -> ResponseReturnValue:
    """Ask with which inputs to try a failed step again."""
    rights.require(work().actor, "retry", "incident")
    incident = _one(incident_id)
    return _form(incident, {name: json.dumps(value) for name, value in incident["inputs"].items()}, {})


@pages.post("/settings/incidents/<int:incident_id>/edit")
def retry_edited(incident_id: int) -> ResponseReturnValue:
    """Try a failed step again with other inputs."""
    incident = _one(incident_id)
    typed = {name: request.form.get(f"input-{name}", "") for name in incident["inputs"]}
    inputs, errors = {}, {}
    for name, text in typed.items():
        try:
            inputs[name] = json.loads(text)
        except ValueError:
            errors[name] = ["Enter JSON: a text in quotes, a number, true, false or null."]
    return _form(incident, typed, errors) if errors else _retry(incident_id, inputs)


@pages.get("/settings/mail")
def mails() -> ResponseReturnValue:
    """Show the newest outgoing mails."""
    rights.require(work().actor, "read", "mail")
    rows = (
        session().scalars(select(OutgoingMail).where(_seen()).order_by(OutgoingMail.id.desc()).limit(MOST_MAILS)).all()
    )
    return render_template("pages/mails.html", mails=rows, has_server=work().app.settings.smtp_url is not None)


@pages.get("/settings/mail/<int:mail_id>")
def mail(mail_id: int) -> ResponseReturnValue:
    """Return one mail."""
    rights.require(work().actor, "read", "mail")
    row = session().scalar(select(OutgoingMail).where(OutgoingMail.id == mail_id, _seen()))
    if row is None:
        raise NotFound("mail", mail_id)
    return fragment("fragments/mail.html", mail=row)


def _seen() -> ColumnElement[bool]:
    """Return the condition that a mail is about a record that the person may see; others are for those who see all."""
    if rights.sees_all(work().actor):
        return true()
    return rights.of_visible(work().actor, MAILS.c.record_type, MAILS.c.record_id)


def _retry(incident_id: int, inputs: dict[str, Any] | None) -> Response:
    incidents.retry(work(), incident_id, inputs)
    left = [incident for incident in incidents.open_ones(work()) if incident["id"] == incident_id]
    if left:
        say(f"It failed again: {left[0]['error']}", "danger")
    else:
        say("The step is done; the process goes on.")
    return go_to(url_for("operations.index"))


def _one(incident_id: int) -> dict[str, Any]:
    found = next((incident for incident in incidents.open_ones(work()) if incident["id"] == incident_id), None)
    if found is None:
        raise NotFound("open incident", incident_id)
    return found


def _form(incident: dict[str, Any], typed: dict[str, str], errors: dict[str, list[str]]) -> Response:
    fields = [
        {"name": f"input-{name}", "label": name, "type": "long_text", "value": text, "choices": None, "results": None}
        for name, text in typed.items()
    ]
    return fragment(
        "fragments/retry.html",
        422 if errors else 200,
        incident=incident,
        fields=fields,
        errors={f"input-{name}": messages for name, messages in errors.items()},
    )
