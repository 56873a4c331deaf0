"""Lines of an order, put as a whole; the order's amount is their sum."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from crm import changes, lookups
from crm.changes import Author
from crm.entry import REQUIRED
from crm.errors import Invalid
from crm.fields import Field
from crm.models import Order, OrderLine
from crm.readers import Unfit, read
from crm.record_types import table_of
from crm.records import require_active

LINES = table_of(OrderLine)
LOOKUP = "products"
MOST, LARGEST_QUANTITY = 200, Decimal(10) ** 9
CENT, STEP = Decimal("0.01"), Decimal("0.001")
PRICE = Field("price", "Price", "money")
WRONG_QUANTITY = f"Enter a number above zero and below {LARGEST_QUANTITY:,}, with at most three digits after the point."


def of_order(session: Session, order_id: int) -> list[dict[str, Any]]:
    """Return the lines of an order in their order: `[{product, name, quantity, price, amount}]`."""
    query = select(LINES.c.product, LINES.c.quantity, LINES.c.price).where(LINES.c.order_id == order_id)
    rows = session.execute(query.order_by(LINES.c.position)).mappings()
    return [
        {**row, "name": _name(session, row["product"]), "amount": _amount(row["quantity"], row["price"])}
        for row in rows
    ]


def put(
    session: Session, order_id: int, lines: Sequence[Mapping[str, Any]], by: Author, revision: int | None = None
) -> None:
    """Replace the lines of an order; the order's amount becomes their sum. No lines: the amount stays as it is.

    A line is `{product: code, quantity, price}`; without a price the product's own is taken.

    Raises:
        crm.errors.Invalid: with every error at its field, such as `2.quantity` for that of the second line.
        crm.errors.NotFound, crm.errors.Stale, crm.errors.StateForbids (inactive): as their names say.
    """
    row = changes.lock(session, Order, order_id, columns=("active", "amount"), revision=revision)
    require_active(row)
    accepted = _accepted(session, lines)
    before = [_told(line) for line in of_order(session, order_id)]
    session.execute(delete(LINES).where(LINES.c.order_id == order_id))
    if accepted:
        session.execute(
            insert(LINES), [{"order_id": order_id, "position": at, **a} for at, a in enumerate(accepted, 1)]
        )
        total = sum((_amount(line["quantity"], line["price"]) for line in accepted), Decimal(0))
        changes.write(session, Order, row, {"amount": total}, by)
    after = [_told({**line, "name": _name(session, line["product"])}) for line in accepted]
    if before != after:
        changes.note(session, Order, order_id, ("lines", before or None, after or None), by)


def _accepted(session: Session, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(lines) > MOST:
        raise Invalid({"": [f"Enter at most {MOST} lines."]})
    errors: dict[str, list[str]] = {}
    accepted = []
    for place, line in enumerate(lines, 1):
        known, wrong = _line(session, line)
        errors |= {f"{place}.{name}": [message] for name, message in wrong.items()}
        accepted.append(known)
    if errors:
        raise Invalid(errors)
    return accepted


def _line(session: Session, line: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    wrong = dict.fromkeys(line.keys() - {"product", "quantity", "price"}, "There is no such field.")
    known: dict[str, Any] = {}
    product = lookups.value(session, LOOKUP, str(line.get("product") or ""))
    for name, reader in (("quantity", _quantity), ("price", _price)):
        try:
            known[name] = reader(line.get(name))
        except Unfit as unfit:
            wrong[name] = str(unfit)
    if product is None:
        wrong["product"] = f"There is no product “{line['product']}”." if line.get("product") else REQUIRED
        return known, wrong
    if known.get("price") is None and "price" not in wrong:
        known["price"] = _price(product.attributes.get("price"))
        if known["price"] is None:
            wrong["price"] = REQUIRED
    return {"product": product.code, **known}, wrong


def _quantity(value: Any) -> Decimal:
    try:
        quantity = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise Unfit(WRONG_QUANTITY if value not in (None, "") else REQUIRED) from None
    if not quantity.is_finite() or not 0 < quantity < LARGEST_QUANTITY or quantity != round(quantity, 3):
        raise Unfit(WRONG_QUANTITY)
    return quantity.quantize(STEP)


def _price(value: Any) -> Decimal | None:
    price: Decimal | None = read(PRICE, value)
    return price


def _amount(quantity: Decimal, price: Decimal) -> Decimal:
    return (quantity * price).quantize(CENT)


def _name(session: Session, code: str) -> str:
    found = lookups.value(session, LOOKUP, code)
    return found.name if found else code


def _told(line: Mapping[str, Any]) -> str:
    """Return a line as the history tells it."""
    return f"{line['quantity'].normalize():f} × {line['name']} at {line['price']}"
