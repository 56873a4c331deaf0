"""Meetings about records: planned, moved, called off; those who were invited are told by mail, with an invitation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm import activities, rights
from crm.errors import Invalid, NotAllowed, NotFound, StateForbids
from crm.fields import Field
from crm.models import Activity, OutgoingMail
from crm.readers import EMAIL
from db import clock
from engine.ports import RecordKey
from tasks import mail
from tasks.calendar import ical
from tasks.calendar.entries import may_move_meeting
from tasks.record_rows import require_active
from tasks.work import Work

INVITE = Field("invite", "Invite the participants by e-mail to this meeting", "boolean")
FIELDS = {**activities.FIELDS, INVITE.name: INVITE}
MOST_INVITED = 20
WORDS = {"REQUEST": "Invitation: ", "UPDATE": "New time: ", "CANCEL": "Called off: "}


def log(work: Work, record: RecordKey, values: Mapping[str, Any]) -> Activity:
    """Log an activity (`FIELDS`); to a meeting, those whose addresses stand among the participants may be invited.

    Raises:
        crm.errors.Invalid: with every error at its field; nobody can be invited.
        crm.errors.StateForbids: the record is inactive.
    """
    given = {name: value for name, value in values.items() if name != INVITE.name}
    activity = activities.log(work.session, record.type, record.id, given, work.actor.author())
    if values.get(INVITE.name):
        _invite(work, activity)
    return activity


def _invite(work: Work, activity: Activity) -> None:
    if activity.kind != "meeting":
        raise Invalid({"invite": ["Only to a meeting can somebody be invited."]})
    if activity.at < clock.now():
        raise Invalid({"at": ["Nobody can be invited to what is over."]})
    activity.invited = ", ".join(_addresses(activity.participants or ""))
    work.session.flush()
    _send(work, activity, "REQUEST")


def of(work: Work, meeting_id: int) -> Activity:
    """Return a meeting that the person may see.

    Raises:
        crm.errors.NotFound: there is no such meeting, or not for this person.
    """
    found = work.session.get(Activity, meeting_id, with_for_update=True, populate_existing=True)
    if found is None or found.kind != "meeting":
        raise NotFound("meeting", meeting_id)
    if not rights.may(work.actor, "read", found.record_type):
        raise NotFound("meeting", meeting_id)
    if not rights.visible_ids(work.session, work.actor, found.record_type, [found.record_id]):
        raise NotFound("meeting", meeting_id)
    return found


def move(work: Work, meeting_id: int, at: datetime) -> None:
    """Put a meeting at another time, and tell those who were invited. Errors as `cancel`."""
    meeting = _changeable(work, meeting_id, "move")
    if meeting.at == at:
        return
    meeting.at, meeting.sequence = at, meeting.sequence + 1
    work.session.flush()
    _send(work, meeting, "UPDATE")


def cancel(work: Work, meeting_id: int) -> None:
    """Call a meeting off, and tell those who were invited.

    Raises:
        crm.errors.NotFound: there is no such meeting, or not for this person.
        crm.errors.NotAllowed: it is somebody else's.
        crm.errors.StateForbids: it was called off before, or its record is inactive.
    """
    meeting = _changeable(work, meeting_id, "call off")
    meeting.cancelled_at, meeting.sequence = clock.now(), meeting.sequence + 1
    work.session.flush()
    _send(work, meeting, "CANCEL")


def _changeable(work: Work, meeting_id: int, deed: str) -> Activity:
    meeting = of(work, meeting_id)
    if not may_move_meeting(work.actor, meeting):
        reason = "it belongs to who entered it, and to managers and administrators"
        raise NotAllowed(f"{deed} the meeting “{meeting.subject}”", reason)
    require_active(work, RecordKey(meeting.record_type, meeting.record_id))
    if meeting.cancelled_at is not None:
        raise StateForbids(deed.capitalize(), "called off")
    return meeting


def _addresses(participants: str) -> list[str]:
    words = participants.replace("<", " ").replace(">", " ").replace(",", " ").replace(";", " ").split()
    found = list(dict.fromkeys(word.lower() for word in words if EMAIL.fullmatch(word)))
    if not 0 < len(found) <= MOST_INVITED:
        raise Invalid({"participants": [f"Name 1 to {MOST_INVITED} e-mail addresses of whom to invite."]})
    return found


def _send(work: Work, meeting: Activity, why: str) -> None:
    """Write one mail to each who was invited, so that nobody learns the addresses of the others from its head."""
    record = RecordKey(meeting.record_type, meeting.record_id)
    when = ical.in_words(meeting.at, ical.zone_of(work))
    for address in (meeting.invited or "").split(", ") if meeting.invited else ():
        text = "\n\n".join(filter(None, (f"{meeting.subject}\n{when}", meeting.body)))
        mail_id = mail.queue(work.session, address, WORDS[why] + meeting.subject, text, record, work.actor.id)
        row = work.session.get_one(OutgoingMail, mail_id)
        row.calendar = ical.invitation(work, meeting, address, "CANCEL" if why == "CANCEL" else "REQUEST")
    work.session.flush()
