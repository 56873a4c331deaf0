"""Steps that failed, seen and mended through the API."""

import pytest
from sqlalchemy import update

from crm.models import Lookup
from tasks.work import Baton
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login


def rename_stage(baton: Baton, old: str, new: str) -> None:
    """Take a stage out of the lookup, or put it back, behind everybody's back."""
    with baton.sessions.begin() as session:
        chosen = (Lookup.lookup == "lead-stages", Lookup.code == old)
        session.execute(update(Lookup).where(*chosen).values(code=new))


@pytest.mark.requirement("E7")
def test_a_step_that_failed_waits_and_goes_on_when_it_is_tried_again(sales: Caller, login: Login, baton: Baton) -> None:
    rename_stage(baton, "handoff", "gone")
    lead = sales.qualified()
    [incident] = sales.get(f"/incidents?lead={lead['id']}").json["items"]
    assert incident["operation"] == "lead.set_stage"
    assert incident["inputs"] == {"stage": "handoff"}
    assert "handoff" in incident["error"]
    retry = f"/incidents/{incident['id']}/retry"
    assert sales.post(retry).status_code == 403
    crmadmin = login("crmadmin")
    again = crmadmin.post(retry, {"inputs": {"stage": "nowhere"}}).json
    assert again["resolved"] is False
    assert again["incident"]["inputs"] == {"stage": "nowhere"}
    rename_stage(baton, "gone", "handoff")
    retry = f"/incidents/{again['incident']['id']}/retry"
    assert crmadmin.post(retry, {"inputs": {"stage": "handoff"}}).json == {"resolved": True, "incident": None}
    assert crmadmin.post(retry).status_code == 409
    assert sales.get(f"/leads/{lead['id']}").json["stage"]["code"] == "handoff"
    assert sales.get("/incidents").json["items"] == []


def test_an_unknown_incident_is_404(admin: Caller) -> None:
    assert admin.post("/incidents/4711/retry").status_code == 404


def test_incidents_are_asked_for_by_one_record(sales: Caller) -> None:
    assert sales.get("/incidents?lead=1&opportunity=1").status_code == 422
