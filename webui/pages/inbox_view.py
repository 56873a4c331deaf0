"""The inbox's list as it stands in an address: its view and filters, its rows, and which task comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, url_for
from sqlalchemy import select

from crm import lookups
from crm.models import Lead
from tasks import inbox
from tasks.models import UserTask
from tasks.stages import LOOKUPS
from tasks.work import Work
from webui.pages import lenient
from webui.pages.answers import fragment
from webui.pages.list_view import cursor_of
from webui.pages.task_view import view_of

VIEWS = (
    ("mine", "Mine", "user"),
    ("groups", "My groups", "users-group"),
    ("overdue", "Overdue", "alert-circle"),
    ("today", "Today", "calendar-due"),
    ("week", "This week", "calendar"),
    ("all", "All", "list-check"),
    ("completed", "Completed", "circle-check"),
)
SORTS = {"due": "Due first", "newest": "Newest first", "oldest": "Oldest first", "priority": "Most urgent first"}
FILTERS = ("process", "stage", "priority", "owner", "q", "sort")
FIRST_VIEW = "mine"
PAGE = 50
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class InboxList:
    """The rows of the list, and a fingerprint by which a page knows whether anything is new.

    `left_out` says which parameters of the address make no sense; `pinned` is the task on top that has its place on a
    later page, or on none.
    """

    rows: list[dict[str, Any]]
    next_cursor: str | None
    counts: dict[str, int]
    view: str
    keep: dict[str, Any]
    left_out: list[str]
    pinned: int | None = None
    views: tuple[tuple[str, str, str], ...] = VIEWS

    @property
    def seen(self) -> str:
        """Return the fingerprint of what the list shows."""
        facts = [(row["id"], row["revision"]) for row in self.rows]
        return sha256(repr((facts, sorted(self.counts.items()))).encode()).hexdigest()[:16]

    @property
    def narrowed(self) -> bool:
        """Say whether filters leave tasks of the view out."""
        return bool(self.keep.keys() - {"view", "q"})

    def address(self, **changes: Any) -> str:
        """Return the address of the inbox with some of its parameters changed; None leaves one out."""
        return url_for("inbox.page", **{k: v for k, v in {**self.keep, **changes}.items() if v})


def kept(args: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of an address that say which list is shown."""
    return {name: args[name] for name in ("view", *FILTERS) if args.get(name)}


def load(work: Work, args: Mapping[str, str], opened: int | None = None) -> InboxList:
    """Return the list that an address asks for, with the task that is open on top if it is not on this page."""
    (ids, next_cursor), sound, left_out = _find(work, kept(args) | cursor_of(args))
    pinned = opened if opened not in ids else None
    rows = ([] if pinned is None else [inbox.one(work, pinned)]) + inbox.as_dict(work, ids)
    _name_stages(work, rows)
    _add_scores(work, rows)
    keep = kept(sound)
    return InboxList(rows, next_cursor, inbox.counts(work), keep.get("view", FIRST_VIEW), keep, left_out, pinned)


def after(work: Work, task_id: int, args: Mapping[str, str]) -> int | None:
    """Return the task that stands after another one in the list, else the one before it, else the first."""
    ids: list[int] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        (found, cursor), _, _ = _find(work, kept(args) | ({"cursor": cursor} if cursor else {}))
        ids += found
        if cursor is None or task_id in ids[:-1]:
            break
    if task_id not in ids:
        return next(iter(ids), None)
    here = ids.index(task_id)
    return next(iter(ids[here + 1 : here + 2] or ids[max(here - 1, 0) : here]), None)


def next_answer(work: Work, following: int | None, args: Mapping[str, str]) -> Response:
    """Return the pane with the task that stood next in the list; with the first one if that is done with as well."""
    is_open = select(UserTask.id).where(UserTask.id == following, UserTask.state == "open")
    shown = load(work, args, work.session.scalar(is_open))
    first = shown.rows[0]["id"] if shown.rows else None
    return _pane(work, first if following not in {row["id"] for row in shown.rows} else following, shown)


def pane_answer(work: Work, task_id: int, args: Mapping[str, str]) -> Response:
    """Return the pane with a task, and the list as it is now."""
    return _pane(work, task_id, load(work, args))


def _pane(work: Work, task_id: int | None, shown: InboxList) -> Response:
    keep = shown.keep
    view = view_of(work, task_id, keep) if task_id is not None else None
    answer = fragment("fragments/inbox_pane.html", view=view, list=shown, out_of_band=True)
    answer.headers["HX-Push-Url"] = url_for("inbox.page", task_id=task_id, **keep)
    return answer


def _find(work: Work, given: dict[str, Any]) -> tuple[tuple[list[int], str | None], dict[str, Any], list[str]]:
    def look(sound: dict[str, Any]) -> tuple[list[int], str | None]:
        return inbox.find(work, {"view": FIRST_VIEW} | kept(sound), PAGE, sound.get("cursor"))

    return lenient.find(look, given)


def _name_stages(work: Work, rows: list[dict[str, Any]]) -> None:
    types = _record_types(work, [row["id"] for row in rows])
    for row in rows:
        row["record_type"] = types[row["id"]]
        stage = lookups.value(work.session, LOOKUPS[row["record_type"]], row["stage"]) if row["stage"] else None
        row["stage_name"] = stage.name if stage else None
        row["stage_colour"] = stage.attributes.get("colour") if stage else None


def _record_types(work: Work, ids: list[int]) -> dict[int, str]:
    rows = work.session.execute(select(UserTask.id, UserTask.record_type).where(UserTask.id.in_(ids)))
    return {row.id: row.record_type for row in rows}


def _add_scores(work: Work, rows: list[dict[str, Any]]) -> None:
    ids = {row["lead_id"] for row in rows if row["lead_id"] is not None}
    found = work.session.execute(select(Lead.id, Lead.score, Lead.score_band).where(Lead.id.in_(ids)))
    scores = {row.id: (row.score, row.score_band) for row in found}
    for row in rows:
        row["score"], row["score_band"] = scores.get(row["lead_id"], (0, None))
