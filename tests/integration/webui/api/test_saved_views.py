"""Saved views by the API: kept, replaced, shared, removed."""

import pytest

from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

MINE = {"record_type": "lead", "name": "Hot ones", "filters": {"score_band": "high"}, "columns": ["title", "score"]}


@pytest.mark.requirement("F11")
def test_a_view_is_kept_and_replaced_under_its_name(sales: Caller) -> None:
    first = sales.post("/saved_views", MINE)
    assert first.status_code == 201
    assert sales.get(first.headers["Location"].removeprefix("/api/v1")).json == first.json
    again = sales.post("/saved_views", {**MINE, "name": "hot  ONES", "filters": {"stage": "handoff"}})
    assert again.json["id"] == first.json["id"]
    [kept] = sales.get("/saved_views").json["items"]
    assert (kept["name"], kept["filters"], kept["owner"]) == ("hot ONES", {"stage": "handoff"}, "sales")
    assert sales.delete(f"/saved_views/{kept['id']}").status_code == 204
    assert sales.get("/saved_views").json["items"] == []


@pytest.mark.requirement("F11", "H1")
def test_only_shared_views_are_offered_to_others_and_only_their_owner_or_an_admin_removes_them(login: Login) -> None:
    owner, other = login("sales"), login("sales2")
    own = owner.post("/saved_views", MINE).json["id"]
    shared = owner.post("/saved_views", {**MINE, "name": "For all", "shared": True}).json["id"]
    assert [view["id"] for view in other.get("/saved_views").json["items"]] == [shared]
    assert other.get(f"/saved_views/{own}").status_code == 404
    assert other.delete(f"/saved_views/{own}").status_code == 404
    assert other.delete(f"/saved_views/{shared}").status_code == 403
    assert login("admin").delete(f"/saved_views/{shared}").status_code == 204


@pytest.mark.requirement("F11")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 61}, "name"), ({"record_type": "planet"}, "record_type"),
     ({"filters": {"stage": 7}}, "filters.stage"), ({"colour": "red"}, "colour")],
)  # fmt: skip
def test_a_view_that_makes_no_sense_is_refused_at_its_field(
    sales: Caller, wrong: dict[str, object], field: str
) -> None:
    answer = sales.post("/saved_views", {**MINE, **wrong})
    assert answer.status_code == 422
    assert field in answer.json["errors"]
