"""The calendar: month, week and agenda; entries are moved by dragging or by a form, and meetings called off."""

from datetime import date, datetime
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.errors import Invalid
from tasks.calendar import addresses, meetings, moves
from webui.pages import calendar_view
from webui.pages.answers import fragment, go_to, say, show_again
from webui.pages.blueprint import Pages
from webui.pages.form_values import typed
from webui.rendering.times import exact
from webui.transactions import session, work

pages = Pages("calendar")
feeds = Pages("calendar_feed", open_to_all=True)
AT: dict[str, Any] = {"name": "at", "label": "Date and time", "type": "datetime", "required": True}


@pages.get("/calendar")
def page() -> ResponseReturnValue:
    """Show a month, a week, or the days to come."""
    return render_template("pages/calendar.html", calendar=calendar_view.load(work(), request.args))


@pages.get("/calendar/<kind>/<int:entry_id>/move")
def move_form(kind: str, entry_id: int) -> ResponseReturnValue:
    """Ask when an entry is to take place."""
    return _move_form(kind, entry_id, moves.time_of(work(), kind, entry_id), {})


@pages.post("/calendar/<kind>/<int:entry_id>/move")
def move(kind: str, entry_id: int) -> ResponseReturnValue:
    """Move an entry: to another day at the same time when it was dragged, else to what was entered."""
    if "day" in request.form:
        return _drop(kind, entry_id)
    given = typed([AT], request.form)["at"]
    try:
        moves.move(work(), kind, entry_id, _moment(given))
    except Invalid as invalid:
        return _move_form(kind, entry_id, given, invalid.errors)
    say("Moved.")
    return go_to(_back())


@pages.post("/calendar/meeting/<int:meeting_id>/cancel")
def cancel(meeting_id: int) -> ResponseReturnValue:
    """Call a meeting off."""
    invited = meetings.of(work(), meeting_id).invited
    meetings.cancel(work(), meeting_id)
    say("Called off; those who were invited are told." if invited else "Called off.")
    return go_to(_back())


@feeds.get("/calendar/<secret>.ics")
def feed(secret: str) -> ResponseReturnValue:
    """Return the calendar behind a secret address, for calendar programs."""
    content = addresses.feed(session(), secret)
    if content is None:
        abort(404)
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _drop(kind: str, entry_id: int) -> Response:
    try:
        day = date.fromisoformat(request.form["day"])
    except ValueError:
        raise Invalid({"day": ["Enter a date as YYYY-MM-DD."]}) from None
    at = calendar_view.on(day, moves.time_of(work(), kind, entry_id))
    moves.move(work(), kind, entry_id, at)
    say(f"Moved to {exact(at)}.")
    return show_again(_back())


def _moment(given: Any) -> datetime:
    try:
        at = datetime.fromisoformat(given or "")
    except ValueError:
        raise Invalid({"at": ["Enter date and time."]}) from None
    if at.tzinfo is None:
        raise Invalid({"at": ["Enter date and time."]})
    return at


def _back() -> str:
    return url_for("calendar.page", **_keep())


def _keep() -> dict[str, Any]:
    return {name: request.args[name] for name in ("view", "day", "who") if request.args.get(name)}


def _move_form(kind: str, entry_id: int, at: Any, errors: dict[str, list[str]]) -> Response:
    address: dict[str, Any] = {"entry_id": entry_id, **_keep()}
    return fragment(
        "fragments/calendar_move.html",
        422 if errors else 200,
        action=url_for("calendar.move", kind=kind, **address),
        cancel=url_for("calendar.cancel", meeting_id=entry_id, **_keep()) if kind == "meeting" else None,
        fields=[{**AT, "value": at.isoformat() if isinstance(at, datetime) else at}],
        errors=errors,
    )
