"""Signing in by login and password. Failed attempts are counted in the database, for each login and each address."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from crm.errors import SignInRefused, SignInThrottled
from crm.models import SignInAttempt
from crm.people import passwords
from crm.people.actors import ACTOR, USERS, Actor, actor
from crm.record_types import table_of
from db import clock

ATTEMPTS = table_of(SignInAttempt)
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
MOST_FOR_PAIR, MOST_FOR_LOGIN, MOST_FOR_ADDRESS = 5, 30, 60
LONGEST_LOGIN = 60


def authenticate(session: Session, login: str, password: str, address: str | None = None) -> Actor:
    """Return the actor that a login and a password belong to.

    Raises:
        crm.errors.SignInRefused: they do not belong together. The attempt is counted in this session: commit it.
        crm.errors.SignInThrottled: there were too many attempts; the password was not even looked at.
    """
    login, place = login.strip().lower()[:LONGEST_LOGIN], address or ""
    _refuse_many(session, login, place)
    row = session.execute(
        ACTOR.add_columns(USERS.c.password_hash, USERS.c.active).where(USERS.c.login == login)
    ).first()
    fits = passwords.fits(password, row.password_hash if row else None)
    if row is None or not row.active or not fits:
        _count(session, login, place)
        raise SignInRefused
    session.execute(delete(ATTEMPTS).where(ATTEMPTS.c.login == login, ATTEMPTS.c.address == place))
    if passwords.is_outdated(row.password_hash):
        session.execute(update(USERS).where(USERS.c.id == row.id).values(password_hash=passwords.hash_of(password)))
    return actor(row, address)


def _refuse_many(session: Session, login: str, address: str) -> None:
    of_login, of_address = ATTEMPTS.c.login == login, ATTEMPTS.c.address == address
    counted = [func.count().filter(mask) for mask in (of_login & of_address, of_login, of_address)]
    since = clock.now() - WINDOW
    recent = select(func.min(ATTEMPTS.c.at), *counted).where(of_login | of_address, ATTEMPTS.c.at > since)
    first, *counts = session.execute(recent).one()
    limits = (MOST_FOR_PAIR, MOST_FOR_LOGIN, MOST_FOR_ADDRESS)
    if any(count >= most for count, most in zip(counts, limits, strict=True)):
        raise SignInThrottled(first + WINDOW)


def _count(session: Session, login: str, address: str) -> None:
    session.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at < clock.now() - KEPT))
    session.add(SignInAttempt(login=login, address=address))
    session.flush()
