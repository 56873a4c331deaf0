"""How people want to be told things: channels by event, quiet hours, the hour of the digest, their time zone."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import entry, settings
from crm.errors import Invalid
from crm.fields import Field
from crm.models import NotificationPreference
from crm.record_types import table_of
from db import clock

PREFERENCES = table_of(NotificationPreference)
PAGE, EMAIL, DIGEST = "page", "email", "digest"
CHANNELS = {PAGE: "Bell", EMAIL: "E-mail", DIGEST: "Daily digest"}
EVENTS = {
    "assigned": "A task comes to me",
    "reminded": "Somebody reminds me",
    "due_soon": "A task is due soon",
    "overdue": "A task is overdue",
    "mentioned": "Somebody mentions me",
    "handed_over": "A lead is handed over to me",
}
USUAL: Mapping[str, frozenset[str]] = {"reminded": frozenset({PAGE, EMAIL})}
BY_BELL = frozenset({PAGE})
LAST_HOUR = 23
QUIET = ("quiet_from", "quiet_until")
FIELDS = {
    field.name: field
    for field in (
        Field("quiet_from", "Quiet from", form="time"),
        Field("quiet_until", "Quiet until", form="time"),
        Field("digest_hour", "Hour of the digest", "number", defaulted=True),
        Field("time_zone", "Time zone", form="time_zone"),
    )
}


def channels(session: Session, user_id: int, event: str) -> frozenset[str]:
    """Return the channels by which a user wants to hear of an event; what is no choice of theirs goes to the bell."""
    if event not in EVENTS:
        return BY_BELL
    chosen = session.scalar(select(PREFERENCES.c.channels[event]).where(PREFERENCES.c.user_id == user_id))
    return USUAL.get(event, BY_BELL) if chosen is None else frozenset(chosen)


def of(session: Session, user_id: int) -> dict[str, Any]:
    """Return the preferences of a user: `{channels, quiet_from, quiet_until, digest_hour, time_zone}`."""
    row = session.get(NotificationPreference, user_id, populate_existing=True)
    kept = row.channels if row else {}
    return {
        "channels": {event: [c for c in CHANNELS if c in _chosen(kept, event)] for event in EVENTS},
        "quiet_from": _minute(row.quiet_from) if row else None,
        "quiet_until": _minute(row.quiet_until) if row else None,
        "digest_hour": row.digest_hour if row else 8,
        "time_zone": row.time_zone if row else None,
    }


def put(session: Session, user_id: int, values: Mapping[str, Any]) -> None:
    """Change what is given of a user's preferences, in the shape of `of`.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    given = dict(values)
    wanted = given.pop("channels", {})
    columns, errors = _read(session, given)
    errors |= _wrong_channels(wanted) | _wrong_hours({**of(session, user_id), **given}, columns)
    if errors:
        raise Invalid(errors)
    row = _locked(session, user_id)
    for name, value in columns.items():
        setattr(row, name, time.fromisoformat(value) if name in QUIET and value else value)
    row.channels = {**row.channels, **{event: list(names) for event, names in wanted.items()}}
    if "digest_hour" in columns:
        _begin_digest(session, row)
    session.flush()


def zone_of(session: Session, user_id: int) -> ZoneInfo:
    """Return the time zone of a user: their own, else the site's."""
    return ZoneInfo(own_zone(session, user_id) or settings.get(session, "time-zone"))


def own_zone(session: Session, user_id: int) -> str | None:
    """Return the name of the time zone that a user chose, None when they chose none."""
    return session.scalar(select(PREFERENCES.c.time_zone).where(PREFERENCES.c.user_id == user_id))


def is_quiet(session: Session, user_id: int) -> bool:
    """Say whether a user wants no mail at this hour."""
    row = session.get(NotificationPreference, user_id)
    if row is None or row.quiet_from is None or row.quiet_until is None:
        return False
    here = clock.now().astimezone(zone_of(session, user_id)).time()
    if row.quiet_from <= row.quiet_until:
        return row.quiet_from <= here < row.quiet_until
    return here >= row.quiet_from or here < row.quiet_until


def quiet_now(session: Session) -> list[int]:
    """Return the users who want no mail at this hour."""
    with_hours = select(PREFERENCES.c.user_id).where(PREFERENCES.c.quiet_from.is_not(None))
    return [user_id for user_id in session.scalars(with_hours) if is_quiet(session, user_id)]


def local_now(session: Session, user_id: int) -> datetime:
    """Return the present time in a user's zone."""
    return clock.now().astimezone(zone_of(session, user_id))


def _chosen(kept: Mapping[str, Any], event: str) -> frozenset[str]:
    return frozenset(kept[event]) if event in kept else USUAL.get(event, BY_BELL)


def _locked(session: Session, user_id: int) -> NotificationPreference:
    session.execute(insert(PREFERENCES).values(user_id=user_id).on_conflict_do_nothing())
    return session.get_one(NotificationPreference, user_id, with_for_update=True, populate_existing=True)


def _read(session: Session, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    try:
        return entry.accept_new(session, FIELDS, given), {}
    except Invalid as invalid:
        return {}, dict(invalid.errors)


def _wrong_hours(whole: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if (columns.get("digest_hour") or 0) > LAST_HOUR:
        wrong["digest_hour"] = ["Enter an hour from 0 to 23."]
    missing = [name for name in QUIET if not whole[name]]
    if len(missing) == 1:
        wrong[missing[0]] = ["Quiet hours need a beginning and an end."]
    return wrong


def _wrong_channels(wanted: Any) -> dict[str, list[str]]:
    if not isinstance(wanted, Mapping):
        return {"channels": ["Enter a list of channels for each event."]}
    wrong: dict[str, list[str]] = {}
    for event, names in wanted.items():
        if event not in EVENTS:
            wrong[f"channels.{event}"] = [f"There is no such event; there are {', '.join(EVENTS)}."]
        elif not isinstance(names, list | tuple) or not set(names) <= CHANNELS.keys():
            wrong[f"channels.{event}"] = [f"Choose among {', '.join(CHANNELS)}."]
    return wrong


def _begin_digest(session: Session, row: NotificationPreference) -> None:
    """Have the first digest come at the next such hour, not at once because today's has passed already."""
    session.flush()
    now = local_now(session, row.user_id)
    if now.hour >= row.digest_hour and row.digested_on is None:
        row.digested_on = now.date()


def _minute(at: time | None) -> str | None:
    return at.isoformat("minutes") if at else None
