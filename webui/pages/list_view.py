"""A list as its address asks for it: filters, columns, rows, and the way to the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request, url_for
from sqlalchemy import func, select

from crm import fields, lookups, rights, saved_views
from crm.models import SavedView
from crm.paging import Page
from crm.people import users
from tasks.actions.qualification import START
from tasks.active_process import active_specs
from tasks.models import UserTask
from tasks.stages import ladder_of_new_lead
from tasks.work import Work
from webui import transactions
from webui.pages import lenient
from webui.pages.columns import Column
from webui.pages.names import note_records
from webui.pages.record_kinds import RecordKind

PAGE, LARGEST_PAGE = 50, 500
STATES = {"open": "Open", "won": "Won", "lost": "Lost"}
BANDS = {"high": "High", "medium": "Medium", "low": "Low"}


@dataclass(frozen=True, slots=True)
class ListView:
    """One list of records; `keep` are the parameters of its address, `left_out` says which of them make no sense."""

    kind: RecordKind
    rows: list[dict[str, Any]]
    next_cursor: str | None
    columns: list[Column]
    keep: dict[str, str]
    tabs: list[tuple[str, str]]
    selectable: bool
    left_out: list[str] = field(default_factory=list)
    views: Sequence[SavedView] = ()

    @property
    def tab(self) -> str | None:
        """Return the ready-made view shown, None while it is one that somebody saved."""
        return None if self.view else self.keep.get("tab", self.tabs[0][0])

    @property
    def view(self) -> SavedView | None:
        """Return the saved view shown."""
        return view_of(self.views, self.keep)

    @property
    def view_removable(self) -> bool:
        """Say whether the person may remove the saved view shown."""
        return self.view is not None and saved_views.removable(transactions.work().actor, self.view)

    @property
    def narrowed(self) -> bool:
        """Say whether filters leave records out."""
        return bool(self.keep.keys() - {"tab", "view"})

    def address(self, **changes: Any) -> str:
        """Return the address of the list with some of its parameters changed; None leaves one out."""
        kept = {name: value for name, value in {**self.keep, **changes}.items() if value}
        return url_for(f"{self.kind.type}.index", **kept)

    def view_address(self, view: SavedView) -> str:
        """Return the address of a saved view."""
        return url_for(f"{self.kind.type}.index", **view.filters, view=view.id)


def load(work: Work, kind: RecordKind, args: Mapping[str, str], *, selectable: bool = False) -> ListView:
    """Return the list that an address asks for."""
    found, sound, left_out = lenient.find(
        lambda given: page(work, kind, given, given.get("cursor")), kept(kind, args) | cursor_of(args)
    )
    keep = {name: value for name, value in sound.items() if name != "cursor"}
    rows = with_buttons(work, kind, kind.as_dict(work, found.items))
    views = views_of(work, kind)
    view = view_of(views, keep)
    keep = keep if view else {name: value for name, value in keep.items() if name != "view"}
    columns = columns_of(kind, view)
    for column in columns:
        if column.kind in ("account", "contact"):
            note_records(column.kind, (row[column.code] for row in rows))
    return ListView(kind, rows, found.next_cursor, columns, keep, tabs_of(kind), selectable, left_out, views)


def with_buttons(work: Work, kind: RecordKind, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows that know whether *Qualify* is offered on them and when their next task is due.

    The service decides whether a lead can be qualified when it is clicked.
    """
    if kind.type == "lead":
        specs = active_specs(work.app, work.session)
        first = ladder_of_new_lead(work.app, work.session).first
        due = next_due(work, [row["id"] for row in rows])
        possible = rights.may(work.actor, "qualify", "lead") and (specs is None or START in specs.starts)
        for row in rows:
            row["next_due"] = due.get(row["id"])
            row["qualifiable"] = possible and row["active"] and row["stage"]["code"] == first
    return rows


def next_due(work: Work, lead_ids: list[int]) -> dict[int, datetime]:
    """Return when the next open task of each lead is due; leads without one are left out."""
    of_these = (UserTask.lead_id.in_(lead_ids), UserTask.record_type == "lead", UserTask.state == "open")
    query = select(UserTask.lead_id, func.min(UserTask.due).label("due")).where(*of_these, UserTask.due.is_not(None))
    return {row.lead_id: row.due for row in work.session.execute(query.group_by(UserTask.lead_id))}


def tabs_of(kind: RecordKind) -> list[tuple[str, str]]:
    """Return the ready-made views of a list."""
    tabs = [("all", "All"), ("mine", "Mine")]
    if kind.type == "lead":
        tabs.append(("unassigned", "Without owner"))
    return [*tabs, ("inactive", "Inactive")]


def cursor_of(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parameter that says where the page begins, if there is one."""
    return {"cursor": args["cursor"]} if args.get("cursor") else {}


def kept(kind: RecordKind, args: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of an address that narrow a list."""
    return {name: args[name] for name in ("tab", "view", "q", *kind.filters) if args.get(name)}


def page(work: Work, kind: RecordKind, given: Mapping[str, str], cursor: str | None, limit: int = PAGE) -> Page[Any]:
    """Return one page of a list."""
    narrowing = {name: value for name, value in given.items() if name not in ("cursor", "view")}
    return kind.find(work, filters_of(work, narrowing), limit, cursor)


def filters_of(work: Work, keep: Mapping[str, str]) -> dict[str, Any]:
    """Return the filters that the parameters of an address stand for."""
    given: dict[str, Any] = {name: value for name, value in keep.items() if name != "tab"}
    given["active"] = keep.get("tab") != "inactive"
    if keep.get("tab") == "mine":
        given["owner"] = work.actor.login
    if keep.get("tab") == "unassigned":
        given["owner"] = None
    return given


def cookie_name(kind: RecordKind) -> str:
    """Return the name of the cookie that remembers the columns of a list."""
    return f"columns-{kind.type}"


def chosen_columns(kind: RecordKind) -> list[Column]:
    """Return the columns that this browser has chosen; the first one always shows."""
    chosen = request.cookies.get(cookie_name(kind))
    if not chosen:
        return [column for column in kind.columns if not column.extra]
    codes = chosen.split(".")
    return [column for column in kind.columns if column is kind.columns[0] or column.code in codes]


def columns_of(kind: RecordKind, view: SavedView | None) -> list[Column]:
    """Return the columns of a saved view, or those that this browser has chosen."""
    if view is None:
        return chosen_columns(kind)
    return [column for column in kind.columns if column is kind.columns[0] or column.code in view.columns]


def views_of(work: Work, kind: RecordKind) -> list[SavedView]:
    """Return the saved views of a list that the person is offered."""
    return saved_views.of_list(work.session, work.actor, kind.type)


def view_of(views: Sequence[SavedView], args: Mapping[str, str]) -> SavedView | None:
    """Return the saved view that an address names; None when it is not there any more."""
    return next((view for view in views if str(view.id) == args.get("view")), None)


def filter_choices(work: Work, kind: RecordKind) -> list[tuple[str, str, dict[str, str]]]:
    """Return the filters of a list: parameter, label, choices."""
    return [(name, *_choices_of(work, kind, name)) for name in kind.filters]


def _choices_of(work: Work, kind: RecordKind, name: str) -> tuple[str, dict[str, str]]:
    if name == "state":
        return "State", STATES
    if name == "score_band":
        return "Score", BANDS
    described = fields.of(kind.type)[name]
    if described.type == "user":
        return described.label, {user["login"]: user["name"] for user in users(work.session, active=True)}
    assert described.lookup is not None
    return described.label, lookups.choices(work.session, described.lookup)
