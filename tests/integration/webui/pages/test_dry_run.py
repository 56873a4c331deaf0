"""The page of a dry run, without a browser: its state goes along with every step, and nothing of it remains."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from sqlalchemy import func, select

from crm.models import Lead
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor
from webui.pages import dry_run_state

Sign = Callable[[str], Visitor]
PATH = "/processes/lead-management/dry-run"
STATE = re.compile(r'name="~walk" value="([^"]+)"')
HANDOFF = {"result": "proceed-to-handoff", "result_details": "Wants two"}


def state_of(text: str) -> str:
    found = STATE.search(text)
    assert found is not None
    return unescape(found[1])


@pytest.fixture
def designer(visitor: Sign) -> Visitor:
    return visitor("designer")


@pytest.mark.requirement("A10+")
def test_a_walk_goes_on_by_what_its_page_carries(designer: Visitor, baton: Baton) -> None:
    begun = designer.get(PATH)
    assert begun.status_code == 200, begun.text
    assert 'data-walk-action="qualify"' in begun.text
    qualified = designer.post(f"{PATH}?verb=act&name=qualify", {"~walk": state_of(begun.text)})
    assert 'data-walk-task="contact-customer"' in qualified.text
    handed = designer.post(f"{PATH}?verb=complete&name=1", {"~walk": state_of(qualified.text), **HANDOFF})
    assert 'data-walk-task="handoff-details"' in handed.text
    again = designer.get(handed.headers["HX-Push-Url"])
    assert 'data-walk-task="handoff-details"' in again.text
    back = designer.post(f"{PATH}?verb=back&name=1", {"~walk": state_of(again.text)})
    assert 'data-walk-task="contact-customer"' in back.text
    with baton.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Lead)) == 0


@pytest.mark.requirement("A10+")
def test_a_refused_form_comes_back_with_what_was_typed_and_the_message_at_its_field(designer: Visitor) -> None:
    qualified = designer.post(f"{PATH}?verb=act&name=qualify", {"~walk": state_of(designer.get(PATH).text)})
    typed = {"~walk": state_of(qualified.text), "result": "rescheduled", "result_details": "<b>later</b>"}
    answer = designer.post(f"{PATH}?verb=complete&name=1", typed)
    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert "&lt;b&gt;later" in answer.text
    assert "HX-Push-Url" not in answer.headers
    assert state_of(answer.text) == state_of(qualified.text)


@pytest.mark.requirement("A10+")
def test_each_kind_of_step_is_offered_and_taken(designer: Visitor) -> None:
    state = state_of(designer.get(PATH).text)
    for verb, name, data in (
        ("act", "qualify", {}),
        ("move", "", {"stage": "nurturing"}),
        ("clock", "P7D", {}),
        ("act", "reassign", {"owner": "sales2", "~as": "sales"}),
    ):
        answer = designer.post(f"{PATH}?verb={verb}&name={name}", {"~walk": state, **data})
        assert answer.status_code == 200, answer.text
        state = state_of(answer.text)
    assert "7 days passed" in answer.text
    assert "Owner is “Simon Okafor” now" in answer.text
    assert "by sales" in answer.text


@pytest.mark.requirement("A10+")
def test_the_walk_begins_again_with_another_record(designer: Visitor) -> None:
    state = state_of(designer.get(PATH).text)
    fields = {"customer_need": "training", "account_name": "Vizor", "contact_name": "", "email": ""}
    answer = designer.post(f"{PATH}?verb=record&name=lead-management", {"~walk": state, **fields})
    assert "Training / Vizor" in answer.text
    wrong = designer.post(f"{PATH}?verb=record&name=lead-management", {"~walk": state, **fields, "email": "no"})
    assert wrong.status_code == 422
    assert 'value="no"' in wrong.text


@pytest.mark.requirement("A10+")
def test_a_lead_is_copied_by_those_who_may_see_it(visitor: Sign, desk: Callable[[str], Desk]) -> None:
    lead_id = desk("sales").qualified()
    admin = visitor("admin")
    answer = admin.post(f"{PATH}?verb=copy", {"~walk": state_of(admin.get(PATH).text), "copy_of": lead_id})
    assert 'value="Vizor"' in answer.text
    designer = visitor("designer")
    assert "Copy a lead" not in designer.get(PATH).text
    refused = designer.post(f"{PATH}?verb=copy", {"~walk": state_of(answer.text), "copy_of": lead_id})
    assert refused.status_code == 403


@pytest.mark.requirement("A10+")
def test_a_draft_is_walked_or_its_problems_are_listed(designer: Visitor, baton: Baton) -> None:
    assert "Draft" in designer.get(f"{PATH}?draft=1").text
    with baton.sessions.begin() as session:
        text = baton.library.get(session, "lead-management").draft or ""
        broken = text.replace("lead.set_stage", "lead.no_such_operation")
        baton.library.save_draft(session, "lead-management", broken, None)
    page = designer.get(f"{PATH}?draft=1")
    assert page.status_code == 200
    assert "This cannot be tried yet" in page.text
    assert "lead.no_such_operation" in page.text
    assert "data-walk-action" in designer.get(f"{PATH}?version=1").text


@pytest.mark.requirement("A10+")
def test_a_sale_and_a_sub_process_are_walked_too(designer: Visitor) -> None:
    assert "The made-up opportunity" in designer.get("/processes/corporate-sale/dry-run").text
    page = designer.get("/processes/lead-handoff/dry-run").text
    assert 'which goes through <a href="/processes/lead-management">' in page


@pytest.mark.requirement("A10+", "H1")
def test_dry_runs_are_for_designers(visitor: Sign) -> None:
    sales = visitor("sales")
    assert sales.get(PATH).status_code == 403


@pytest.mark.parametrize("walk", ["x", "!!", "eJwDAAAAAAE", "eJyrrgUAAXUA-Q"])
def test_an_address_that_was_cut_is_refused(designer: Visitor, walk: str) -> None:
    assert designer.get(f"{PATH}?walk={walk}").status_code == 400
    assert designer.post(f"{PATH}?verb=act&name=qualify", {"~walk": walk}).status_code == 400


@pytest.mark.parametrize("step", [{"act": "assign", "values": [1]}, {"complete": 1, "as": 4}, {"complete": [1]}])
def test_a_step_that_the_page_would_not_write_is_refused(designer: Visitor, step: dict[str, object]) -> None:
    walk = dry_run_state.fresh(None, draft=False).after(step).packed()
    assert designer.get(f"{PATH}?walk={walk}").status_code == 400
