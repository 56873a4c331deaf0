"""Who stands behind what an operation changes: the person who caused the step, and the step itself."""

from crm.changes import Author
from engine.ports import Call


def author_of(call: Call) -> Author:
    """Return the author for changes made by a service task."""
    return Author(actor_id=call.actor_id, process_element=f"{call.process_key}/{call.element}")
