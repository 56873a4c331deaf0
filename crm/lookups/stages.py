"""Stages of leads and opportunities, and the moves between them: the lookups that steer the workflow bar."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm.lookups.reading import LookupValue, value, values

LEAD_STAGES, OPPORTUNITY_STAGES, TRANSITIONS = "lead-stages", "opportunity-stages", "lead-stage-transitions"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as the workflow bar shows it.

    `final`: no owner is assigned any more. `ends_work`: the work on the record is over. `need_maturity`: what a lead
    is given when it enters. `outcome`: won or lost, for the final stages of opportunities.
    """

    code: str
    name: str
    position: int
    final: bool
    ends_work: bool
    need_maturity: str | None
    outcome: str | None
    tip: str | None
    colour: str | None


def stages(session: Session, lookup: str = LEAD_STAGES) -> list[Stage]:
    """Return the stages that records may stand in, in order; those of all processes."""
    return [_stage(found) for found in values(session, lookup) if found.active]


def stage(session: Session, code: str, lookup: str = LEAD_STAGES) -> Stage | None:
    """Return one stage, None when there is none of that code."""
    found = value(session, lookup, code)
    return _stage(found) if found else None


def transitions(session: Session) -> set[tuple[str, str]]:
    """Return the moves between lead stages that are available, as pairs of codes."""
    moves = (move for move in values(session, TRANSITIONS) if move.active)
    return {(move.attributes["from"], move.attributes["to"]) for move in moves}


def stage_name(session: Session, code: str, lookup: str = LEAD_STAGES) -> str:
    """Return the name of a stage; its code where the lookup has it no more."""
    found = value(session, lookup, code)
    return found.name if found else code


def _stage(found: LookupValue) -> Stage:
    has = found.attributes
    return Stage(
        code=found.code,
        name=found.name,
        position=found.position,
        final=bool(has.get("final")),
        ends_work=bool(has.get("ends_work", has.get("final"))),
        need_maturity=has.get("need_maturity"),
        outcome=has.get("outcome"),
        tip=has.get("tip"),
        colour=has.get("colour"),
    )
