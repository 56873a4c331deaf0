"""Lists whose address names what is not there: they show themselves and say so."""

from collections.abc import Callable
from html import unescape

import pytest

from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/leads?stage=handof", "Stage: “handof” is not a value"),
        ("/leads?owner=nobody&score_band=huge", "Owner: There is no user “nobody”."),
        ("/leads?cursor=nonsense", "Cursor: This cursor is not one of ours."),
        ("/inbox?priority=urgent&process=none", "Process: There is no process “none”."),
        ("/inbox?view=yours&sort=odd&owner=nobody", "View: “yours” is not a view"),
        ("/inbox?view=all&cursor=nonsense", "Cursor: This cursor is not one of ours."),
    ],
)
def test_a_list_is_shown_without_what_makes_no_sense(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk], path: str, told: str
) -> None:
    desk("sales").qualified(title="Forty seats")
    answer = visitor("sales").get(path)
    assert answer.status_code == 200
    assert told in unescape(answer.text)
    assert "Vizor" in answer.text


@pytest.mark.parametrize(
    "path", ["/contacts?role=king", "/accounts?industry=magic", "/opportunities?state=x", "/orders?status=x"]
)
def test_every_list_does_so(visitor: Callable[[str], Visitor], path: str) -> None:
    answer = visitor("sales").get(path)
    assert answer.status_code == 200
    assert "The list is shown without it." in answer.text


def test_filters_that_make_sense_stay(visitor: Callable[[str], Visitor], desk: Callable[[str], Desk]) -> None:
    desk("sales").qualified()
    answer = visitor("sales").get("/leads?stage=satisfied&owner=nobody")
    assert "Vizor" not in answer.text
    assert '<option value="satisfied" selected>' in answer.text
