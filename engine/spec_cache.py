"""Specs of published versions, parsed once and shared by all threads; versions never change, so nothing goes stale."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.closure import read_pinned
from engine.errors import ProcessDisabled, UnknownProcess
from engine.models import Process, ProcessVersion
from engine.reading.graph import read_model
from engine.reading.specs import read_specs
from engine.specs import Specs

KEPT = 64

_CURRENT = select(Process.__table__.c.current_version_id, Process.__table__.c.state).where(
    Process.__table__.c.key == bindparam("key")
)
_VERSION = (
    select(Process.key, ProcessVersion.number, ProcessVersion.xml, ProcessVersion.pins)
    .join(Process, Process.id == ProcessVersion.process_id)
    .where(ProcessVersion.id == bindparam("id"))
)


class SpecCache:
    """Where specs come from (`engine.specs.SpecSource`). One cache serves one database."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._specs: OrderedDict[int, Specs] = OrderedDict()
        self._lock = Lock()

    def get(self, session: Session, version_id: int) -> Specs:
        """Return the specs of a version; two threads that ask for the first time may both read it, which does no harm.

        Raises:
            UnknownProcess: there is no such version.
        """
        with self._lock:
            found = self._specs.get(version_id)
            if found is not None:
                self._specs.move_to_end(version_id)
                return found
        specs = _read(session, version_id)
        with self._lock:
            found = self._specs.setdefault(version_id, specs)
            self._specs.move_to_end(version_id)
            while len(self._specs) > self._kept:
                self._specs.popitem(last=False)
        return found

    def current(self, session: Session, process_key: str) -> Specs:
        """Return the specs of the version that new instances of a process run on; one indexed look-up when cached.

        Raises:
            UnknownProcess: there is no such process, or it has no published version.
            ProcessDisabled: the process starts no new instance.
        """
        row = session.execute(_CURRENT, {"key": process_key}).one_or_none()
        if row is None or row.current_version_id is None:
            raise UnknownProcess(process_key)
        if row.state == "disabled":
            raise ProcessDisabled(process_key)
        return self.get(session, row.current_version_id)


def _read(session: Session, version_id: int) -> Specs:
    row = session.execute(_VERSION, {"id": version_id}).one_or_none()
    if row is None:
        raise UnknownProcess(f"version {version_id}")
    key, number, xml, pins = row
    closure = read_pinned(session, pins.values())
    models = {**closure.processes, key: read_model(xml)}
    decisions = {name: found.decision for name, found in closure.decisions.items()}
    return read_specs(version_id, number, key, models, decisions)
