"""The process library: drafts, published versions, copies, and which processes may start new instances."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import clock
from engine import shipping
from engine.catalogue import DECISION, Catalogue
from engine.errors import (
    AlreadyCurrent,
    DraftChanged,
    NothingToPublish,
    Problem,
    ProcessExists,
    ProcessPublished,
    UnknownProcess,
)
from engine.models import Process, ProcessVersion
from engine.ports import Operations, Vocabulary
from engine.publication import Publication, read_outline, require_fit, require_key, require_kind
from engine.reading.editing import NewStage, add_stage, remove_stage, rename, rename_stage, set_disabled
from engine.reading.encoding import decode

PATIENCE = 60.0


class Library(Catalogue):
    """All processes and decisions. Nothing here commits; whatever is refused leaves everything as it was."""

    def __init__(self, operations: Operations, vocabulary: Vocabulary) -> None:
        self._publication = Publication(operations, vocabulary)

    def create(self, session: Session, xml: bytes | str, by: int | None, origin: str = "imported") -> Process:
        """Put a model file into the library as the draft of a new process, whose key is the id in the file.

        Raises:
            ModelRefused: the file is unsafe, or neither one executable process nor one decision.
            ProcessExists: the key is taken.
        """
        outline = read_outline(xml)
        if self.find(session, outline.key) is not None:
            raise ProcessExists(outline.key)
        process = Process(
            key=outline.key,
            name=outline.name,
            kind=outline.kind,
            state="draft",
            origin=origin,
            draft=decode(xml),
            draft_saved_at=clock.now(),
            draft_saved_by=by,
            created_by=by,
        )
        session.add(process)
        session.flush()
        return process

    def save_draft(
        self, session: Session, key: str, xml: bytes | str, revision: int | None, by: int | None = None
    ) -> Process:
        """Save a draft; it need not be ready to be published, but safe to read and of the same key.

        `revision` is that of the draft which was edited; None overwrites whatever is there.

        Raises:
            ModelRefused: the file is unsafe, its process has another id, or is a decision where a process was published.
            DraftChanged: somebody else has saved it since.
        """
        process = self._lock(session, key)
        _require_revision(process, revision)
        outline = read_outline(xml)
        require_key(outline, key)
        if DECISION in (outline.kind, process.kind):
            require_kind(outline, process)
        _write_draft(process, decode(xml), by)
        if process.current_version_id is None:
            process.name, process.kind = outline.name, outline.kind
        session.flush()
        return process

    def expect(self, session: Session, key: str, revision: int) -> None:
        """Have the draft stay as it is until the transaction ends, if it still is the one that somebody has seen.

        Raises:
            DraftChanged: somebody else has saved it since.
        """
        _require_revision(self._lock(session, key), revision)

    def check(self, session: Session, xml: bytes | str) -> list[Problem]:
        """Return everything that keeps a model from being published; an empty list when nothing does."""
        return self._publication.check(session, xml)

    def publish(
        self,
        session: Session,
        key: str,
        by: int | None,
        comment: str | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> ProcessVersion:
        """Publish the draft of a process as its new current version, with what it calls as that is published now.

        `vocabulary` knows words that are not committed yet.

        Raises:
            ModelRefused: with every problem; nothing is published.
            NothingToPublish: there is no draft.
        """
        process = self._lock(session, key)
        if not process.draft:
            raise NothingToPublish(key)
        publication = replace(self._publication, vocabulary=vocabulary) if vocabulary else self._publication
        return publication.publish(session, process, process.draft, by, comment)

    def roll_back(self, session: Session, key: str, number: int, by: int | None) -> ProcessVersion:
        """Publish the text of an earlier version anew; the draft stays as it is.

        Raises:
            UnknownProcess: there is no such version.
            AlreadyCurrent: it is the current one.
            ModelRefused: it does not fit what the library holds now.
        """
        process = self._lock(session, key)
        version = self.get_version(session, key, number)
        if version.id == process.current_version_id:
            raise AlreadyCurrent(key, number)
        return self._publication.publish(session, process, version.xml, by, f"As version {number}")

    def renew(self, session: Session, key: str, by: int | None) -> ProcessVersion:
        """Publish the text of the current version anew, with what it calls as that is published now.

        Raises:
            ModelRefused: it does not fit what the library holds now.
        """
        process = self._lock(session, key)
        current = session.get_one(ProcessVersion, process.current_version_id)
        return self._publication.publish(session, process, current.xml, by, f"As version {current.number}")

    def disable(self, session: Session, key: str) -> Process:
        """Let a process start no new instance, and be called by none that is published from now on."""
        process = self._lock(session, key)
        process.state = "disabled"
        session.flush()
        return process

    def enable(self, session: Session, key: str) -> Process:
        """Let a disabled process start instances again."""
        process = self._lock(session, key)
        if process.state == "disabled":
            process.state = "draft" if process.current_version_id is None else "published"
        session.flush()
        return process

    def copy(self, session: Session, key: str, new_key: str, name: str, by: int | None) -> Process:
        """Copy a process as the draft of a new one; what is published is copied, else the draft.

        Raises:
            ProcessExists: the new key is taken.
            KeyUnfit, NameUnfit: the new key or the name cannot be one.
        """
        process = self.get(session, key)
        require_fit(new_key)
        if self.find(session, new_key) is not None:
            raise ProcessExists(new_key)
        version = session.get(ProcessVersion, process.current_version_id) if process.current_version_id else None
        xml = version.xml if version is not None else process.draft or ""
        return self.create(session, rename(xml, key, name, new_key), by, origin="copy")

    def set_stage_disabled(
        self, session: Session, key: str, element: str, disabled: bool, by: int | None = None
    ) -> Process:
        """Disable a called sub-process in the draft, so that the flow passes through it, or enable it again.

        Raises:
            UnknownElement: the draft has no such element.
            ModelRefused: it is no call of a sub-process.
            NothingToPublish: there is no draft.
        """
        return self._edit(session, key, lambda xml: set_disabled(xml, element, disabled), by)

    def add_stage(self, session: Session, key: str, stage: NewStage, by: int | None) -> Process:
        """Add a stage to the draft of a process, wired to its hub.

        Raises:
            ModelRefused: the draft has no hub, no such stage to copy, or the stage already.
            NothingToPublish: there is no draft.
        """
        return self._edit(session, key, lambda xml: add_stage(xml, stage), by)

    def remove_stage(self, session: Session, key: str, element: str, by: int | None) -> Process:
        """Take a stage out of the draft of a process, with all that belongs to it alone.

        Raises:
            ModelRefused: there is no such stage, or others lead there and it does not say what comes next.
            NothingToPublish: there is no draft.
        """
        return self._edit(session, key, lambda xml: remove_stage(xml, element), by)

    def enter_stage(self, session: Session, key: str, code: str, new_code: str, by: int | None) -> Process:
        """Have the draft of a copied sub-process enter another stage than the original."""
        return self._edit(session, key, lambda xml: rename_stage(xml, code, new_code), by)

    def delete(self, session: Session, key: str) -> None:
        """Delete a process that was never published.

        Raises:
            ProcessPublished: it was.
        """
        process = self._lock(session, key)
        if self.versions(session, key):
            raise ProcessPublished(key)
        session.delete(process)
        session.flush()

    def ship(self, session: Session, folder: Path) -> list[str]:
        """Publish the models of a folder and of those in it whose content is new; return their keys.

        Raises:
            ModelRefused: one of them cannot be published.
        """
        # They are our own: a machine that is busy while it starts must not refuse them for being slow.
        return shipping.ship(session, folder, replace(self._publication, seconds=PATIENCE))

    def _edit(self, session: Session, key: str, edit: Callable[[str], str], by: int | None) -> Process:
        process = self._lock(session, key)
        if not process.draft:
            raise NothingToPublish(key)
        _write_draft(process, edit(process.draft), by)
        session.flush()
        return process

    def _lock(self, session: Session, key: str) -> Process:
        """Lock a process, and read it anew: its draft may have been saved since the session has read it."""
        query = select(Process).where(Process.key == key).with_for_update().execution_options(populate_existing=True)
        process = session.scalar(query)
        if process is None:
            raise UnknownProcess(key)
        return process


def _require_revision(process: Process, revision: int | None) -> None:
    if revision is not None and revision != process.draft_revision:
        raise DraftChanged(process.key, process.draft_revision)


def _write_draft(process: Process, xml: str, by: int | None) -> None:
    process.draft, process.draft_revision = xml, process.draft_revision + 1
    process.draft_saved_at, process.draft_saved_by = clock.now(), by
