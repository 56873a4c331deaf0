"""Calendars and invitations as iCalendar objects (RFC 5545, RFC 5546): the only place that knows the format."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from crm import notification_preferences as preferences
from crm import settings
from crm.models import Activity, User
from db import clock
from tasks import mail
from tasks.calendar.entries import MEETING, USUAL_MINUTES, Entry
from tasks.work import Work

PRODUCT = "-//Baton//Calendar//EN"
REFRESH = timedelta(minutes=30)


def feed(entries: Iterable[Entry], name: str, site: str) -> bytes:
    """Return a calendar to subscribe to; the same entries give the same bytes."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in entries:
        event = _event(entry.kind, entry.id, site, entry.sequence)
        event.add("dtstamp", entry.made_at)
        event.add("summary", f"{entry.title} ({entry.about})" if entry.about else entry.title)
        event.add("dtstart", entry.at)
        event.add("dtend", entry.until)
        event.add("url", site + entry.path)
        event.add("description", site + entry.path)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def invitation(work: Work, meeting: Activity, address: str, method: str) -> str:
    """Return an invitation to a meeting for one address; `method` is REQUEST, or CANCEL when it was called off."""
    calendar = _calendar(method)
    event = _event(MEETING, meeting.id, mail.settings_of(work.session).base_url, meeting.sequence)
    event.add("dtstamp", clock.now())
    event.add("summary", meeting.subject)
    event.add("dtstart", meeting.at)
    event.add("dtend", meeting.at + timedelta(minutes=meeting.duration_minutes or USUAL_MINUTES[MEETING]))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if meeting.body:
        event.add("description", meeting.body)
    event.add("organizer", _organizer(work, meeting))
    event.add("attendee", _attendee(address))
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content.decode()


def zone_of(work: Work) -> ZoneInfo:
    """Return the zone in which whoever acts reads times."""
    return preferences.zone_of(work.session, work.actor.id)


def in_words(at: datetime, zone: ZoneInfo) -> str:
    """Return a time for a mail, with the zone that it is meant in."""
    return f"{at.astimezone(zone):%A, %-d %B %Y, %H:%M} ({zone})"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(kind: str, entry_id: int, site: str, sequence: int) -> Event:
    event = Event()
    event.add("uid", f"{kind}-{entry_id}@{urlsplit(site).hostname or 'baton'}")
    event.add("sequence", sequence)
    return event


def _organizer(work: Work, meeting: Activity) -> vCalAddress:
    """Return who invites: the author of the meeting, else the site."""
    author = work.session.get(User, meeting.author_id) if meeting.author_id else None
    address = (author.email if author else None) or settings.get(work.session, "mail-sender") or "baton@localhost"
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(author.name if author else settings.get(work.session, "company-name") or "Baton")
    return organizer


def _attendee(address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["ROLE"], attendee.params["PARTSTAT"] = vText("REQ-PARTICIPANT"), vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    return attendee
