"""Running instances: found by their record, locked before anything happens to them.

Lock order: the instance of an opportunity, the instance of a lead, user task, record. Whoever needs two instances
takes them in that order; what an instance sends to another one is delivered after the sender is saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from typing import cast as cast_type

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from db import clock
from db.connection import dump_json
from db.prepared import Prepared
from engine.errors import UnknownInstance
from engine.history import History
from engine.models import InstanceEvent, ProcessInstance
from engine.ports import RecordKey

INSTANCES = cast_type(Table, ProcessInstance.__table__)
EVENTS = cast_type(Table, InstanceEvent.__table__)
ALIVE = ("running", "incident")
EVENT_COLUMNS = ("kind", "process_key", "element", "element_name", "data")
SAVED_COLUMNS = ("status", "state", "stage", "stage_entered_at", "steps", "ended_at")


@dataclass(frozen=True, slots=True)
class LockedInstance:
    """The row of an instance, which this transaction holds locked. Fields stand in the order of `COLUMNS`."""

    id: int
    version_id: int
    record_type: str
    record_id: int
    status: str
    state: bytes
    stage: str | None
    stage_entered_at: datetime
    steps: int

    @property
    def record(self) -> RecordKey:
        """The record that the instance works for."""
        return RecordKey(self.record_type, self.record_id)

    @property
    def is_alive(self) -> bool:
        """Whether anything can still happen in it."""
        return self.status in ALIVE


COLUMNS = tuple(INSTANCES.c[name] for name in LockedInstance.__slots__)
_LOCK = Prepared(select(*COLUMNS).where(INSTANCES.c.id == bindparam("id")).with_for_update())
_RUNNING_RECORD = (
    INSTANCES.c.record_type == bindparam("type"),
    INSTANCES.c.record_id == bindparam("record_id"),
    INSTANCES.c.status.in_(ALIVE),
)
_RUNNING = select(INSTANCES.c.id).where(*_RUNNING_RECORD)


_LATEST = (
    select(INSTANCES.c.version_id)
    .where(INSTANCES.c.record_type == bindparam("type"), INSTANCES.c.record_id == bindparam("record_id"))
    .order_by(INSTANCES.c.id.desc())
    .limit(1)
)
_ENTERED = select(INSTANCES.c.stage_entered_at).where(*_RUNNING_RECORD)
_CREATE = (
    insert(INSTANCES)
    .on_conflict_do_nothing(
        index_elements=[INSTANCES.c.record_type, INSTANCES.c.record_id],
        index_where=text("status in ('running', 'incident')"),
    )
    .returning(INSTANCES.c.id)
)
_EVENT_ROWS = (
    func.jsonb_to_recordset(cast(bindparam("events", type_=Text), JSONB))
    .table_valued(*(column(name, JSONB if name == "data" else Text) for name in EVENT_COLUMNS))
    .render_derived(name="happened", with_types=True)
)
_NOTE = insert(EVENTS).from_select(
    ["instance_id", "at", "actor_id", *EVENT_COLUMNS],
    select(
        bindparam("instance", type_=BigInteger),
        bindparam("b_at", type_=DateTime(timezone=True)),
        bindparam("actor", type_=BigInteger),
        *(_EVENT_ROWS.c[name] for name in EVENT_COLUMNS),
    ),
    include_defaults=False,
)
_SAVED = (
    update(INSTANCES)
    .where(INSTANCES.c.id == bindparam("instance", type_=BigInteger))
    .values({name: bindparam(f"new_{name}") for name in SAVED_COLUMNS})
)
_SAVE = Prepared(_NOTE.add_cte(_SAVED.cte("saved")))


def lock(session: Session, instance_id: int) -> LockedInstance:
    """Lock an instance until the end of the transaction.

    Raises:
        UnknownInstance: there is none of that number.
    """
    row = _LOCK.run(session.connection(), {"id": instance_id}).fetchone()
    if row is None:
        raise UnknownInstance(instance_id)
    return LockedInstance(*row)


def running(session: Session, record: RecordKey) -> int | None:
    """Return the number of the instance that works for a record, if one does."""
    found: int | None = session.connection().execute(_RUNNING, {"type": record.type, "record_id": record.id}).scalar()
    return found


def latest_version(session: Session, record: RecordKey) -> int | None:
    """Return the version that a record's newest instance runs or ran on, if it ever had one."""
    found: int | None = session.connection().execute(_LATEST, {"type": record.type, "record_id": record.id}).scalar()
    return found


def stage_entered_at(session: Session, record: RecordKey) -> datetime | None:
    """Return when the record's running instance entered its stage."""
    found: datetime | None = (
        session.connection().execute(_ENTERED, {"type": record.type, "record_id": record.id}).scalar()
    )
    return found


def create(session: Session, version_id: int, record: RecordKey) -> int | None:
    """Add the row of a new instance and return its number; None when the record has a running one already."""
    now = clock.now()
    values = {
        "version_id": version_id,
        "record_type": record.type,
        "record_id": record.id,
        "status": "running",
        "state": b"",
        "stage_entered_at": now,
        "started_at": now,
        "steps": 0,
    }
    found: int | None = session.connection().execute(_CREATE, values).scalar()
    return found


def save(
    connection: Connection, instance_id: int, values: Mapping[str, Any], history: History, actor_id: int | None
) -> None:
    """Save what has become of an instance and what happened in it, in one statement."""
    row = {f"new_{name}": value for name, value in values.items()}
    _SAVE.run(connection, row | _events(instance_id, history, actor_id))


def note(session: Session, instance_id: int, history: History, actor_id: int | None) -> None:
    """Save what happened to an instance that it did not take notice of."""
    session.connection().execute(_NOTE, _events(instance_id, history, actor_id))


def _events(instance_id: int, history: History, actor_id: int | None) -> dict[str, Any]:
    return {"instance": instance_id, "b_at": clock.now(), "actor": actor_id, "events": dump_json(history.rows)}
