"""Who may do what with a lead, by role, stage and owner: found out by asking the functions that enforce it.

In a sandbox, an imagined lead is put into each stage of a process, and an imagined person of each role asks for every
action: of a lead of their own, of somebody else's, of one that nobody owns, and of an inactive one of their own.
Nothing of it remains.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from crm import leads, people, rights
from crm.errors import Invalid
from crm.models import Lead
from crm.people import ROLES, Actor
from crm.record_types import table_of
from db.prepared import Prepared
from engine.errors import EngineError
from engine.ports import RecordKey, Records
from tasks import processes
from tasks.actions.modelled import Button
from tasks.actions.offering import actions_of
from tasks.actions.registry import Action, Subject
from tasks.active_process import KIND
from tasks.dry_run.sandbox import Sandbox, sandbox
from tasks.filter_values import unknown_processes
from tasks.leads import CREATED
from tasks.stage_moves import follow
from tasks.stages import Ladder, ladder_of, ladder_of_process
from tasks.work import Work

CASES = ("own", "others", "nobodys", "inactive")
LEADS = table_of(Lead)
BECOMING = Prepared(
    update(LEADS)
    .where(LEADS.c.id == bindparam("b_id"))
    .values(owner_id=bindparam("b_owner_id"), active=bindparam("b_active"))
)
Answers = dict[str, str | None]
Offered = Button | Action


@dataclass(frozen=True, slots=True)
class Cell:
    """What a role may do in a stage: for each of `CASES` the reason why not, None where it may."""

    stage: str
    role: str
    refusals: Mapping[str, str | None]


@dataclass(slots=True)
class ActionRights:
    """One action of a process, with a cell for each stage and role."""

    code: str
    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What may be done with the leads of one process."""

    key: str
    name: str
    version: int
    stages: list[tuple[str, str]]
    actions: list[ActionRights]


class RememberedRecords:
    """The names that expressions use, each loaded once as long as the imagined lead stays the same."""

    def __init__(self, real: Records) -> None:
        self._real = real
        self._known: dict[int | None, Mapping[str, Any]] = {}

    def names(self, session: Session, record: RecordKey, actor_id: int | None) -> Mapping[str, Any]:
        """Return the names for the record (`engine.ports.Records`)."""
        if actor_id not in self._known:
            named = self._real.names(session, record, actor_id)
            self._known[actor_id] = {name: cache(value) if callable(value) else value for name, value in named.items()}
        return self._known[actor_id]


def matrices(work: Work, key: str | None = None) -> list[Matrix]:
    """Return the matrix of each published process for leads, or of the one named.

    Raises:
        crm.errors.NotAllowed: it is for admins.
        crm.errors.Invalid: there is no such process.
    """
    rights.require(work.actor, "read", "right")
    unknown = unknown_processes(work.session, [key]) if key is not None else []
    if unknown:
        raise Invalid({"process": unknown})
    found = [process for process in processes.summaries(work) if process["kind"] == KIND]
    published = [process for process in found if process["state"] == "published" and process["version"]]
    return [_matrix(work, process) for process in published if key in (None, process["key"])]


def _matrix(work: Work, process: Mapping[str, Any]) -> Matrix:
    with sandbox(work) as box:
        specs = box.app.specs.current(box.session, process["key"])
        ladder = ladder_of_process(box.session, specs)
        cast = {role: _imagined(box.session, role) for role in ROLES}
        found: dict[str, ActionRights] = {}
        for number, stage in enumerate(ladder.codes, 1):
            subject = _standing(box, ladder, stage, -number)
            for action, cell in _asked(box, subject, cast):
                found.setdefault(action.code, ActionRights(action.code, action.name, [])).cells.append(cell)
        stages = [(stage.code, stage.name) for stage in ladder.stages]
        return Matrix(process["key"], process["name"], process["version"], stages, list(found.values()))


def _imagined(session: Session, role: str) -> Actor:
    user = people.create_user(session, login=f"imagined-{role.replace('_', '-')}", name=role, roles=[role])
    return Actor(user.id, user.login, user.name, frozenset({role}))


def _standing(box: Sandbox, ladder: Ladder, stage: str, number: int) -> Subject:
    """Return an imagined lead that stands in a stage as the process itself has brought it there."""
    work, specs = box.work(), ladder.specs
    lead = Lead(number=number, title="Imagined", customer_need="", registration={}, stage=ladder.first)
    work.session.add(lead)
    work.session.flush()
    record = RecordKey("lead", lead.id)
    if specs is not None and CREATED in specs.starts:
        work.app.host.start(work.session, specs.process_key, record, message=CREATED)
    if stage != ladder.first:
        _bring(work, record, _ladder(work, record, ladder), stage)
    work.session.refresh(lead)
    return Subject(work, record, lead, _ladder(work, record, ladder))


def _ladder(work: Work, record: RecordKey, ladder: Ladder) -> Ladder:
    """Return the stages of the lead with its running process; until it has begun one, those that it would have."""
    begun = ladder_of(work.app, work.session, record)
    return begun if begun.begun else ladder


def _bring(work: Work, record: RecordKey, ladder: Ladder, stage: str) -> None:
    try:
        follow(work, record, ladder, stage)
    except EngineError:
        leads.set_stage(work.session, record.id, stage, work.actor.author())


def _asked(box: Sandbox, subject: Subject, cast: Mapping[str, Actor]) -> Iterator[tuple[Offered, Cell]]:
    """Yield each action with the answers that each role is given."""
    answers: dict[tuple[str, str], Answers] = {}
    real, actions = box.host.records, actions_of(subject)
    for case, owner_id, roles in _owned(cast, subject.work.actor.id):
        _become(subject, owner_id, case != "inactive")
        box.host.records = RememberedRecords(real)
        for role in roles:
            asking = replace(subject, work=replace(subject.work, actor=cast[role]))
            for code, action in actions.items():
                refusal = action.refusal(asking)
                answers.setdefault((code, role), {})[case] = refusal.reason if refusal is not None else None
    box.host.records = real
    for code, action in actions.items():
        for role in cast:
            given = answers[code, role]
            yield action, Cell(subject.row.stage, role, {case: given[case] for case in CASES})


def _become(subject: Subject, owner_id: int | None, active: bool) -> None:
    """Write past the session, which would take most of the time there is: what is imagined changes hundreds of times."""
    given = {"b_id": subject.record.id, "b_owner_id": owner_id, "b_active": active}
    BECOMING.run(subject.work.session.connection(), given)
    set_committed_value(subject.row, "owner_id", owner_id)
    set_committed_value(subject.row, "active", active)


def _owned(cast: Mapping[str, Actor], somebody: int) -> Iterator[tuple[str, int | None, Iterable[str]]]:
    """Yield each case with the owner of the lead, and the roles that ask then; what is the same for all is made once."""
    yield "others", somebody, cast
    yield "nobodys", None, cast
    for role, actor in cast.items():
        yield "own", actor.id, (role,)
        yield "inactive", actor.id, (role,)
