"""Connections to PostgreSQL: one engine a process, and sessions on it."""

import select
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy
from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker

KEEPALIVE = {"keepalives_idle": 60, "keepalives_interval": 15, "keepalives_count": 4}


def create_engine(url: str | URL, *, pool_size: int = 10, application: str = "baton") -> Engine:
    """Make an engine with a pool whose dead connections are found without asking the server each time."""
    engine = sqlalchemy.create_engine(
        normalise(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        pool_recycle=1800,
        json_serializer=dump_json,
        json_deserializer=orjson.loads,
        connect_args={"options": "-c timezone=UTC", "application_name": application, "connect_timeout": 10} | KEEPALIVE,
    )
    event.listen(engine, "checkout", _refuse_closed)
    return engine


def create_sessions(engine: Engine) -> sessionmaker[Session]:
    """Make the factory of sessions; records stay readable after the commit at the request's boundary."""
    return sessionmaker(engine, expire_on_commit=False)


def normalise(url: str | URL) -> URL:
    """Return the address with the driver that we use, whichever way it was spelled."""
    if isinstance(url, str):
        url = make_url(url.replace("postgres://", "postgresql://", 1))
    return url.set(drivername="postgresql+psycopg")


def conninfo(url: str | URL) -> str:
    """Return the same address as libpq spells it, for what talks to psycopg directly."""
    return normalise(url).set(drivername="postgresql").render_as_string(hide_password=False)


def dump_json(value: Any) -> str:
    """Return JSON text; money becomes a decimal string, as everywhere in the interface."""
    return orjson.dumps(value, default=_plain).decode()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _refuse_closed(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
    """Have the pool replace a connection that the server closed while it lay idle.

    Nothing arrives unasked on an idle connection except its end, so a readable socket is a closed one. That costs
    microseconds, where a ping costs a round trip at each checkout.
    """
    poll = select.poll()
    poll.register(dbapi_connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError("the server closed this connection")
