"""How the caller is told things, and the secret address under which other programs read their calendar."""

from crm import notification_preferences as preferences
from tasks import mail
from tasks.calendar import addresses
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import preferences as shapes
from webui.transactions import work

routes = Routes("preferences", "How the caller is told things, and the address of their calendar.")


@routes.get("/users/me/notification_preferences", responses={200: shapes.Preferences})
def show() -> Answer:
    """Show how the caller is told things."""
    return answers.ok(preferences.of(work().session, work().actor.id))


@routes.put("/users/me/notification_preferences", responses={200: shapes.Preferences})
def put(body: shapes.NewPreferences) -> Answer:
    """Choose how to be told things; what is left out stays as it is."""
    preferences.put(work().session, work().actor.id, body.given())
    return answers.ok(preferences.of(work().session, work().actor.id))


@routes.post("/users/me/calendar_address", responses={201: shapes.CalendarAddress})
def make_address() -> Answer:
    """Make a secret address for the caller's calendar; the one they had is worth nothing any more."""
    path = addresses.make(work().session, work().actor)
    return Answer(answers.dump({"address": mail.settings_of(work().session).base_url + path}), 201)


@routes.delete("/users/me/calendar_address", responses={204: None})
def revoke_address() -> Answer:
    """Make the address of the caller's calendar worthless."""
    addresses.revoke(work().session, work().actor)
    return answers.nothing()
