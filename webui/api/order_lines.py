"""Lines of orders: shown, and put as a whole."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from crm.order_lines import MOST
from tasks import order_lines
from webui.api import answers
from webui.api.answers import Answer
from webui.api.preconditions import expected_revision
from webui.api.reading import Body
from webui.api.records import ORDERS
from webui.api.schemas.common import RecordPath
from webui.transactions import work

DECIMAL = r"^\d+(\.\d+)?$"


class Line(BaseModel):
    """One line of an order, in its currency."""

    product: str
    name: str
    quantity: Annotated[str, Field(pattern=DECIMAL)]
    price: Annotated[str, Field(pattern=DECIMAL)]
    amount: Annotated[str, Field(pattern=DECIMAL)]


class Lines(BaseModel):
    """All lines of an order."""

    items: list[Line]


class NewLines(Body):
    """The lines that an order is to have, in place of those it has."""

    items: Annotated[list[dict[str, Any]], Field(max_length=MOST)] = Field(
        description="Each has `product` (a code of the lookup products), `quantity`, and `price` unless the product has one."
    )


def add() -> None:
    """Add the calls to those of orders."""

    @ORDERS.get("/orders/<int:id>/lines", responses={200: Lines})
    def show_lines(path: RecordPath) -> Answer:
        """Show the lines of an order."""
        return answers.ok({"items": order_lines.of(work(), path.id)})

    @ORDERS.put("/orders/<int:id>/lines", responses={200: Lines})
    def put_lines(path: RecordPath, body: NewLines) -> Answer:
        """Replace the lines of an order; its amount becomes their sum."""
        order_lines.put(work(), path.id, body.items, expected_revision())
        return answers.ok({"items": order_lines.of(work(), path.id)})
