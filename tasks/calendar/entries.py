"""What stands in a calendar: tasks that are to show in it, meetings, next meetings of sales, meetings of handoffs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from crm import rights
from crm.models import Activity, Lead, Opportunity, User
from crm.people import Actor
from crm.record_types import table_of
from tasks.models import UserTask
from tasks.notices import PAGES
from tasks.rights import MAY_WORK_ON_ALL, of_inactive
from tasks.rights import visible as visible_tasks

TASK, MEETING, SALE, HANDOFF = "task", "meeting", "sale", "handoff"
KINDS = (TASK, MEETING, SALE, HANDOFF)
USUAL_MINUTES = {TASK: 30, MEETING: 60, SALE: 60, HANDOFF: 60}
MOST = 1000
FOLDERS = {**PAGES, "contact": "contacts", "account": "accounts"}
ACTIVITIES = table_of(Activity)
WHEN = func.coalesce(UserTask.due, UserTask.start)
HANDED_TO = func.coalesce(Lead.handoff_assignee_id, Lead.owner_id)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar; `kind` and `id` name what it stands for, `sequence` counts its changes.

    `about` is the name of the record that it is for, where its title does not say so.
    """

    kind: str
    id: int
    title: str
    at: datetime
    minutes: int
    path: str
    owner: str | None
    movable: bool
    made_at: datetime
    sequence: int
    about: str | None = None

    @property
    def until(self) -> datetime:
        """Return when it ends."""
        return self.at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Span:
    """Whose calendar is wanted, and from when to when; `everybody` are all whose work the person may see."""

    actor: Actor
    since: datetime
    until: datetime
    everybody: bool = False

    def within(self, moment: Any) -> ColumnElement[bool]:
        """Return the condition that a moment lies in the span."""
        return and_(moment >= self.since, moment < self.until)

    def of(self, owner: Any) -> list[ColumnElement[bool]]:
        """Return the conditions that an entry belongs to whom it is wanted of."""
        return [] if self.everybody else [owner == self.actor.id]


def find(session: Session, span: Span) -> list[Entry]:
    """Return what stands in a calendar, by time."""
    found = [
        *_tasks(session, span),
        *_meetings(session, span),
        *_sales(session, span),
        *_handoffs(session, span),
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.kind, entry.id))


def may_see_others(actor: Actor) -> bool:
    """Say whether a person may see the calendar of more than themselves."""
    return rights.may(actor, "read", "lead") and actor.scope != "own"


def _tasks(session: Session, span: Span) -> Iterator[Entry]:
    query = (
        select(UserTask, User.name, func.coalesce(Opportunity.name, Lead.title))
        .outerjoin(User, User.id == UserTask.owner_id)
        .outerjoin(Lead, Lead.id == UserTask.lead_id)
        .outerjoin(Opportunity, and_(Opportunity.id == UserTask.opportunity_id, UserTask.record_type == "opportunity"))
        .where(UserTask.show_in_calendar, UserTask.state == "open", UserTask.suggested.is_(False))
        .where(span.within(WHEN), *span.of(UserTask.owner_id), *visible_tasks(span.actor), ~of_inactive())
    )
    for task, owner, about in session.execute(_first(query, WHEN)):
        at, path = task.due or task.start, f"/inbox/{task.id}"
        movable, made = may_move_task(span.actor, task), (task.created_at, task.revision)
        yield Entry(TASK, task.id, task.subject, at, USUAL_MINUTES[TASK], path, owner, movable, *made, about)


def may_move_task(actor: Actor, task: UserTask) -> bool:
    """Say whether a person may move the due time of a task.

    A task made by hand is moved by its owner and by who made it; the due time that a process gave is its rule, which
    only managers and administrators set aside.
    """
    if actor.roles & MAY_WORK_ON_ALL:
        return True
    return task.instance_id is None and actor.id in (task.owner_id, task.reporter_id)


def _meetings(session: Session, span: Span) -> Iterator[Entry]:
    seen = rights.of_visible(span.actor, ACTIVITIES.c.record_type, ACTIVITIES.c.record_id)
    query = (
        select(Activity, User.name, func.coalesce(Opportunity.name, Lead.title))
        .outerjoin(User, User.id == Activity.author_id)
        .outerjoin(Lead, and_(Lead.id == Activity.record_id, Activity.record_type == "lead"))
        .outerjoin(Opportunity, and_(Opportunity.id == Activity.record_id, Activity.record_type == "opportunity"))
        .where(Activity.kind == "meeting", span.within(Activity.at), *span.of(Activity.author_id), seen)
        .where(Activity.cancelled_at.is_(None))
    )
    for meeting, author, about in session.execute(_first(query, Activity.at)):
        path = f"/{FOLDERS[meeting.record_type]}/{meeting.record_id}?tab=activities"
        minutes = meeting.duration_minutes or USUAL_MINUTES[MEETING]
        movable = may_move_meeting(span.actor, meeting)
        made = (meeting.created_at, meeting.sequence)
        yield Entry(MEETING, meeting.id, meeting.subject, meeting.at, minutes, path, author, movable, *made, about)


def may_move_meeting(actor: Actor, meeting: Activity) -> bool:
    """Say whether a person may move a meeting or call it off: who entered it, or a manager or administrator."""
    return meeting.author_id == actor.id or bool(actor.roles & MAY_WORK_ON_ALL)


def _sales(session: Session, span: Span) -> Iterator[Entry]:
    query = (
        select(Opportunity, User.name)
        .outerjoin(User, User.id == Opportunity.owner_id)
        .where(span.within(Opportunity.next_meeting), *span.of(Opportunity.owner_id))
        .where(rights.visible(span.actor, Opportunity), Opportunity.active)
    )
    movable = rights.may(span.actor, "edit", "opportunity")
    for sale, owner in session.execute(_first(query, Opportunity.next_meeting)):
        path, minutes = f"/opportunities/{sale.id}", USUAL_MINUTES[SALE]
        facts = (f"Meeting: {sale.name}", sale.next_meeting, minutes, path, owner, movable, sale.updated_at)
        yield Entry(SALE, sale.id, *facts, sale.revision)


def _handoffs(session: Session, span: Span) -> Iterator[Entry]:
    """Yield meetings that handoffs agreed on; once there is an opportunity, it has the meeting."""
    query = (
        select(Lead, User.name)
        .outerjoin(User, User.id == HANDED_TO)
        .where(span.within(Lead.meeting_at), *span.of(HANDED_TO), rights.visible(span.actor, Lead))
        .where(Lead.active, Lead.opportunity_id.is_(None))
    )
    movable = rights.may(span.actor, "edit", "lead")
    for lead, owner in session.execute(_first(query, Lead.meeting_at)):
        path, minutes = f"/leads/{lead.id}", USUAL_MINUTES[HANDOFF]
        facts = (f"Handoff meeting: {lead.title}", lead.meeting_at, minutes, path, owner, movable, lead.updated_at)
        yield Entry(HANDOFF, lead.id, *facts, lead.revision)


def _first(query: Any, moment: Any) -> Any:
    return query.order_by(moment).limit(MOST)
