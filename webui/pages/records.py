"""Lists and pages of contacts, accounts and orders."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from crm import rights
from tasks import order_lines
from tasks.work import Work
from webui.pages import lists, record_page
from webui.pages.blueprint import Pages
from webui.pages.groups import shown as group_of
from webui.pages.record_forms import group_names, groups_of
from webui.pages.record_kinds import KINDS, RecordKind
from webui.transactions import work

TABS = {"details": "Details", "related": "Related", "feed": "Feed", "activities": "Activities", "history": "History"}
RELATED = {
    "contact": (("lead", "contact_id"), ("opportunity", "contact_id"), ("order", "contact_id")),
    "account": (
        ("contact", "account_id"),
        ("lead", "account_id"),
        ("opportunity", "account_id"),
        ("order", "account_id"),
    ),
    "order": (),
}
MOST_RELATED = 50


def pages_of(record_type: str) -> Pages:
    """Return the list and the page of a type of record."""
    kind = KINDS[record_type]
    pages = Pages(record_type)

    @pages.get(f"/{kind.plural.lower()}")
    def index() -> ResponseReturnValue:
        return lists.index(record_type)

    @pages.get(f"/{kind.plural.lower()}/<int:record_id>")
    def page(record_id: int) -> ResponseReturnValue:
        return _page(kind, record_id)

    return pages


def _page(kind: RecordKind, record_id: int) -> ResponseReturnValue:
    record = kind.one(work(), record_id)
    named = TABS if RELATED[kind.type] else {code: name for code, name in TABS.items() if code != "related"}
    tab = record_page.tab_asked_for(named)
    return render_template(
        "pages/record.html",
        kind=kind,
        record=record,
        tab=tab,
        tabs=record_page.tabs(kind.type, record_id, named),
        groups=groups(work(), kind, record) if tab == "details" else [],
        lines=order_lines.of(work(), record_id) if kind.type == "order" and tab == "details" else None,
        related=_related(work(), kind, record_id) if tab == "related" else [],
        **record_page.detail(work(), kind.type, record_id, tab),
    )


def groups(work: Work, kind: RecordKind, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the groups of fields of a record that have fields to be edited."""
    return [group_of(work, kind, record, h) for h in groups_of(kind.type) if group_names(kind.type, h)]


def _related(work: Work, kind: RecordKind, record_id: int) -> list[tuple[RecordKind, list[dict[str, Any]]]]:
    found = []
    for record_type, field in RELATED[kind.type]:
        other = KINDS[record_type]
        if rights.may(work.actor, "read", record_type):
            page = other.find(work, {field: record_id}, MOST_RELATED, None)
            found.append((other, other.as_dict(work, page.items)))
    return found


contacts, accounts, orders = (pages_of(record_type) for record_type in ("contact", "account", "order"))
