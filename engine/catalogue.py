"""What is in the process library: processes, their versions, how many instances run on each, what calls what."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import UnknownProcess, UnknownVersion
from engine.models import Process, ProcessInstance, ProcessVersion

RUNNING = ("running", "incident")
DECISION = "decision"
DRAFT = "draft"
NUMBER = re.compile(r"[1-9]\d{0,8}")


class Catalogue:
    """Looks things up in the library."""

    def find(self, session: Session, key: str) -> Process | None:
        """Return the process of a key, None when there is none."""
        return session.scalar(select(Process).where(Process.key == key))

    def get(self, session: Session, key: str) -> Process:
        """Return the process of a key.

        Raises:
            UnknownProcess: there is none.
        """
        process = self.find(session, key)
        if process is None:
            raise UnknownProcess(key)
        return process

    def summaries(self, session: Session, *, decisions: bool = False) -> list[dict[str, Any]]:
        """Return every process as `{key, name, kind, state, version, instances}`, by name; and decisions if wanted."""
        counts = _running_by_process()
        query = (
            select(Process, ProcessVersion.number, func.coalesce(counts.c.instances, 0))
            .outerjoin(ProcessVersion, ProcessVersion.id == Process.current_version_id)
            .outerjoin(counts, counts.c.process_id == Process.id)
            .order_by(Process.name, Process.key)
        )
        if not decisions:
            query = query.where(Process.kind != DECISION)
        return [
            {
                "key": process.key,
                "name": process.name,
                "kind": process.kind,
                "state": process.state,
                "version": number,
                "instances": instances,
            }
            for process, number, instances in session.execute(query)
        ]

    def versions(self, session: Session, key: str) -> Sequence[ProcessVersion]:
        """Return the versions of a process, newest first."""
        query = select(ProcessVersion).join(Process, Process.id == ProcessVersion.process_id).where(Process.key == key)
        return session.scalars(query.order_by(ProcessVersion.number.desc())).all()

    def version(self, session: Session, key: str, number: int) -> ProcessVersion | None:
        """Return one version of a process, None when there is none of that number."""
        query = select(ProcessVersion).join(Process, Process.id == ProcessVersion.process_id)
        return session.scalar(query.where(Process.key == key, ProcessVersion.number == number))

    def get_version(self, session: Session, key: str, number: int) -> ProcessVersion:
        """Return one version of a process.

        Raises:
            UnknownProcess: there is no such process, or no such version of it.
        """
        self.get(session, key)
        version = self.version(session, key, number)
        if version is None:
            raise UnknownVersion(key, f"version {number}")
        return version

    def instances_by_version(self, session: Session) -> dict[int, int]:
        """Return how many instances run on each version, by the version's id; versions without any are left out."""
        query = select(ProcessInstance.version_id, func.count()).where(ProcessInstance.status.in_(RUNNING))
        return dict(session.execute(query.group_by(ProcessInstance.version_id)).all())

    def text_of(self, session: Session, key: str, which: str) -> str:
        """Return a text of a process: that of a version by its number, or of the “draft”.

        Raises:
            UnknownProcess: there is no such process, version or draft.
        """
        process = self.get(session, key)
        if which == DRAFT and process.draft:
            return process.draft
        if not NUMBER.fullmatch(which):
            raise UnknownVersion(key, which)
        return self.get_version(session, key, int(which)).xml

    def callers(self, session: Session, key: str) -> list[str]:
        """Return the keys of the processes whose current version calls or asks this one, directly or through others."""
        query = select(Process.key).join(ProcessVersion, ProcessVersion.id == Process.current_version_id)
        return list(session.scalars(query.where(ProcessVersion.pins.has_key(key)).order_by(Process.key)))


def _running_by_process() -> Any:
    query = select(ProcessVersion.process_id, func.count().label("instances"))
    query = query.join(ProcessInstance, ProcessInstance.version_id == ProcessVersion.id)
    return query.where(ProcessInstance.status.in_(RUNNING)).group_by(ProcessVersion.process_id).subquery()
