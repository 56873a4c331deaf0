"""Who stands behind what an operation changes: who caused the step and from where, the step, the task they completed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from crm.changes import Author
from engine.ports import Call

COMPLETED, ADDRESS = "completed_task", "address"


@contextmanager
def completing(session: Session, task_id: int) -> Iterator[None]:
    """Have everything that operations change meanwhile say in history which task it came of."""
    before, session.info[COMPLETED] = session.info.get(COMPLETED), task_id
    try:
        yield
    finally:
        session.info[COMPLETED] = before


def author_of(call: Call) -> Author:
    """Return the author for changes made by a service task."""
    return Author(
        actor_id=call.actor_id,
        process_element=f"{call.process_key}/{call.element}",
        task_id=call.session.info.get(COMPLETED),
        address=call.session.info.get(ADDRESS),
    )
