"""The bell: what a person was told."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import notifications
from webui.pages.answers import fragment, go_to, own_address, show_again
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("notices")
SHOWN, PAGE = 15, 50
KINDS = {
    "assigned": "New task",
    "reminded": "Reminder",
    "due_soon": "Due soon",
    "overdue": "Overdue",
    "mentioned": "Mentioned",
    "handed_over": "Handed over",
    "process": "By a process",
}


@pages.get("/notices")
def page() -> ResponseReturnValue:
    """Show what the person was told, newest first."""
    keep = _keep()
    find = notifications.unread if keep.get("unread") else notifications.latest
    before = request.args.get("before", type=int)
    told = find(session(), work().actor.id, PAGE + 1, kind=keep.get("kind"), before=before)
    older = url_for("notices.page", **keep, before=told[PAGE - 1]["id"]) if len(told) > PAGE else None
    count = notifications.count_unread(session(), work().actor.id)
    shown = {"notices": told[:PAGE], "older": older, "count": count, "keep": keep, "kinds": KINDS}
    return render_template("pages/notices.html", **shown)


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
    return _page_again() if "page" in request.form else _list()


@pages.post("/notices/<int:notice_id>/read")
def read_one(notice_id: int) -> ResponseReturnValue:
    """Mark one as read."""
    notifications.read_one(session(), work().actor.id, notice_id)
    return _page_again()


@pages.get("/notices/<int:notice_id>")
def follow(notice_id: int) -> ResponseReturnValue:
    """Mark one as read and show the page it is about."""
    notifications.mark_read(session(), work().actor.id, [notice_id])
    return go_to(own_address(request.args.get("to")))


def _keep() -> dict[str, Any]:
    kind = request.args.get("kind")
    return {
        **({"kind": kind} if kind in KINDS else {}),
        **({"unread": "1"} if request.args.get("unread") else {}),
    }


def _page_again() -> Response:
    return show_again(url_for("notices.page", **_keep()))


def _list() -> ResponseReturnValue:
    actor_id = work().actor.id
    return fragment(
        "fragments/notices.html",
        notices=notifications.latest(session(), actor_id, SHOWN),
        count=notifications.count_unread(session(), actor_id),
    )
