"""Which process each of many records runs, or ran last."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm.record_types import table_of
from engine.models import Process, ProcessInstance, ProcessVersion
from engine.ports import RecordKey

INSTANCES, VERSIONS, PROCESSES = table_of(ProcessInstance), table_of(ProcessVersion), table_of(Process)
LATEST = (
    select(
        INSTANCES.c.record_id,
        INSTANCES.c.id.label("instance_id"),
        INSTANCES.c.status,
        PROCESSES.c.key,
        PROCESSES.c.name,
        VERSIONS.c.number,
    )
    .ext(distinct_on(INSTANCES.c.record_id))
    .join(VERSIONS, VERSIONS.c.id == INSTANCES.c.version_id)
    .join(PROCESSES, PROCESSES.c.id == VERSIONS.c.process_id)
    .order_by(INSTANCES.c.record_id, INSTANCES.c.id.desc())
)


NEWEST = (
    select(INSTANCES.c.id, INSTANCES.c.version_id, INSTANCES.c.status)
    .where(INSTANCES.c.record_type == bindparam("record_type"), INSTANCES.c.record_id == bindparam("record_id"))
    .order_by(INSTANCES.c.id.desc())
    .limit(1)
)


def newest_instance(session: Session, record: RecordKey) -> Any | None:
    """Return `(id, version_id, status)` of the instance that a record runs, or ran last; None when it never had one."""
    return session.execute(NEWEST, {"record_type": record.type, "record_id": record.id}).one_or_none()


def processes_of(session: Session, record_type: str, record_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return `{key, name, version, instance_id, status}` by record id, for the records that have a process."""
    if not record_ids:
        return {}
    of_records = INSTANCES.c.record_type == record_type, INSTANCES.c.record_id.in_(record_ids)
    return {
        row.record_id: {
            "key": row.key,
            "name": row.name,
            "version": row.number,
            "instance_id": row.instance_id,
            "status": row.status,
        }
        for row in session.execute(LATEST.where(*of_records))
    }
