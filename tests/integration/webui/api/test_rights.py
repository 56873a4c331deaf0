"""The matrix of rights says what happens when one tries."""

from collections import defaultdict

import pytest
from sqlalchemy import select

from crm.models import Lead, User
from engine.models import ProcessInstance
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

LOGINS = {"crm_sales": "sales", "crm_manager": "manager", "crm_marketeer": "marketeer", "crm_admin": "crmadmin", "admin": "admin"}  # fmt: skip


def offered(caller: Caller, lead_id: int) -> set[str]:
    return {action["code"] for action in caller.get(f"/leads/{lead_id}/actions").json}


@pytest.mark.requirement("H1", "E7")
@pytest.mark.parametrize("key", ["lead-management", "lead-states", "lead-mql-sql"])
def test_what_the_matrix_allows_is_what_is_offered(login: Login, admin: Caller, key: str) -> None:
    assert admin.put("/settings/lead-management-business-process", {"value": key}).status_code == 200
    [matrix] = admin.get(f"/rights?process={key}").json["processes"]
    first = matrix["stages"][0]["code"]
    allowed = defaultdict(set)
    for action in matrix["actions"]:
        for cell in action["cells"]:
            for case, reason in cell["refusals"].items():
                if reason is None and cell["stage"] == first:
                    allowed[cell["role"], case].add(action["code"])
    for role, name in LOGINS.items():
        person, other = login(name), "sales2"
        for case, owner in (("own", name), ("others", other), ("nobodys", None), ("inactive", name)):
            lead = admin.lead(owner=owner)
            if case == "inactive":
                admin.act(lead["id"], "deactivate")
            assert offered(person, lead["id"]) == allowed[role, case], (role, case)


@pytest.mark.requirement("H1")
def test_every_published_process_for_leads_is_in_it_copies_too(admin: Caller) -> None:
    assert admin.post("/processes/lead-states/copy", {"key": "our-states", "name": "Our states"}).status_code == 201
    assert admin.post("/processes/our-states/publish", {}).status_code == 201
    found = {matrix["key"]: matrix for matrix in admin.get("/rights").json["processes"]}
    assert {
        "lead-management",
        "lead-management-team",
        "lead-management-commerce",
        "lead-states",
        "our-states",
    } <= found.keys()
    of_copy, of_original = ([a["cells"] for a in found[key]["actions"]] for key in ("our-states", "lead-states"))
    assert of_copy == of_original


@pytest.mark.requirement("H1")
def test_nothing_remains_of_what_was_imagined(admin: Caller, baton: Baton) -> None:
    def there() -> list[object]:
        with Desk(baton, "admin").work() as work:
            return [work.session.scalars(select(model.id)).all() for model in (Lead, User, ProcessInstance)]

    before, number = there(), admin.lead()["number"]
    admin.get("/rights")
    assert admin.lead()["number"] == number + 1
    assert len(there()[1]) == len(before[1])  # type: ignore[arg-type]
    assert there()[2] == before[2]


@pytest.mark.requirement("H1")
def test_it_tells_how_far_each_role_sees_and_is_for_admins(admin: Caller, sales: Caller) -> None:
    admin.put("/settings/record-visibility", {"value": {"crm_sales": "own"}})
    scopes = {each["role"]: each["scope"] for each in admin.get("/rights?process=lead-states").json["visibility"]}
    assert (scopes["crm_sales"], scopes["crm_manager"]) == ("own", "all")
    assert sales.get("/rights").status_code == 403
    assert admin.get("/rights?process=no-such").status_code == 422
