"""Brings the models that the program carries into the library: what is new is published, what people made stays."""

from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.closure import needs
from engine.models import Process, ProcessVersion
from engine.publication import Content, Publication, checksum
from engine.reading.decisions import DecisionModel
from engine.reading.encoding import decode
from engine.reading.files import read_file

SUFFIXES = (".bpmn", ".dmn")
SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class _File:
    """A model file of the program; `needs` are the keys that it calls or asks."""

    xml: str
    outline: Content
    needs: frozenset[str]


def ship(session: Session, folder: Path, publication: Publication) -> list[str]:
    """Publish each model of a folder whose text was never published before, and those that call one that was.

    What calls comes after what is called. Processes that people created are left alone even if they took a key.

    Raises:
        engine.errors.ModelRefused: one of them cannot be published.
    """
    files = {file.outline.key: file for file in map(_read, _paths(folder))}
    # All are there before the first is checked: a model may name any of them to be started.
    processes = {key: _process(session, file) for key, file in files.items()}
    published: list[str] = []
    for key in TopologicalSorter(
        {key: sorted(file.needs & files.keys()) for key, file in files.items()}
    ).static_order():
        process = processes[key]
        if process.origin == SHIPPED and _is_new(session, process, files[key], published):
            _publish(session, process, files[key].xml, publication)
            published.append(key)
    return published


def _paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)


def _read(path: Path) -> _File:
    xml = decode(path.read_bytes())
    file = read_file(xml)
    called = set() if isinstance(file, DecisionModel) else needs(file)
    return _File(xml, Content(file.key, file.name, file.kind), frozenset(called))


def _process(session: Session, file: _File) -> Process:
    process = session.scalar(select(Process).where(Process.key == file.outline.key).with_for_update())
    if process is None:
        process = Process(
            key=file.outline.key, name=file.outline.name, kind=file.outline.kind, origin=SHIPPED, draft=file.xml
        )
        session.add(process)
        session.flush()
    return process


def _is_new(session: Session, process: Process, file: _File, published: list[str]) -> bool:
    """Say whether a shipped text was never published, or is the current one and calls what has just been published."""
    checksums = select(ProcessVersion.checksum).where(ProcessVersion.process_id == process.id)
    if checksum(file.xml) not in set(session.scalars(checksums)):
        return True
    current = session.scalar(checksums.where(ProcessVersion.id == process.current_version_id))
    return current == checksum(file.xml) and bool(file.needs & set(published))


def _publish(session: Session, process: Process, xml: str, publication: Publication) -> None:
    current = session.get(ProcessVersion, process.current_version_id) if process.current_version_id else None
    # A draft that somebody has begun to change is their work; it is not overwritten.
    if current is not None and process.draft == current.xml:
        process.draft = xml
        process.draft_revision += 1
    publication.publish(session, process, xml, None, "Shipped with the program")
