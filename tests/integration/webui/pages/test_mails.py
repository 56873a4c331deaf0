"""Writing e-mails on the pages of leads and opportunities."""

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

HTMX = {"HX-Request": "true"}


@pytest.mark.requirement("F8")
def test_a_mail_is_written_on_the_page_of_a_lead(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk]
) -> None:
    lead_id = desk("sales").qualified()
    sales = visitor("sales")
    form = sales.get(f"/leads/{lead_id}?tab=activities").text
    assert 'value="maria@vizor.example"' in form
    typed = {"to": "maria@vizor.example", "subject": "Our offer", "body": "Dear Maria"}
    answer = sales.post(f"/lead/{lead_id}/mails", typed, **HTMX)
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead_id}?tab=activities")
    assert "Our offer" in sales.get(answer.location).text


@pytest.mark.requirement("F8")
def test_a_wrong_address_comes_back_with_what_was_typed(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk]
) -> None:
    lead_id = desk("sales").enter()
    typed = {"to": "maria", "subject": "Our offer", "body": "Dear Maria"}
    answer = visitor("sales").post(f"/lead/{lead_id}/mails", typed, **HTMX)
    assert answer.status_code == 422
    assert 'value="maria"' in answer.text
    assert "Enter an e-mail address" in answer.text
    assert "Dear Maria" in answer.text
