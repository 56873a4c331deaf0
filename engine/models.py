"""Tables of the engine: processes, their versions, running instances, what happened in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from db import clock
from db.base import Base, Identified
from engine.protection import protect


class Process(Identified, Base):
    """A process of the library. `state` is draft, published or disabled; `origin` is shipped, copy, imported or new."""

    __tablename__ = "process"

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    origin: Mapped[str] = mapped_column(default="imported")
    draft: Mapped[str | None]
    draft_revision: Mapped[int] = mapped_column(default=1)
    draft_saved_at: Mapped[datetime | None]
    draft_saved_by: Mapped[int | None]
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("process_version.id", use_alter=True, deferrable=True, initially="DEFERRED")
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None]


class ProcessVersion(Identified, Base):
    """One published, immutable state of a process. `pins` maps each called process or decision to its version id."""

    __tablename__ = "process_version"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    number: Mapped[int]
    xml: Mapped[str]
    checksum: Mapped[str]
    pins: Mapped[dict[str, Any]]
    stages: Mapped[list[Any]]
    messages: Mapped[list[Any]]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by: Mapped[int | None]
    comment: Mapped[str | None]


protect(ProcessVersion.__table__)


class ProcessInstance(Identified, Base):
    """One run of a version for one record. `status` is running, incident, completed or cancelled."""

    __tablename__ = "process_instance"
    __table_args__ = (
        Index(
            "uq_process_instance_running_record",
            "record_type",
            "record_id",
            unique=True,
            postgresql_where="status in ('running', 'incident')",
        ),
        Index(None, "version_id", "status"),
        Index(None, "record_type", "record_id"),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("process_version.id"))
    record_type: Mapped[str]
    record_id: Mapped[int]
    status: Mapped[str] = mapped_column(default="running")
    state: Mapped[bytes] = mapped_column(LargeBinary)
    stage: Mapped[str | None]
    stage_entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    steps: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class InstanceEvent(Identified, Base):
    """Append-only: what happened in an instance, one row an element that was passed or an event that arrived."""

    __tablename__ = "instance_event"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[str]
    process_key: Mapped[str | None]
    element: Mapped[str | None]
    element_name: Mapped[str | None]
    actor_id: Mapped[int | None]
    data: Mapped[dict[str, Any] | None]


class Incident(Identified, Base):
    """A step that failed: the instance waits there until somebody retries it."""

    __tablename__ = "incident"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id", ondelete="CASCADE"), index=True)
    engine_task_id: Mapped[UUID] = mapped_column(Uuid)
    process_key: Mapped[str]
    element: Mapped[str]
    element_name: Mapped[str | None]
    operation: Mapped[str]
    inputs: Mapped[dict[str, Any]]
    error: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None]


class Timer(Identified, Base):
    """A timer that an instance waits for; a job is deferred to its due time."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("instance_id", "engine_task_id"), Index(None, "due_at"))

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id", ondelete="CASCADE"))
    engine_task_id: Mapped[UUID] = mapped_column(Uuid)
    process_key: Mapped[str]
    element: Mapped[str]
    due_at: Mapped[datetime]
