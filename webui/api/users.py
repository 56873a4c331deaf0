"""Users, and what the one who asks was told."""

from collections.abc import Callable
from functools import partial
from typing import Any

from crm import notifications, people, rights
from crm.people import sessions
from webui import door
from webui.api import answers, parts
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.routes import PREFIX, Routes
from webui.api.schemas import described
from webui.api.schemas import settings as shapes
from webui.api.schemas.common import Page, RecordPath
from webui.transactions import work

routes = Routes("users", "Those who may sign in, and what they were told.")


@routes.get("/users/me", responses={200: shapes.User})
def me() -> Answer:
    """Show who is asking."""
    return answers.record(people.user(work().session, work().actor.id))


@routes.post("/users/me/password", responses={204: None})
def change_password(body: shapes.NewPassword) -> Answer:
    """Change the caller's password; all their sessions and tokens end, this one too."""
    door.change_password(work().actor, body.current, body.password)
    return answers.nothing()


@routes.get("/sessions", responses={200: described.page_of(shapes.BrowserSession)})
def own_sessions(query: Page) -> Answer:
    """List the browsers in which the caller has signed in, the one used last first."""
    return parts.after(query, sessions.of_user(work().session, work().actor.id))


@routes.delete("/sessions/<int:id>", responses={204: None})
def end_session(path: RecordPath) -> Answer:
    """Sign the caller out in one of their browsers."""
    sessions.end_one(work().session, work().actor, path.id)
    return answers.nothing()


@routes.get("/users", responses={200: described.page_of(shapes.User)})
def find(query: shapes.UserFilters) -> Answer:
    """List users by name."""
    rights.require(work().actor, "read", "user")
    return parts.after(query, people.users(work().session, active=query.active))


@routes.post("/users", responses={201: shapes.User})
def create(body: shapes.NewUser) -> Answer:
    """Add a user."""
    rights.require(work().actor, "create", "user")
    values = {"roles": [], **body.given()}
    added = people.create_user(work().session, by=work().actor.author(), **values)
    return answers.created(people.user(work().session, added.id), f"{PREFIX}/users/{added.id}")


@routes.get("/users/<int:id>", responses={200: shapes.User})
def show(path: RecordPath) -> Answer:
    """Show a user."""
    rights.require(work().actor, "read", "user")
    return answers.record(people.user(work().session, path.id))


@routes.patch("/users/<int:id>", responses={200: shapes.User})
def change(path: RecordPath, body: shapes.UserChanges) -> Answer:
    """Change a user; their sessions and tokens end with a new password, and when they become inactive."""
    rights.require(work().actor, "edit", "user")
    people.update_user(work().session, path.id, body.given(), work().actor.author(), expected_revision())
    return answers.record(people.user(work().session, path.id))


@routes.get("/notifications", responses={200: described.page_of(shapes.Notification)})
def told(query: shapes.NotificationFilters) -> Answer:
    """List what the caller was told, newest first."""
    find_some = notifications.unread if query.unread else notifications.latest
    return parts.before(query, partial(_told, find_some, query.kind))


@routes.post("/notifications/<int:id>/read", responses={200: shapes.Marked})
def mark_one_read(path: RecordPath) -> Answer:
    """Mark a notification as read; one that was read before stays so."""
    return answers.ok({"marked": notifications.read_one(work().session, work().actor.id, path.id)})


@routes.post("/notifications/read", responses={200: shapes.Marked})
def mark_read(body: shapes.ReadNotifications) -> Answer:
    """Mark notifications as read."""
    return answers.ok({"marked": notifications.mark_read(work().session, work().actor.id, body.ids)})


def _told(find_some: Callable[..., list[Any]], kind: str | None, limit: int, before: int | None) -> list[Any]:
    return find_some(work().session, work().actor.id, limit, kind=kind, before=before)
