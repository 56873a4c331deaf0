"""Extended lead information by the API."""

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login


@pytest.mark.requirement("F7")
def test_an_integration_fills_in_what_brought_a_lead_here(sales: Caller) -> None:
    lead = sales.lead(ad_campaign="Radio")
    place = f"/leads/{lead['id']}/lead_generation"
    filled = sales.post(place, {"ad_banner": "Blue", "lead_generation_form": "Footer"})
    assert filled.status_code == 200
    told = [filled.json[name] for name in ("ad_campaign", "ad_banner", "lead_generation_form")]
    assert told == ["Radio", "Blue", "Footer"]
    changed = sales.patch(f"/leads/{lead['id']}", {"ad_campaign": "Fair"})
    assert changed.json["ad_campaign"] == "Fair"
    assert {change["field"] for change in sales.get(f"/leads/{lead['id']}/history").json["items"]} >= {"ad_banner"}


@pytest.mark.requirement("F7", "H1")
def test_what_is_wrong_or_not_allowed_is_refused(sales: Caller, login: Login) -> None:
    lead = sales.lead()
    place = f"/leads/{lead['id']}/lead_generation"
    refused = sales.post(place, {"ad_banner": "x" * 300, "owner": "admin"})
    assert refused.status_code == 422
    assert sales.post(place, {"ad_banner": "x" * 300}).json["errors"].keys() == {"ad_banner"}
    assert login("designer").post(place, {"ad_banner": "Blue"}).status_code == 403
    assert sales.post("/leads/999/lead_generation", {"ad_banner": "Blue"}).status_code == 404
    assert sales.get(f"/leads/{lead['id']}/website").json == {"submissions": [], "events": []}
    assert login("designer").get(f"/leads/{lead['id']}/website").status_code == 403
