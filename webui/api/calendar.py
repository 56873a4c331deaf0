"""The calendar: what stands in it, moving it, calling meetings off."""

from datetime import datetime, timedelta
from typing import Any

from crm.fields import Field
from crm.readers import Unfit, read
from tasks.calendar import meetings, moves
from tasks.calendar.entries import Entry, Span, find, may_see_others
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import calendar as shapes
from webui.api.schemas.common import RecordPath
from webui.errors import InvalidRequest
from webui.transactions import work

LONGEST = timedelta(days=400)
routes = Routes("calendar", "Tasks and meetings by time; the caller's own, or those of all whose records they see.")


@routes.get("/calendar", responses={200: shapes.Calendar})
def show(query: shapes.SpanAsked) -> Answer:
    """List what stands in the calendar between two moments."""
    since, until = _moment("since", query.since), _moment("until", query.until)
    if not timedelta() < until - since <= LONGEST:
        raise InvalidRequest({"until": [f"Enter a moment after the first one, at most {LONGEST.days} days later."]})
    everybody = query.everybody and may_see_others(work().actor)
    found = find(work().session, Span(work().actor, since, until, everybody))
    return answers.ok({"items": [_shown(entry) for entry in found]})


@routes.post("/calendar/<kind>/<int:id>/move", responses={204: None})
def move(path: shapes.EntryPath, body: shapes.NewTime) -> Answer:
    """Put an entry at another time; who was invited to a meeting is told."""
    moves.move(work(), path.kind, path.id, _moment("at", body.at))
    return answers.nothing()


@routes.post("/calendar/meeting/<int:id>/cancel", responses={204: None})
def cancel(path: RecordPath) -> Answer:
    """Call a meeting off; who was invited is told."""
    meetings.cancel(work(), path.id)
    return answers.nothing()


def _moment(name: str, given: str) -> datetime:
    try:
        at = read(Field(name, name, "datetime"), given)
    except Unfit as unfit:
        raise InvalidRequest({name: [str(unfit)]}) from None
    if not isinstance(at, datetime):
        raise InvalidRequest({name: ["Enter date and time."]})
    return at


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.id,
        "title": entry.title,
        "about": entry.about,
        "at": entry.at,
        "minutes": entry.minutes,
        "owner_name": entry.owner,
        "path": entry.path,
        "movable": entry.movable,
    }
