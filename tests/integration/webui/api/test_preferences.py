"""Notifications, preferences and the calendar by the API."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest

from db import clock
from tests.integration.webui.api.caller import Caller


@pytest.mark.requirement("C6")
def test_preferences_are_put_and_shown(sales: Caller) -> None:
    usual = sales.get("/users/me/notification_preferences").json
    assert usual["channels"]["assigned"] == ["page"]
    put = {"channels": {"assigned": ["email"]}, "quiet_from": "22:00", "quiet_until": "06:30", "digest_hour": 7}
    changed = sales.put("/users/me/notification_preferences", put).json
    assert changed == usual | put | {"channels": usual["channels"] | {"assigned": ["email"]}}
    wrong = sales.put("/users/me/notification_preferences", {"channels": {"born": ["page"]}, "digest_hour": 99})
    assert (wrong.status_code, set(wrong.json["errors"])) == (422, {"channels.born", "digest_hour"})


@pytest.mark.requirement("C6")
def test_one_notification_is_read_by_its_own_user_only(sales: Caller, login: Callable[[str], Caller]) -> None:
    lead = sales.lead()
    sales.post(f"/leads/{lead['id']}/feed", {"text": "Look, @sales2"})
    other = login("sales2")
    [told] = other.get("/notifications?unread=true&kind=mentioned").json["items"]
    assert sales.post(f"/notifications/{told['id']}/read").status_code == 404
    assert other.post(f"/notifications/{told['id']}/read").json == {"marked": 1}
    assert other.post(f"/notifications/{told['id']}/read").json == {"marked": 0}
    assert other.get("/notifications?unread=true").json["items"] == []
    assert other.get("/notifications?kind=overdue").json["items"] == []


@pytest.mark.requirement("C5")
def test_a_calendar_address_is_made_and_revoked(sales: Caller) -> None:
    made = sales.post("/users/me/calendar_address")
    assert made.status_code == 201
    path = "/calendar/" + made.json["address"].rpartition("/")[2]
    assert sales.client.get(path).status_code == 200
    assert sales.delete("/users/me/calendar_address").status_code == 204
    assert sales.client.get(path).status_code == 404
    assert sales.delete("/users/me/calendar_address").status_code == 204


@pytest.mark.requirement("C5")
def test_a_meeting_is_planned_moved_and_called_off(sales: Caller, login: Callable[[str], Caller]) -> None:
    lead, at = sales.lead(), clock.now().replace(microsecond=0) + timedelta(days=1)
    span = f"since={quote((at - timedelta(days=1)).isoformat())}&until={quote((at + timedelta(days=9)).isoformat())}"
    values = {"kind": "meeting", "subject": "Demo", "at": at.isoformat(), "participants": "maria@vizor.example"}
    planned = sales.post(f"/leads/{lead['id']}/activities", values | {"invite": True}).json
    assert planned["invited"] == "maria@vizor.example"
    [entry] = sales.get(f"/calendar?{span}").json["items"]
    assert (entry["kind"], entry["id"], entry["title"], entry["movable"]) == ("meeting", planned["id"], "Demo", True)
    other = login("sales2")
    assert other.get(f"/calendar?{span}").json["items"] == []
    assert other.get(f"/calendar?{span}&everybody=true").json["items"] == [entry | {"movable": False}]
    later = (at + timedelta(days=2)).isoformat()
    assert other.post(f"/calendar/meeting/{entry['id']}/move", {"at": later}).status_code == 403
    assert sales.post(f"/calendar/meeting/{entry['id']}/move", {"at": "soon"}).status_code == 422
    assert sales.post(f"/calendar/party/{entry['id']}/move", {"at": later}).status_code == 404
    assert sales.post(f"/calendar/meeting/{entry['id']}/move", {"at": later}).status_code == 204
    assert sales.post(f"/calendar/meeting/{entry['id']}/cancel").status_code == 204
    assert sales.post(f"/calendar/meeting/{entry['id']}/cancel").status_code == 409
    assert sales.get(f"/calendar?{span}").json["items"] == []
    assert sales.get("/calendar?since=2031-01-01&until=2030-01-01").status_code == 422
