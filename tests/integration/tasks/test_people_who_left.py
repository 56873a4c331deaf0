"""Forms filled in with people who may not be chosen any more: they name nobody, and no step fails of it."""

import pytest

from crm import people
from crm.changes import Author
from tasks.forms import presentation
from tests.desk import Desk


def leave(desk: Desk, login: str) -> None:
    with desk.work() as work:
        user_id = people.id_of(work.session, login)
        assert user_id is not None
        people.update_user(work.session, user_id, {"active": False}, Author())


@pytest.mark.requirement("B11")
def test_a_handoff_is_entered_though_the_owner_of_the_lead_has_left(sales: Desk) -> None:
    lead_id = sales.qualified(owner="sales2")
    sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Ready")
    leave(sales, "sales2")
    [task] = sales.tasks(lead_id)
    with sales.work() as work:
        shown = {field["name"]: field["value"] for field in presentation.form_of(work, task["id"])["fields"]}
    assert shown["assignee"] is None
    sales.complete(lead_id, "handoff-details", budget="100.00")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["process"]["status"]) == ("awaiting-sale", "running")
    assert (lead["owner"], lead["handoff_assignee"]) == ("sales2", None)
