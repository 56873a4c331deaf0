"""Finds user tasks by view and filter, page by page, with Core statements: the inbox is opened all day long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true, tuple_

from crm.errors import Invalid
from crm.models import Lead, User
from crm.people import Actor
from crm.record_types import table_of
from db import clock
from db.paging import decode_cursor, encode_cursor, read_id, read_moment
from tasks import filter_values
from tasks.models import UserTask
from tasks.rights import MAY_WORK_ON_ALL, RECORDS, of_inactive, visible
from tasks.work import Work

TASKS = table_of(UserTask)
LEADS = table_of(Lead)
USERS = table_of(User)
VIEWS = ("mine", "groups", "overdue", "today", "week", "all", "completed")
STATES = ("open", "completed", "cancelled")
DUE = ("overdue", "today", "week", "none")
UNDONE = DUE[:3]
"""What is due is still to be done: with these, only open tasks are found unless a state is given."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of the list; ties are broken by id, so that pages neither skip nor repeat.

    Rows without a key come where the indexes have them: last in a rising order, first in a falling one.
    """

    name: str
    key: ColumnElement[Any]
    falling: bool = False
    nullable: bool = False
    write: Callable[[Any], Any] = datetime.isoformat
    read: Callable[[Any], Any] = read_moment


RANK = case({"high": 0, "medium": 1, "low": 2}, value=TASKS.c.priority, else_=3)
SORTS = {
    sort.name: sort
    for sort in (
        Sort("due", TASKS.c.due, nullable=True),
        Sort("newest", TASKS.c.created_at, falling=True),
        Sort("oldest", TASKS.c.created_at),
        Sort("priority", RANK, write=int, read=read_id),
        Sort("finished", TASKS.c.completed_at, falling=True, nullable=True),
    )
}


def find(
    work: Work, filters: Mapping[str, Any], limit: int = 50, cursor: str | None = None
) -> tuple[list[int], str | None]:
    """Return the ids of a page of tasks and the cursor of the next page (None at the end).

    Filters: `lead, opportunity, of, state, mine, group, due (overdue, today, week, none), process, stage, priority,
    owner, q, suggested, view`; `sort` is one of `SORTS`. Without it open tasks come by due time, others newest first.
    Tasks of inactive records are found only where the record itself is named.

    Raises:
        crm.errors.Invalid: a filter, what it names, or the cursor is not one of ours.
    """
    filter_values.check(work.session, filters, FILTERS.keys() | {"state", "view", "sort"})
    state = _state(filters)
    sort = _sort(filters.get("sort"), state)
    conditions = [*visible(work.actor), *_conditions(work, filters, state)]
    if not RECORDS.keys() & filters.keys():
        conditions.append(~of_inactive())
    rows = _rows(work, sort, conditions, cursor, limit + 1)
    page = rows[:limit]
    next_cursor = _cursor(sort, page[-1]) if len(rows) > limit else None
    return [row.id for row in page], next_cursor


def counts(work: Work) -> dict[str, int]:
    """Return how many open tasks each view of the inbox holds, in one statement."""
    mine = _mine(work.actor)
    conditions = {
        "mine": mine,
        "groups": _groups(work.actor),
        "overdue": and_(mine, _due("overdue")),
        "today": and_(mine, _due("today")),
        "week": and_(mine, _due("week")),
        "all": TASKS.c.id.is_not(None),
    }
    columns = [func.count().filter(condition).label(name) for name, condition in conditions.items()]
    statement = select(*columns).where(TASKS.c.state == "open", ~of_inactive(), *visible(work.actor))
    return dict(work.session.execute(statement).mappings().one())


def _state(filters: Mapping[str, Any]) -> str | None:
    if filters.get("view") == "completed":
        return "completed"
    if filters.get("view"):
        return "open"
    state = filters.get("state") or ("open" if filters.get("due") in UNDONE else None)
    if state is not None and state not in STATES:
        raise Invalid({"state": [f"“{state}” is not a state; there are {', '.join(STATES)}."]})
    return state


def _sort(name: str | None, state: str | None) -> Sort:
    if name is None:
        name = "finished" if state in ("completed", "cancelled") else "due"
    if name not in SORTS:
        raise Invalid({"sort": [f"“{name}” is not an order; there are {', '.join(SORTS)}."]})
    return SORTS[name]


def _rows(work: Work, sort: Sort, conditions: list[ColumnElement[bool]], cursor: str | None, wanted: int) -> list[Any]:
    """Return the rows after a cursor, part by part: an index gives each part in order, but not the parts in one."""
    order = (sort.key.desc(), TASKS.c.id.desc()) if sort.falling else (sort.key, TASKS.c.id)
    statement = select(TASKS.c.id, sort.key.label("key")).where(*conditions).order_by(*order)
    rows: list[Any] = []
    for part in _parts(sort, cursor):
        if len(rows) < wanted:
            rows += work.session.execute(statement.where(part).limit(wanted - len(rows))).all()
    return rows


def _parts(sort: Sort, cursor: str | None) -> list[ColumnElement[bool]]:
    """Return the conditions of the parts that come after a cursor, in order: rows with a key, and rows without."""
    if cursor is None:
        return [true()]
    key, task_id = _after(cursor, sort)
    without, position = sort.key.is_(None), tuple_(sort.key, TASKS.c.id)
    if key is None:
        of_these = and_(without, TASKS.c.id < task_id if sort.falling else TASKS.c.id > task_id)
        return [of_these, sort.key.is_not(None)] if sort.falling else [of_these]
    after = tuple_(key, task_id)
    if sort.falling:
        return [position < after]
    return [position > after, without] if sort.nullable else [position > after]


def _cursor(sort: Sort, row: Any) -> str:
    return encode_cursor([sort.name, None if row.key is None else sort.write(row.key), row.id])


def _after(cursor: str, sort: Sort) -> tuple[Any, int]:
    try:
        name, key, task_id = decode_cursor(cursor)
        if name != sort.name:
            raise Invalid({"cursor": ["This cursor belongs to another order of the list."]})
        return None if key is None and sort.nullable else sort.read(key), read_id(task_id)
    except (TypeError, ValueError):
        raise Invalid({"cursor": ["This cursor is not one of ours."]}) from None


def _conditions(work: Work, filters: Mapping[str, Any], state: str | None) -> list[ColumnElement[bool]]:
    conditions = [FILTERS[name](work.actor, value) for name, value in filters.items() if name in FILTERS]
    if state is not None:
        conditions.append(TASKS.c.state == state)
    if filters.get("view"):
        conditions.append(_view(work.actor, filters["view"]))
    return conditions


def _view(actor: Actor, view: str) -> ColumnElement[bool]:
    if view not in VIEWS:
        raise Invalid({"view": [f"“{view}” is not a view; there are {', '.join(VIEWS)}."]})
    if view in DUE:
        return and_(_mine(actor), _due(view))
    by_view = {"mine": _mine(actor), "groups": _groups(actor)}
    if view == "completed" and not actor.roles.intersection(MAY_WORK_ON_ALL):
        return TASKS.c.completed_by == actor.id
    return by_view.get(view, TASKS.c.id.is_not(None))


def _mine(actor: Actor) -> ColumnElement[bool]:
    return TASKS.c.owner_id == actor.id


def _groups(actor: Actor) -> ColumnElement[bool]:
    return TASKS.c.groups.overlap(sorted(actor.roles)) if actor.roles else false()


def _due(when: str) -> ColumnElement[bool]:
    now = clock.now()
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if when == "overdue":
        return TASKS.c.due < now
    if when == "today":
        return and_(TASKS.c.due >= tomorrow - timedelta(days=1), TASKS.c.due < tomorrow)
    if when == "week":
        return and_(TASKS.c.due >= tomorrow - timedelta(days=1), TASKS.c.due < tomorrow + timedelta(days=6))
    if when == "none":
        return TASKS.c.due.is_(None)
    raise Invalid({"due": [f"“{when}” is not a due filter; there are {', '.join(DUE)}."]})


def _text_search(q: str) -> ColumnElement[bool]:
    pattern = f"%{q.replace(chr(92), chr(92) * 2).replace('%', chr(92) + '%').replace('_', chr(92) + '_')}%"
    names = or_(LEADS.c.title.ilike(pattern), LEADS.c.contact_name.ilike(pattern), LEADS.c.account_name.ilike(pattern))
    of_lead = select(LEADS.c.id).where(LEADS.c.id == TASKS.c.lead_id, names).exists()
    return or_(TASKS.c.subject.ilike(pattern), of_lead)


def _owner(login: str) -> ColumnElement[bool]:
    return TASKS.c.owner_id == select(USERS.c.id).where(USERS.c.login == login).scalar_subquery()


FILTERS: dict[str, Callable[[Actor, Any], ColumnElement[bool]]] = {
    "lead": lambda _, value: TASKS.c.lead_id == int(value),
    "opportunity": lambda _, value: TASKS.c.opportunity_id == int(value),
    "of": lambda _, value: TASKS.c.record_type == value,
    "mine": lambda actor, value: _mine(actor) if value else TASKS.c.owner_id.is_distinct_from(actor.id),
    "group": lambda _, value: TASKS.c.groups.contains([value]),
    "due": lambda _, value: _due(value),
    "process": lambda _, value: TASKS.c.process_key == value,
    "stage": lambda _, value: TASKS.c.stage == value,
    "priority": lambda _, value: TASKS.c.priority == value,
    "owner": lambda _, value: _owner(value),
    "suggested": lambda _, value: TASKS.c.suggested.is_(bool(value)),
    "q": lambda _, value: _text_search(value),
}
