"""Holds floods off public doors: each address has some calls free, then waits, longer each time. Kept in the database."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.errors import CalledTooOften
from crm.models import PublicCaller
from db import clock

WINDOW = timedelta(minutes=1)
FREE = {"form": 10, "ticket": 60, "event": 120, "hook": 120}
"""Calls of each door that an address has free in a window."""
SHORTEST, MOST_DOUBLINGS = timedelta(seconds=30), 9
FORGIVEN = timedelta(days=1)


def admit(session: Session, door: str, address: str | None) -> None:
    """Count a call; the count has to be kept, whatever becomes of the call.

    Raises:
        crm.errors.CalledTooOften: the address has called too often.
    """
    caller, now = _locked(session, door, group_of(address)), clock.now()
    if caller.until is not None and caller.until > now:
        raise CalledTooOften(caller.until)
    if caller.until is not None and caller.until < now - FORGIVEN:
        caller.strikes = 0
    if caller.since < now - WINDOW:
        caller.since, caller.calls = now, 0
    caller.calls += 1
    if caller.calls > FREE[door]:
        _hold(caller, now)
    session.flush()
    if caller.until is not None and caller.until > now:
        raise CalledTooOften(caller.until)


def group_of(address: str | None) -> str:
    """Return what is counted for an address: itself, but the whole network of one household in IPv6."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def forget_old(session: Session) -> None:
    """Forget who has not called for long."""
    session.execute(delete(PublicCaller).where(PublicCaller.since < clock.now() - FORGIVEN))


def _hold(caller: PublicCaller, now: datetime) -> None:
    wait: timedelta = SHORTEST * 2 ** min(caller.strikes, MOST_DOUBLINGS)
    caller.until, caller.strikes, caller.calls, caller.since = now + wait, caller.strikes + 1, 0, now


def _locked(session: Session, door: str, address: str) -> PublicCaller:
    new = insert(PublicCaller).values(door=door, address=address, since=clock.now(), calls=0, strikes=0)
    session.execute(new.on_conflict_do_nothing())
    found = select(PublicCaller).where(PublicCaller.door == door, PublicCaller.address == address)
    return session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()
