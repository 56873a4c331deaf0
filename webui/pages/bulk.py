"""Says what became of something done to many records at once."""

from collections.abc import Callable

from flask import Response, request

from crm.errors import Invalid
from tasks.bulk import carry_out
from webui.pages.answers import problem_headers, say
from webui.rendering.times import in_zone
from webui.transactions import work

MOST_REASONS = 3
CONFLICT = 409


def selected() -> list[int]:
    """Return the ids of the selected rows.

    Raises:
        crm.errors.Invalid: nothing is selected.
    """
    ids = request.values.getlist("id", type=int)
    if not ids:
        raise Invalid({"": ["Select something first."]})
    return ids


def do(step: Callable[[int], None], done: str) -> Response | None:
    """Take a step for each selected row and have the page tell; `done` is a participle, such as “claimed”.

    Returns the answer that leaves everything as it is, when every single one was refused; else None.
    """
    ids = selected()
    refused = carry_out(work(), ids, step)
    reasons = in_zone(" ".join(list(dict.fromkeys(refused.values()))[:MOST_REASONS]))
    count = len(set(ids)) - len(refused)
    if not count:
        return Response(reasons, CONFLICT, problem_headers(reasons))
    say(f"{count} {done}.")
    if refused:
        say(f"{len(refused)} not {done}: {reasons}", "danger")
    return None
