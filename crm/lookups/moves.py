"""The available transitions between lead stages as a whole: which stage leads to which, set at once."""

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from crm.changes import Author
from crm.errors import Invalid
from crm.lookups import editing
from crm.lookups.reading import LookupValue, values
from crm.lookups.stages import LEAD_STAGES, TRANSITIONS

Move = tuple[str, str]


def set_moves(session: Session, stages: Collection[str], moves: Iterable[Move], by: Author) -> None:
    """Make exactly these moves between some stages available; moves from and to all others stay as they are.

    Raises:
        crm.errors.Invalid: a move begins or ends elsewhere, or where it is.
    """
    wanted = set(moves)
    _require_fit(session, stages, wanted)
    for move, value in _between(session, stages).items():
        if value.active and move not in wanted:
            editing.delete(session, value.id, by)
    allow(session, wanted, by)


def allow(session: Session, moves: Iterable[Move], by: Author) -> None:
    """Make moves available beside those that are."""
    known = _between(session, None)
    for move in sorted(moves):
        if move not in known:
            editing.create(session, TRANSITIONS, {"attributes": {"from": move[0], "to": move[1]}}, by)
        elif not known[move].active:
            editing.update(session, known[move].id, {"active": True}, by)


def _between(session: Session, stages: Collection[str] | None) -> dict[Move, LookupValue]:
    found = {(value.attributes["from"], value.attributes["to"]): value for value in values(session, TRANSITIONS)}
    return {move: value for move, value in found.items() if stages is None or (move[0] in stages and move[1] in stages)}


def _require_fit(session: Session, stages: Collection[str], moves: set[Move]) -> None:
    known = {value.code for value in values(session, LEAD_STAGES)} & set(stages)
    errors = [f"There is no stage “{code}” here." for code in sorted({code for move in moves for code in move} - known)]
    errors += [f"A stage cannot lead to itself: “{start}”." for start, end in sorted(moves) if start == end]
    if errors:
        raise Invalid({"moves": errors})
