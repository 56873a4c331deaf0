"""Lines of orders behind their rights."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import order_lines
from tasks.guarded import ORDERS
from tasks.work import Work


def of(work: Work, order_id: int) -> list[dict[str, Any]]:
    """Return the lines of an order that the person may see. Errors as `tasks.guarded.Guarded.get`."""
    ORDERS.get(work, order_id)
    return order_lines.of_order(work.session, order_id)


def put(work: Work, order_id: int, lines: Sequence[Mapping[str, Any]], revision: int | None = None) -> None:
    """Replace the lines of an order. Errors as `crm.order_lines.put`, and crm.errors.NotAllowed."""
    ORDERS.require_change(work, order_id, {})
    order_lines.put(work.session, order_id, lines, work.actor.author(), revision)
