"""The bell: what a person was told."""

from flask import request
from flask.typing import ResponseReturnValue

from crm import notifications
from webui.pages.answers import fragment, go_to, own_address
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("notices")
SHOWN = 15


@pages.get("/notices/count")
def count() -> ResponseReturnValue:
    """Return how many are unread."""
    return fragment("fragments/bell_count.html", count=notifications.count_unread(session(), work().actor.id))


@pages.get("/notices/latest")
def latest() -> ResponseReturnValue:
    """Return the newest ones."""
    return _list()


@pages.post("/notices/read")
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    notifications.mark_read(session(), work().actor.id)
    return _list()


@pages.get("/notices/<int:notice_id>")
def follow(notice_id: int) -> ResponseReturnValue:
    """Mark one as read and show the page it is about."""
    notifications.mark_read(session(), work().actor.id, [notice_id])
    return go_to(own_address(request.args.get("to")))


def _list() -> ResponseReturnValue:
    actor_id = work().actor.id
    return fragment(
        "fragments/notices.html",
        notices=notifications.latest(session(), actor_id, SHOWN),
        count=notifications.count_unread(session(), actor_id),
    )
