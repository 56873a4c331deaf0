"""The stages that a record can stand in: those of its process, in the order of the lookup."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm import lookups
from crm.lookups import Stage
from engine import instances
from engine.errors import ProcessDisabled, UnknownProcess
from engine.ports import RecordKey
from engine.specs import Specs
from tasks.active_process import active_specs
from tasks.record_processes import newest_instance
from tasks.work import Baton

CLASSIC = (
    "qualification", "nurturing", "handoff", "awaiting-sale", "satisfied", "not-interested", "disqualified",
)  # fmt: skip
LOOKUPS = {"lead": "lead-stages", "opportunity": "opportunity-stages"}
OPPORTUNITY_PROCESS = "corporate-sale"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The stages of one record's process. `working` are those in which the process hands out tasks.

    `instance_id` is that of a running instance; `begun` says that there is or was one.
    """

    stages: tuple[Stage, ...]
    working: frozenset[str]
    disabled: frozenset[str]
    specs: Specs | None
    instance_id: int | None
    begun: bool

    @property
    def codes(self) -> list[str]:
        """Codes of the stages in their order."""
        return [stage.code for stage in self.stages]

    @property
    def first(self) -> str:
        """Code of the stage in which a new record stands: the first that ends nothing."""
        return next((stage for stage in self.stages if not stage.final), self.stages[0]).code

    def stage(self, code: str) -> Stage | None:
        """Return one stage by its code."""
        return next((stage for stage in self.stages if stage.code == code), None)


def ladder_of(app: Baton, session: Session, record: RecordKey) -> Ladder:
    """Return the stages of a record: of the process it runs or ran last, else of the active one, else the classic."""
    newest = newest_instance(session, record)
    if newest is not None:
        alive = newest.id if newest.status in instances.ALIVE else None
        return _ladder(session, record.type, app.specs.get(session, newest.version_id), alive, begun=True)
    return _ladder(session, record.type, _to_run(app, session, record.type), None)


def ladder_of_new_lead(app: Baton, session: Session) -> Ladder:
    """Return the stages that a lead saved now would have."""
    return ladder_of_new_record(app, session, "lead")


def ladder_of_new_record(app: Baton, session: Session, record_type: str) -> Ladder:
    """Return the stages that a lead or an opportunity saved now would have."""
    return _ladder(session, record_type, _to_run(app, session, record_type), None)


def ladder_of_process(session: Session, specs: Specs) -> Ladder:
    """Return the stages that a lead has which will run a process and has not begun it."""
    return _ladder(session, "lead", specs, None)


def _to_run(app: Baton, session: Session, record_type: str) -> Specs | None:
    if record_type == "lead":
        return active_specs(app, session)
    try:
        return app.specs.current(session, OPPORTUNITY_PROCESS)
    except (UnknownProcess, ProcessDisabled):
        return None


def _ladder(
    session: Session, record_type: str, specs: Specs | None, instance_id: int | None, *, begun: bool = False
) -> Ladder:
    known = lookups.stages(session, LOOKUPS[record_type])
    codes = _codes(record_type, specs, [stage.code for stage in known])
    return Ladder(
        stages=tuple(stage for stage in known if stage.code in codes),
        working=frozenset(s.code for s in specs.stages if s.called) if specs else frozenset(),
        disabled=frozenset(s.code for s in specs.stages if s.disabled) if specs else frozenset(),
        specs=specs,
        instance_id=instance_id,
        begun=begun,
    )


def _codes(record_type: str, specs: Specs | None, known: list[str]) -> set[str]:
    if specs is not None and specs.stages:
        return {stage.code for stage in specs.stages}
    return set(CLASSIC) if record_type == "lead" else set(known)
