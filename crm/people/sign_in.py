"""Signing in by login and password. Failed attempts are counted in the database, so that all processes agree.

After a few failures each further attempt has to wait, longer each time. Who keeps failing makes nobody else wait for
long, and nobody at all who has signed in from their address before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from crm.audit import events
from crm.changes import HISTORY, Author
from crm.errors import SignInRefused, SignInThrottled
from crm.models import SignInAttempt
from crm.people import passwords
from crm.people.actors import ACTOR, USERS, Actor, actor
from crm.record_types import table_of
from db import clock

ATTEMPTS = table_of(SignInAttempt)
KEPT, KNOWN = timedelta(days=1), timedelta(days=90)
FREE_FOR_PAIR, FREE_FOR_LOGIN, FREE_FOR_ADDRESS = 5, 30, 60
SHORTEST, LONGEST, LONGEST_FOR_OTHERS = timedelta(seconds=30), timedelta(minutes=15), timedelta(minutes=1)
LONGEST_LOGIN = 60


def authenticate(session: Session, login: str, password: str, address: str | None = None) -> Actor:
    """Return the actor that a login and a password belong to.

    Raises:
        crm.errors.SignInRefused: they do not belong together. The attempt is counted in this session: commit it.
        crm.errors.SignInThrottled: there were too many attempts; the password was not even looked at.
    """
    login, place = login.strip().lower()[:LONGEST_LOGIN], address or ""
    row = session.execute(
        ACTOR.add_columns(USERS.c.password_hash, USERS.c.active).where(USERS.c.login == login)
    ).first()
    _take_turns(session, login, place)
    _refuse_many(session, login, place, known=row is not None and _has_signed_in(session, row.id, address))
    fits = passwords.fits(password, row.password_hash if row else None)
    if row is None or not row.active or not fits:
        _count(session, login, place)
        events.write(
            session, "sign_in_failed", ("user", row.id if row else None), {"login": login}, Author(address=address)
        )
        raise SignInRefused
    session.execute(delete(ATTEMPTS).where(ATTEMPTS.c.login == login, ATTEMPTS.c.address == place))
    if passwords.is_outdated(row.password_hash):
        session.execute(update(USERS).where(USERS.c.id == row.id).values(password_hash=passwords.hash_of(password)))
    return actor(row, address)


def note_signed_in(session: Session, actor: Actor, way: str) -> None:
    """Log that somebody has signed in, and in which way."""
    events.write(session, "signed_in", ("user", actor.id), {"login": actor.login, "with": way}, actor.author())


def _take_turns(session: Session, login: str, address: str) -> None:
    """Have attempts for one login from one address wait for each other, so that none slips by uncounted."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"sign-in {login} {address}", 0))))


def _has_signed_in(session: Session, user_id: int, address: str | None) -> bool:
    of_user = (HISTORY.c.record_type == "user") & (HISTORY.c.record_id == user_id)
    there = (HISTORY.c.field == "signed_in") & (HISTORY.c.address == address) & (HISTORY.c.at > clock.now() - KNOWN)
    return bool(session.scalar(select(exists().where(of_user, there))))


def _refuse_many(session: Session, login: str, address: str, *, known: bool) -> None:
    of_login, of_address = ATTEMPTS.c.login == login, ATTEMPTS.c.address == address
    masks: Sequence[ColumnElement[bool]] = (of_login & of_address, of_login, of_address)
    counted = [part for mask in masks for part in (func.count().filter(mask), func.max(ATTEMPTS.c.at).filter(mask))]
    now = clock.now()
    row = session.execute(select(*counted).where(of_login | of_address, ATTEMPTS.c.at > now - KEPT)).one()
    until = [_wait(row[0], row[1], FREE_FOR_PAIR, LONGEST)]
    if not known:
        until.append(_wait(row[2], row[3], FREE_FOR_LOGIN, LONGEST_FOR_OTHERS))
        until.append(_wait(row[4], row[5], FREE_FOR_ADDRESS, LONGEST_FOR_OTHERS))
    latest = max((moment for moment in until if moment is not None), default=now)
    if latest > now:
        raise SignInThrottled(latest)


def _wait(failures: int, last: datetime | None, free: int, longest: timedelta) -> datetime | None:
    """Return until when the next attempt has to wait: twice as long with each failure beyond the free ones."""
    if last is None or failures < free:
        return None
    doublings = min(failures - free, 10)
    wait: timedelta = min(SHORTEST * 2**doublings, longest)
    return last + wait


def _count(session: Session, login: str, address: str) -> None:
    session.add(SignInAttempt(login=login, address=address))
    session.flush()
