"""How I am told things: channels by event, quiet hours, digest, time zone; and the secret address of my calendar."""

from typing import Any
from zoneinfo import available_timezones

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import notification_preferences as preferences
from crm.errors import Invalid
from tasks import mail
from tasks.calendar import addresses
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("preferences")
TIMES = ("quiet_from", "quiet_until", "time_zone")


@pages.get("/account/notifications")
def page() -> ResponseReturnValue:
    """Show how the person wants to be told things."""
    return _page(preferences.of(session(), work().actor.id), {})


@pages.post("/account/notifications")
def save() -> ResponseReturnValue:
    """Keep what was chosen; what is wrong comes back as it was typed, with a message at each."""
    given = _given()
    try:
        preferences.put(session(), work().actor.id, given)
    except Invalid as invalid:
        return _page(given, invalid.errors)
    say("Saved.")
    return go_to(url_for("preferences.page"))


@pages.post("/account/calendar")
def make_address() -> ResponseReturnValue:
    """Make a secret address for the calendar, and show it this once."""
    path = addresses.make(session(), work().actor)
    address = mail.settings_of(session()).base_url + path
    return fragment("fragments/calendar_address.html", address=address)


@pages.post("/account/calendar/revoke")
def revoke_address() -> ResponseReturnValue:
    """Make the address of the calendar worthless."""
    addresses.revoke(session(), work().actor)
    say("The calendar address is revoked.")
    return go_to(url_for("my.page"))


def _given() -> dict[str, Any]:
    form = request.form
    hour = form.get("digest_hour", "")
    return {
        "channels": {event: form.getlist(event) for event in preferences.EVENTS},
        "digest_hour": int(hour) if hour.isdecimal() else hour,
        **{name: form.get(name, "").strip() or None for name in TIMES},
    }


def _page(values: dict[str, Any], errors: dict[str, list[str]]) -> Response:
    return Response(
        render_template(
            "pages/preferences.html",
            values=values,
            errors=errors,
            events=preferences.EVENTS,
            channels=preferences.CHANNELS,
            zones=sorted(available_timezones()),
            has_server=mail.has_server(session()),
        ),
        422 if errors else 200,
    )
