"""Tables of the task layer: user tasks with what people have typed into them, long jobs, and migrations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db import clock
from db.base import Base, Identified


class UserTask(Identified, Base):
    """A step that waits, or waited, for a person. `state` is open, completed or cancelled.

    `process_key` and `version` name the process that the record runs; `called_key` the sub-process that holds the
    element; `record_type` says which of its references the task is for, the others are only connected to it. A task
    made by hand has no instance. `data` is what the instance knew when the task opened.
    """

    __tablename__ = "user_task"
    __table_args__ = (
        Index("ix_user_task_inbox", "owner_id", "due", "id", postgresql_where="state = 'open'"),
        Index("ix_user_task_groups", "groups", postgresql_using="gin", postgresql_where="state = 'open'"),
        Index("ix_user_task_due", "due", "id", postgresql_where="state = 'open'"),
        Index("ix_user_task_completed", "completed_at", "id", postgresql_where="state = 'completed'"),
        Index("ix_user_task_lead", "lead_id", "state"),
        Index("ix_user_task_opportunity", "opportunity_id", "state"),
    )

    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id", ondelete="CASCADE"), index=True)
    engine_task_id: Mapped[UUID | None] = mapped_column(Uuid, unique=True)
    process_key: Mapped[str | None]
    version: Mapped[int | None]
    called_key: Mapped[str | None]
    element: Mapped[str | None]
    stage: Mapped[str | None]
    action: Mapped[str | None]
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    owner_id: Mapped[int | None]
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    reporter_id: Mapped[int | None]
    start: Mapped[datetime]
    due: Mapped[datetime | None]
    show_in_calendar: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[str] = mapped_column(default="medium")
    category: Mapped[str] = mapped_column(default="To do")
    suggested: Mapped[bool] = mapped_column(default=False)
    record_type: Mapped[str]
    lead_id: Mapped[int | None]
    opportunity_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    account_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[str | None]
    values: Mapped[dict[str, Any] | None]
    completed_by: Mapped[int | None]
    completed_at: Mapped[datetime | None]
    on_behalf: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=1)


class TaskDraft(Identified, Base):
    """What a person has typed into a task's form and not handed in yet."""

    __tablename__ = "task_draft"
    __table_args__ = (UniqueConstraint("task_id", "user_id"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("user_task.id", ondelete="CASCADE"))
    user_id: Mapped[int]
    result: Mapped[str | None]
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)


class Job(Identified, Base):
    """Work that takes longer than a request. `state` is queued, running, done, failed or cancelled.

    `errors` holds one object for each item that was left out, all with the same members.
    """

    __tablename__ = "job"

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str | None]
    errors: Mapped[list[Any]] = mapped_column(default=list)
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class Migration(Identified, Base):
    """Instances of a process being moved from one version to another. `mapping` names who takes whose place."""

    __tablename__ = "migration"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), unique=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    from_version_id: Mapped[int] = mapped_column(ForeignKey("process_version.id"))
    to_version_id: Mapped[int] = mapped_column(ForeignKey("process_version.id"))
    mapping: Mapped[dict[str, Any]]


class MigrationItem(Base):
    """One instance of a migration. `outcome` is waiting, moved, refused, undone, or kept: it could not be undone.

    `state_before` is what an undo puts back, if the instance is still as the move left it: at `steps`, and with a
    state of `checksum`.
    """

    __tablename__ = "migration_item"

    migration_id: Mapped[int] = mapped_column(ForeignKey("migration.id", ondelete="CASCADE"), primary_key=True)
    instance_id: Mapped[int] = mapped_column(
        ForeignKey("process_instance.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    outcome: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str | None]
    process_key: Mapped[str | None]
    element: Mapped[str | None]
    state_before: Mapped[bytes | None] = mapped_column(LargeBinary)
    steps: Mapped[int | None]
    checksum: Mapped[str | None]


class Import(Identified, Base):
    """A file of leads being brought in; without a job as long as its columns are being mapped.

    `mapping` is a `tasks.imports.mapping.Mapping` as data, `last_line` the last line of the file, known once all lines
    are staged (`read_at`), and `written` the last one that has been dealt with.
    """

    __tablename__ = "import"
    __table_args__ = (Index("ix_import_created", "created_by", "id"), Index("ix_import_digest", "digest"))

    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), unique=True)
    file_name: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    columns: Mapped[list[Any]] = mapped_column(default=list)
    mapping: Mapped[dict[str, Any]]
    last_line: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None]
    written: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class ImportFilePart(Base):
    """A megabyte of an imported file, so that every worker has it; kept until the import has ended."""

    __tablename__ = "import_file_part"

    import_id: Mapped[int] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """One staged line: its cells as they came, its cleaned `values` in the order of the mapping, and its problems.

    The table is not logged: what a crash of the database takes away is read from the file again.
    """

    __tablename__ = "import_row"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    import_id: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[str]
    values: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    problem: Mapped[str | None]
    key: Mapped[str | None]
    fingerprint: Mapped[UUID] = mapped_column(Uuid)
    twin: Mapped[int | None]


class ImportRejection(Base):
    """A line that was not taken, with the reason; `cells` is a list as JSON text."""

    __tablename__ = "import_rejection"

    import_id: Mapped[int] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[str]
    reason: Mapped[str]


class ImportedLead(Base):
    """Where an imported lead came from: what a line held is added once, however often its file is imported."""

    __tablename__ = "imported_lead"
    __table_args__ = (
        Index(None, "fingerprint"),
        Index(None, "external_number", postgresql_where=text("external_number IS NOT NULL")),
    )

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True)
    import_id: Mapped[int]
    line: Mapped[int]
    external_number: Mapped[str | None]
    fingerprint: Mapped[UUID] = mapped_column(Uuid)


class ImportMapping(Identified, Base):
    """A mapping saved under a name, for the next file of the same kind."""

    __tablename__ = "import_mapping"

    name: Mapped[str] = mapped_column(unique=True)
    mapping: Mapped[dict[str, Any]]
    saved_by: Mapped[int | None]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
