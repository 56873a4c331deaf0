"""The lines of an order, edited together in a dialog."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import lookups, rights
from crm.errors import Invalid
from tasks import order_lines
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("order_line")
NAMES = ("product", "quantity", "price")
SPARE = 3


@pages.get("/orders/<int:order_id>/lines")
def form(order_id: int) -> ResponseReturnValue:
    """Return the form of all lines, with some more to fill in."""
    lines = order_lines.of(work(), order_id)
    rights.require(work().actor, "edit", "order")
    return _form(order_id, [{**line, "quantity": f"{line['quantity'].normalize():f}"} for line in lines], {})


@pages.post("/orders/<int:order_id>/lines")
def save(order_id: int) -> ResponseReturnValue:
    """Save the lines that are filled in; emptied ones are gone."""
    columns = [[value.strip() for value in request.form.getlist(name)] for name in NAMES]
    typed = [dict(zip(NAMES, row, strict=True)) for row in zip(*columns, strict=False)]
    lines = [line for line in typed if any(line.values())]
    try:
        order_lines.put(work(), order_id, lines)
    except Invalid as invalid:
        return _form(order_id, lines, invalid.errors)
    say("Saved.")
    return go_to(url_for("order.page", record_id=order_id))


def _form(order_id: int, lines: Sequence[Mapping[str, Any]], errors: Mapping[str, list[str]]) -> Response:
    return fragment(
        "fragments/order_lines_form.html",
        422 if errors else 200,
        action=url_for("order_line.save", order_id=order_id),
        lines=[*lines, *({} for _ in range(SPARE))],
        products=lookups.choices(session(), "products"),
        prices={value.code: value.attributes.get("price") for value in lookups.values(session(), "products")},
        errors=errors,
    )
