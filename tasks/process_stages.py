"""The stages of a process as its designers work on them: listed, switched off, added, removed; with the moves between."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crm import lookups, rights
from crm.errors import Invalid
from engine.definition import StageDefinition
from engine.errors import NothingToPublish
from engine.models import Process
from engine.reading.editing import NewStage
from engine.reading.graph import read_model
from engine.reading.specs import stages
from tasks.audit import of_process
from tasks.design import STAGE_LOOKUPS
from tasks.vocabulary import as_seen_by
from tasks.work import Work

MOVES = "lead-stage-transitions"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stage to be added: a copy of another one's sub-process, behind a stage. `moves` None takes those proposed."""

    name: str
    code: str | None
    copy_of: str
    after: str | None
    moves: tuple[tuple[str, str], ...] | None = None


def of_draft(work: Work, key: str) -> list[StageDefinition]:
    """Return the stages in the draft of a process.

    Raises:
        engine.errors.NothingToPublish: there is no draft.
        engine.errors.ModelRefused: the draft cannot be read.
    """
    rights.require(work.actor, "read", "process")
    process = work.app.library.get(work.session, key)
    if not process.draft:
        raise NothingToPublish(key)
    return list(stages(read_model(process.draft)))


def listed(work: Work, key: str) -> list[dict[str, Any]]:
    """Return the stages in the draft in the order of the lookup: `{element, code, name, called, disabled}`."""
    process = work.app.library.get(work.session, key)
    order = _order(work, process.kind)
    found = sorted(
        of_draft(work, key), key=lambda stage: order.index(stage.code) if stage.code in order else len(order)
    )
    return [
        {"element": s.element, "code": s.code, "name": s.name, "called": s.called, "disabled": s.disabled}
        for s in found
    ]


def switch(work: Work, key: str, element: str, *, disabled: bool) -> Process:
    """Have the draft pass through a stage, or run its sub-process again."""
    rights.require(work.actor, "edit", "process")
    process = work.app.library.set_stage_disabled(work.session, key, element, disabled, work.actor.id)
    what = "stage disabled" if disabled else "stage enabled"
    of_process(work, "draft_saved", process, revision=process.draft_revision, what=what, element=element)
    return process


def remove(work: Work, key: str, element: str) -> Process:
    """Take a stage out of the draft; its value in the lookup and its sub-process stay for others."""
    rights.require(work.actor, "edit", "process")
    process = work.app.library.remove_stage(work.session, key, element, work.actor.id)
    of_process(work, "draft_saved", process, revision=process.draft_revision, what="stage removed", element=element)
    return process


def add(work: Work, key: str, wanted: Wanted) -> Process:
    """Add a stage to the draft: a copy of a stage's sub-process is published, called and wired to the hub.

    What the stage needs of lookups comes with it: its value, and the moves to and from it.

    Raises:
        crm.errors.Invalid: with every error at its field.
        engine.errors.ModelRefused: the draft has no hub to wire the stage to.
    """
    rights.require(work.actor, "edit", "process")
    process = work.app.library.get(work.session, key)
    known = {name: stage for stage in of_draft(work, key) for name in (stage.code, stage.element)}
    code = wanted.code or proposed_code(wanted.name)
    _require_fit(process, wanted, code, known)
    copied, after = known[wanted.copy_of], known[wanted.after or wanted.copy_of]
    _require_value(work, STAGE_LOOKUPS[process.kind], code, wanted.name, (copied.code, after.code))
    called = _copy_called(work, process, copied, code, wanted.name)
    stage = NewStage(wanted.name, code, called, copied.element, after.element)
    work.app.library.add_stage(work.session, key, stage, work.actor.id)
    of_process(work, "draft_saved", process, revision=process.draft_revision, what="stage added", stage=code)
    if process.kind == "lead-management":
        moves = proposed_moves(work, copied.code, after.code, code) if wanted.moves is None else wanted.moves
        lookups.allow(work.session, _fit_moves(moves, code, {s.code for s in known.values()}), work.actor.author())
    return process


def proposed_code(name: str) -> str:
    """Return the code that a stage of some name would have."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]


def proposed_moves(work: Work, copied: str, after: str, code: str) -> tuple[tuple[str, str], ...]:
    """Return the moves of the stage that is copied for the new one, and those from and to the stage before it."""
    there = lookups.transitions(work.session)
    alike = {(start, code) for start, end in there if end == copied} | {
        (code, end) for start, end in there if start == copied
    }
    return tuple(sorted(alike | {(after, code), (code, after)}))


def moves_of(work: Work, key: str) -> list[tuple[str, str]]:
    """Return the moves that are available between the stages of a process."""
    codes = {stage.code for stage in of_draft(work, key)}
    return sorted(move for move in lookups.transitions(work.session) if codes.issuperset(move))


def set_moves(work: Work, key: str, moves: Iterable[tuple[str, str]]) -> None:
    """Make exactly these moves between the stages of a process available; they hold for all processes.

    Raises:
        crm.errors.Invalid: a move begins or ends at no stage of the process, or where it is.
    """
    rights.require(work.actor, "edit", "lead_lookup")
    codes = {stage.code for stage in of_draft(work, key)}
    lookups.set_moves(work.session, codes, moves, work.actor.author())


def _require_fit(process: Process, wanted: Wanted, code: str, known: dict[str, StageDefinition]) -> None:
    errors: dict[str, list[str]] = {}
    if process.kind not in STAGE_LOOKUPS:
        errors["name"] = [f"“{process.name}” is of the kind “{process.kind}”, which has no stages."]
    if not wanted.name.strip():
        errors["name"] = ["Name is missing."]
    if code in known:
        errors["code"] = [f"The stage “{code}” stands in this process already."]
    for field, name in (("copy_of", wanted.copy_of), ("after", wanted.after)):
        if name is not None and name not in known:
            errors[field] = [f"“{name}” is no stage of this process."]
    if wanted.copy_of in known and known[wanted.copy_of].called is None:
        errors["copy_of"] = [f"“{known[wanted.copy_of].name}” runs no sub-process that could be copied."]
    if errors:
        raise Invalid(errors)


def _order(work: Work, kind: str) -> list[str]:
    return [value.code for value in lookups.values(work.session, STAGE_LOOKUPS[kind])] if kind in STAGE_LOOKUPS else []


def _require_value(work: Work, lookup: str, code: str, name: str, beside: tuple[str, str]) -> None:
    """Add the stage to the lookup, like the one that is copied and behind the one that it follows, unless it is there."""
    copied, after = beside
    order = [value.code for value in lookups.values(work.session, lookup)]
    if code in order:
        return
    like = lookups.value(work.session, lookup, copied)
    attributes = {**(like.attributes if like else {}), "tip": None}
    given = {"code": code, "name": name, "attributes": attributes}
    lookups.create(work.session, lookup, given, work.actor.author())
    place = order.index(after) + 1 if after in order else len(order)
    lookups.set_order(work.session, lookup, [*order[:place], code, *order[place:]], work.actor.author())


def _copy_called(work: Work, process: Process, copied: StageDefinition, code: str, name: str) -> str:
    """Copy the sub-process of a stage under a free key, have it enter the new stage, and publish it."""
    library, session = work.app.library, work.session
    called, number = f"{process.key}-{code}"[:90], 1
    while library.find(session, called if number == 1 else f"{called}-{number}") is not None:
        number += 1
    key = called if number == 1 else f"{called}-{number}"
    copy = library.copy(session, str(copied.called), key, f"{name} ({process.name})", work.actor.id)
    of_process(work, "created", copy, origin="copy", copied_from=copied.called)
    library.enter_stage(session, key, copied.code, code, work.actor.id)
    version = library.publish(session, key, work.actor.id, f"For the stage {name}", as_seen_by(session))
    of_process(work, "published", copy, version=version.number, comment=version.comment)
    return key


def _fit_moves(moves: Iterable[tuple[str, str]], code: str, codes: set[str]) -> set[tuple[str, str]]:
    """Return the moves between the new stage and others of the process: no others come with a stage."""
    return {move for move in moves if code in move and codes.issuperset(set(move) - {code}) and move[0] != move[1]}
