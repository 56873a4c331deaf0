"""Moving what stands in a calendar to another time: what each kind allows, and what follows from it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from crm.errors import Invalid, NotAllowed, NotFound
from crm.models import Lead, Opportunity
from crm.rights import require_sight as require_sight_of_record
from tasks import leads, opportunities
from tasks.calendar import meetings
from tasks.calendar.entries import HANDOFF, MEETING, SALE, TASK, may_move_task
from tasks.locks import lock_task
from tasks.models import UserTask
from tasks.record_rows import require_active
from tasks.rights import require_open, require_sight
from tasks.work import Work

EARLIEST, LATEST = 1970, 2200


def move(work: Work, kind: str, entry_id: int, at: datetime) -> None:
    """Put an entry of the calendar at another time; `at` has a time zone.

    Raises:
        crm.errors.NotFound: there is no such entry, or not for this person.
        crm.errors.NotAllowed: the person may not move it.
        crm.errors.StateForbids, tasks.errors.TaskError: its record is inactive, or it is done with.
    """
    if not EARLIEST <= at.year <= LATEST:
        raise Invalid({"at": [f"Enter a time between the years {EARLIEST} and {LATEST}."]})
    _moving(kind)(work, entry_id, at)


def time_of(work: Work, kind: str, entry_id: int) -> datetime:
    """Return when an entry takes place now.

    Raises:
        crm.errors.NotFound: there is no such entry, or not for this person.
    """
    found = _reading(kind)(work, entry_id)
    if found is None:
        raise NotFound(kind, entry_id)
    return found


def _move_task(work: Work, task_id: int, at: datetime) -> None:
    require_sight(work.session, work.actor, task_id)
    locked = lock_task(work.session, task_id)
    require_open(work.session, locked)
    require_active(work, locked.record)
    task = work.session.get_one(UserTask, task_id, populate_existing=True)
    if not may_move_task(work.actor, task):
        reason = "its process sets when it is due" if task.instance_id else "it belongs to somebody else"
        raise NotAllowed(f"move the task “{task.subject}”", f"{reason}; managers and administrators may")
    if task.due is None and task.start > at:
        task.start = at
    task.due, task.revision = at, task.revision + 1
    work.session.flush()


def _move_sale(work: Work, opportunity_id: int, at: datetime) -> None:
    opportunities.update(work, opportunity_id, {"next_meeting": at})


def _move_handoff(work: Work, lead_id: int, at: datetime) -> None:
    leads.update(work, lead_id, {"meeting_at": at})


def _time_of_task(work: Work, task_id: int) -> datetime | None:
    require_sight(work.session, work.actor, task_id)
    task = work.session.get_one(UserTask, task_id)
    return task.due or task.start


def _time_of_sale(work: Work, opportunity_id: int) -> datetime | None:
    require_sight_of_record(work.session, work.actor, Opportunity, opportunity_id)
    return work.session.get_one(Opportunity, opportunity_id).next_meeting


def _time_of_handoff(work: Work, lead_id: int) -> datetime | None:
    require_sight_of_record(work.session, work.actor, Lead, lead_id)
    return work.session.get_one(Lead, lead_id).meeting_at


Reading = Callable[[Work, int], datetime | None]
Moving = Callable[[Work, int, datetime], None]
KINDS: Mapping[str, tuple[Reading, Moving]] = {
    TASK: (_time_of_task, _move_task),
    MEETING: (lambda work, meeting_id: meetings.of(work, meeting_id).at, meetings.move),
    SALE: (_time_of_sale, _move_sale),
    HANDOFF: (_time_of_handoff, _move_handoff),
}


def _reading(kind: str) -> Reading:
    return _of(kind)[0]


def _moving(kind: str) -> Moving:
    return _of(kind)[1]


def _of(kind: str) -> tuple[Reading, Moving]:
    if kind not in KINDS:
        raise NotFound("kind of entry", kind)
    return KINDS[kind]
