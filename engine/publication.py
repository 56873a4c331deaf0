"""Publishing: a draft becomes an immutable version, all of it or nothing."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.checks.examination import examine
from engine.checks.surroundings import Surroundings
from engine.checks.vocabulary import words_of
from engine.closure import Closure, gather
from engine.errors import KeyUnfit, ModelRefused, Problem
from engine.models import Process, ProcessVersion
from engine.ports import Operations, Vocabulary
from engine.reading.deadline import LIMIT, Deadline
from engine.reading.decisions import DecisionModel
from engine.reading.files import read_file
from engine.reading.model import Model
from engine.reading.specs import read_specs, stages, starts

# Keys stand in addresses of pages and of the HTTP API.
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a model file once it is read: the same for processes and decisions."""

    key: str
    name: str
    kind: str
    pins: Mapping[str, int] = field(default_factory=dict)
    stages: list[Any] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Publication:
    """Checks models and publishes them; `seconds` is how long reading one may take."""

    operations: Operations
    vocabulary: Vocabulary
    seconds: float = LIMIT

    def check(self, session: Session, xml: bytes | str) -> list[Problem]:
        """Return everything that keeps a model from being published."""
        try:
            self.examine(session, xml)
        except ModelRefused as refused:
            return list(refused.problems)
        return []

    def examine(self, session: Session, xml: bytes | str) -> Content:
        """Read a model with everything that it calls, and check all of it.

        Raises:
            ModelRefused: with every problem that was found.
        """
        deadline = Deadline(self.seconds)
        file = deadline.run(lambda: read_file(xml))
        if isinstance(file, DecisionModel):
            return Content(file.key, file.name, file.kind)
        closure = gather(session, file)
        surroundings = self._surroundings(session, file, closure)
        problems = deadline.run(lambda: examine(file, surroundings))
        if problems:
            raise ModelRefused(problems)
        deadline.run(lambda: _try_out(file, closure))
        return _content(file, closure)

    def publish(
        self, session: Session, process: Process, xml: str, by: int | None, comment: str | None
    ) -> ProcessVersion:
        """Publish a text as the new version of a process, whose row is locked.

        Raises:
            ModelRefused: nothing is published.
        """
        content = self.examine(session, xml)
        require_key(content, process.key)
        require_kind(content, process)
        version = ProcessVersion(
            process_id=process.id,
            number=1 + (session.scalar(_newest(process)) or 0),
            xml=xml,
            checksum=checksum(xml),
            pins=dict(content.pins),
            stages=content.stages,
            messages=content.messages,
            published_by=by,
            comment=comment,
        )
        session.add(version)
        session.flush()
        process.name, process.kind, process.current_version_id = content.name, content.kind, version.id
        if process.state == "draft":
            process.state = "published"
        session.flush()
        return version

    def _surroundings(self, session: Session, model: Model, closure: Closure) -> Surroundings:
        kinds = {model.kind, *(called.kind for called in closure.processes.values())}
        return Surroundings(
            operations=self.operations,
            vocabulary=words_of(self.vocabulary, kinds),
            processes=closure.processes,
            decisions=frozenset(closure.decisions),
            disabled=frozenset(closure.disabled),
            startable=_startable(session),
        )


def read_outline(xml: bytes | str) -> Content:
    """Read key, name and kind of a model file.

    Raises:
        ModelRefused: it is unsafe, or neither one executable process nor one decision.
    """
    file = Deadline().run(lambda: read_file(xml))
    try:
        require_fit(file.key)
    except KeyUnfit as unfit:
        raise ModelRefused([Problem(file.key[:60], None, "process-id", str(unfit))]) from None
    return Content(file.key, file.name, file.kind)


def require_fit(key: str) -> None:
    """Refuse a key that cannot stand in addresses.

    Raises:
        KeyUnfit: it cannot.
    """
    if not KEY.fullmatch(key):
        raise KeyUnfit(key)


def require_key(content: Content, key: str) -> None:
    """Refuse a text whose process has another id than the process of the library that it is for."""
    if content.key != key:
        message = (
            f"The id of the process is “{content.key}”, in the library it is “{key}”: keep it, or copy the process."
        )
        raise ModelRefused([Problem(content.key, 1, "process-id", message)])


def require_kind(content: Content, process: Process) -> None:
    """Refuse a text of another kind than what is published already: those who run, call or ask it rely on that."""
    if process.current_version_id is not None and content.kind != process.kind:
        message = f"“{process.key}” is published as the kind “{process.kind}”: keep that, or use another id for “{content.kind}”."
        raise ModelRefused([Problem(content.key, 1, "process-kind", message)])


def checksum(xml: str) -> str:
    """Return what tells the text of one model from another."""
    return hashlib.sha256(xml.encode()).hexdigest()


def _content(model: Model, closure: Closure) -> Content:
    return Content(
        key=model.key,
        name=model.name,
        kind=model.kind,
        pins=closure.pins,
        stages=[asdict(stage) for stage in stages(model)],
        messages=[asdict(start) for start in starts(model)],
    )


def _try_out(model: Model, closure: Closure) -> None:
    models = {**closure.processes, model.key: model}
    read_specs(0, 0, model.key, models, {key: found.decision for key, found in closure.decisions.items()})


def _startable(session: Session) -> dict[str, frozenset[str]]:
    """Return the keys of all processes by kind; drafts too, so that two may name each other before either is published."""
    found: dict[str, set[str]] = {}
    for kind, key in session.execute(select(Process.kind, Process.key)):
        found.setdefault(kind, set()).add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}


def _newest(process: Process) -> Any:
    return select(func.max(ProcessVersion.number)).where(ProcessVersion.process_id == process.id)
