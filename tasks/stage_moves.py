"""Moving a record to another stage by hand: the bar asks, the lookups allow, the process follows."""

from sqlalchemy.orm import Session

from crm import leads, lookups, opportunities
from crm.errors import Invalid, StateForbids
from engine.errors import ProcessDisabled, UnknownProcess
from engine.ports import RecordKey
from tasks import counterparts
from tasks.stages import LOOKUPS, Ladder, ladder_of
from tasks.work import Work

MESSAGE = "stage-changed"


def possible_moves(session: Session, record_type: str, ladder: Ladder, stage: str) -> list[str]:
    """Return the codes of the stages that a record may be moved to from where it stands, in their order."""
    if record_type == "lead":
        allowed = {to for start, to in lookups.transitions(session) if start == stage}
        return [code for code in ladder.codes if code in allowed]
    current = ladder.stage(stage)
    return [] if current is None or current.final else [code for code in ladder.codes if code != stage]


def move(work: Work, record: RecordKey, stage: str, to: str) -> None:
    """Move a record from `stage` to the stage `to`; its process leaves the one and enters the other.

    Raises:
        crm.errors.Invalid: there is no such stage at all.
        crm.errors.StateForbids: the record's process has no such stage, or no transition leads there.
    """
    ladder = ladder_of(work.app, work.session, record)
    possible = possible_moves(work.session, record.type, ladder, stage)
    if to not in possible:
        _refuse(work.session, record, stage, to, possible)
    follow(work, record, ladder, to)


def _refuse(session: Session, record: RecordKey, stage: str, to: str, possible: list[str]) -> None:
    codes = [value.code for value in lookups.stages(session, LOOKUPS[record.type])]
    if to not in codes:
        raise Invalid({"stage": [f"There is no stage “{to}”."]})
    raise StateForbids("Move to stage", stage, possible, f"no move leads from “{stage}” to “{to}”")


def follow(work: Work, record: RecordKey, ladder: Ladder, to: str) -> None:
    """Have the process of a record enter a stage; without a process the stage is set by hand."""
    payload = {"next_stage": to, "confirmed": False}
    if ladder.instance_id is not None:
        work.app.host.send_message(work.session, ladder.instance_id, MESSAGE, payload, work.actor.id)
    elif to not in ladder.working or not _start(work, record, ladder, payload):
        _set_by_hand(work, record, to)


def _start(work: Work, record: RecordKey, ladder: Ladder, payload: dict[str, object]) -> bool:
    """Start the process in a stage of its own choosing; says False where the model knows no such start."""
    if ladder.specs is None:
        return False
    try:
        started = work.app.host.start(
            work.session, ladder.specs.process_key, record, message=MESSAGE, payload=payload, actor_id=work.actor.id
        )
    except (UnknownProcess, ProcessDisabled):
        return False
    return started is not None


def _set_by_hand(work: Work, record: RecordKey, to: str) -> None:
    if record.type == "lead":
        leads.set_stage(work.session, record.id, to, work.actor.author())
        return
    stage = lookups.stage(work.session, to, LOOKUPS["opportunity"])
    outcome = stage.outcome if stage is not None else None
    if outcome is not None:
        counterparts.report(work, record.id, outcome)
    opportunities.set_stage(work.session, record.id, to, work.actor.author())
    if outcome is not None:
        opportunities.close(work.session, record.id, outcome, None, work.actor.author())
