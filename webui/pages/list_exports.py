"""Lists taken out as a table: the records, columns and order that the list shows."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from crm.audit import events
from crm.errors import Invalid, NotFound
from db import clock
from webui.pages import list_view
from webui.pages.blueprint import Pages
from webui.pages.columns import Column
from webui.pages.names import lookup_name, note_records, person_name, record_name, stage_of
from webui.pages.record_kinds import KINDS, RecordKind
from webui.rendering.times import moment, zone
from webui.spreadsheets import CSV, XLSX, as_csv, as_workbook
from webui.transactions import session, work

pages = Pages("list_export")
MOST = 50_000
FORMS = {"csv": CSV, "xlsx": XLSX}


@pages.get("/lists/<record_type>/export.<any(csv,xlsx):form>")
def export(record_type: str, form: str) -> ResponseReturnValue:
    """Return a list as the address narrows it; the audit log says that somebody took it out."""
    kind = KINDS.get(record_type)
    if kind is None:
        raise NotFound("list", record_type)
    keep = list_view.kept(kind, request.args)
    columns = list_view.columns_of(kind, list_view.view_of(list_view.views_of(work(), kind), keep))
    rows = list(_rows(kind, columns, keep))
    facts = {"records": len(rows), "filters": keep or None}
    events.write(session(), "exported", (kind.type, None), facts, work().actor.author())
    head = [column.label for column in columns]
    body = as_workbook(head, rows) if form == "xlsx" else as_csv(_named(head, rows), head)
    name = f"{kind.plural.lower()}-{clock.now():%Y-%m-%d}.{form}"
    return Response(body, content_type=FORMS[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _named(head: list[str], rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(head, row, strict=True)) for row in rows]


def _rows(kind: RecordKind, columns: list[Column], keep: dict[str, str]) -> Iterator[list[Any]]:
    cursor, count = None, 0
    while True:
        page = list_view.page(work(), kind, keep, cursor, list_view.LARGEST_PAGE)
        count += len(page.items)
        if count > MOST:
            raise Invalid({"": [f"More than {MOST:,} {kind.plural.lower()} fit: narrow the list by filters."]})
        rows = list_view.with_buttons(work(), kind, kind.as_dict(work(), page.items))
        for column in columns:
            if column.kind in ("account", "contact"):
                note_records(column.kind, (row[column.code] for row in rows))
        yield from ([_cell(kind, row, column) for column in columns] for row in rows)
        session().expunge_all()
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def _cell(kind: RecordKind, row: dict[str, Any], column: Column) -> Any:
    """Return a value as the list names it; numbers, dates and times of the reader's zone as themselves."""
    value = row[column.code]
    if value is None:
        return None
    if column.kind == "main":
        return kind.name_of(row)
    shown = AS_SHOWN.get(column.kind)
    return shown(column, value) if shown else value


def _stage(column: Column, value: Any) -> str | None:
    stage = stage_of(column.lookup or "", value)
    return stage.name if stage else None


def _moment(_column: Column, value: Any) -> datetime | None:
    at = moment(value)
    return at.astimezone(zone()).replace(tzinfo=None, microsecond=0) if at else None


AS_SHOWN: dict[str, Callable[[Column, Any], Any]] = {
    "stage": _stage,
    "person": lambda _column, value: person_name(value),
    "lookup": lambda column, value: lookup_name(column.lookup or "", value),
    "account": lambda column, value: record_name(column.kind, value),
    "contact": lambda column, value: record_name(column.kind, value),
    "process": lambda _column, value: f"{value['name']} v{value['version']}",
    "money": lambda _column, value: Decimal(value),
    "date": lambda _column, value: date.fromisoformat(str(value)),
    "time": _moment,
    "due": _moment,
    "exact": _moment,
}
