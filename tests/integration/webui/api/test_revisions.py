"""Revisions: nobody overwrites what they have not seen."""

import pytest

from tests.integration.webui.api.caller import Caller


@pytest.fixture
def contact(sales: Caller) -> str:
    return f"/contacts/{sales.post('/contacts', {'name': 'Ann'}).json['id']}"


def test_the_revision_is_also_the_entity_tag(sales: Caller, contact: str) -> None:
    response = sales.get(contact)
    assert response.headers["ETag"] == f'"{response.json["revision"]}"'


def test_a_change_counts_the_revision_up(sales: Caller, contact: str) -> None:
    before = sales.get(contact).json["revision"]
    changed = sales.patch(contact, {"job_title": "Buyer"})
    assert changed.json["revision"] == before + 1
    assert changed.headers["ETag"] == f'"{before + 1}"'


def test_a_change_of_nothing_leaves_the_revision(sales: Caller, contact: str) -> None:
    before = sales.get(contact).json
    assert sales.patch(contact, {"name": "Ann"}).json == before


@pytest.mark.parametrize("spelled", ['"{}"', 'W/"{}"', "{}"])
def test_a_stale_revision_is_412_and_changes_nothing(sales: Caller, contact: str, spelled: str) -> None:
    seen = sales.get(contact).json["revision"]
    assert sales.patch(contact, {"name": "Bea"}, headers={"If-Match": spelled.format(seen)}).status_code == 200
    late = sales.patch(contact, {"name": "Cho"}, headers={"If-Match": spelled.format(seen)})
    assert late.status_code == 412
    assert late.json["revision"] == seen + 1
    assert sales.get(contact).json["name"] == "Bea"


@pytest.mark.parametrize("wrong", ["x", '"x"', '"1', "1, 2", "", '"-1"'])
def test_a_revision_that_cannot_be_read_is_400(sales: Caller, contact: str, wrong: str) -> None:
    assert sales.patch(contact, {"name": "Bea"}, headers={"If-Match": wrong}).status_code == 400


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}])
def test_a_change_without_a_revision_is_taken(sales: Caller, contact: str, headers: dict[str, str]) -> None:
    assert sales.patch(contact, {"name": "Bea"}, headers=headers).status_code == 200


def test_leads_lookups_and_users_are_guarded_alike(sales: Caller, admin: Caller) -> None:
    need = admin.get("/lookups/customer-needs").json["items"][0]["id"]
    user = admin.get("/users/me").json["id"]
    changes = {
        f"/leads/{sales.lead()['id']}": {"title": "Other"},
        f"/lookups/customer-needs/{need}": {"name": "Other"},
        f"/users/{user}": {"name": "Other"},
    }
    for path, change in changes.items():
        assert admin.patch(path, change, headers={"If-Match": '"77"'}).status_code == 412, path


def test_a_record_that_the_caller_holds_already_is_304(sales: Caller, contact: str) -> None:
    tag = sales.get(contact).headers["ETag"]
    response = sales.get(contact, headers={"If-None-Match": tag})
    assert (response.status_code, response.data) == (304, b"")
    sales.patch(contact, {"name": "Bea"})
    assert sales.get(contact, headers={"If-None-Match": tag}).status_code == 200
