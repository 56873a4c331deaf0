"""Feed and activities: what people write on a record, the mails they send, the calls and meetings they log."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import feed, rights
from crm.errors import Invalid, NotFound
from engine.ports import RecordKey
from tasks import mail, record_mails
from tasks.calendar import meetings
from tasks.record_rows import require_active
from webui.pages.answers import fragment, say, show_again
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import described_form
from webui.pages.record_kinds import KINDS
from webui.pages.record_page import ACTIVITY_FIELDS
from webui.transactions import session, work

pages = Pages("notes")


@pages.post("/<record_type>/<int:record_id>/feed")
def post(record_type: str, record_id: int) -> ResponseReturnValue:
    """Write a post on a record."""
    _require_writable(record_type, record_id)
    feed.post(session(), record_type, record_id, request.form.get("text", ""), work().actor.author())
    return show_again(url_for(f"{record_type}.page", record_id=record_id, tab="feed"))


@pages.post("/<record_type>/<int:record_id>/activities")
def log(record_type: str, record_id: int) -> ResponseReturnValue:
    """Log a call, an e-mail or a meeting."""
    _require_writable(record_type, record_id)
    fields = described_form(work(), (meetings.FIELDS[name] for name in ACTIVITY_FIELDS))
    values = {name: value for name, value in typed(fields, request.form).items() if value is not None}
    try:
        logged = meetings.log(work(), RecordKey(record_type, record_id), values)
    except Invalid as invalid:
        return _form_again("activity", record_type, record_id, filled(fields, values), invalid.errors)
    say("Logged, and invitations are on their way." if logged.invited else "Logged.")
    return show_again(url_for(f"{record_type}.page", record_id=record_id, tab="activities"))


@pages.post("/<any(lead, opportunity):record_type>/<int:record_id>/mails")
def write(record_type: str, record_id: int) -> ResponseReturnValue:
    """Send an e-mail about a record."""
    fields = described_form(work(), record_mails.FIELDS.values())
    values = {name: value for name, value in typed(fields, request.form).items() if value is not None}
    try:
        record_mails.write(work(), record_type, record_id, values)
    except Invalid as invalid:
        return _form_again("mail", record_type, record_id, filled(fields, values), invalid.errors)
    say("Sent, and logged here." if mail.has_server(session()) else "Logged; no mail server is set up to send it.")
    return show_again(url_for(f"{record_type}.page", record_id=record_id, tab="activities"))


def _form_again(
    form: str, record_type: str, record_id: int, fields: list[dict[str, Any]], errors: dict[str, list[str]]
) -> Response:
    template, place = f"fragments/{form}_form.html", f"#{form}-form"
    answer = fragment(template, 422, record_type=record_type, record_id=record_id, fields=fields, errors=errors)
    answer.headers.update({"HX-Retarget": place, "HX-Reselect": place, "HX-Reswap": "outerHTML"})
    return answer


def _require_writable(record_type: str, record_id: int) -> None:
    kind = KINDS.get(record_type)
    if kind is None:
        raise NotFound("kind of record", record_type)
    rights.require_sight(session(), work().actor, kind.model, record_id)
    require_active(work(), RecordKey(record_type, record_id))
