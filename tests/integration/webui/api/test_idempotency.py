"""A request that comes twice has one effect and one answer, also when both come at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from crm.models import Contact, IdempotentRequest
from tasks.work import Baton
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login
from tests.integration.webui.api.serving import Served

KEY = {"Idempotency-Key": "a-key"}


def contacts(baton: Baton) -> int:
    with baton.sessions() as session:
        return session.scalar(select(func.count()).select_from(Contact)) or 0


def test_the_second_request_gets_the_first_answer_and_has_no_effect(sales: Caller, baton: Baton) -> None:
    first = sales.post("/contacts", {"name": "Ann", "job_title": "Buyer"}, headers=KEY)
    second = sales.post("/contacts", {"job_title": "Buyer", "name": "Ann"}, headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert contacts(baton) == 1


def test_without_a_key_every_request_counts(sales: Caller, baton: Baton) -> None:
    for _ in range(2):
        sales.post("/contacts", {"name": "Ann"})
    assert contacts(baton) == 2


def test_the_same_key_with_another_body_or_path_is_422(sales: Caller, baton: Baton) -> None:
    sales.post("/contacts", {"name": "Ann"}, headers=KEY)
    for path, body in (("/contacts", {"name": "Bea"}), ("/accounts", {"name": "Ann"})):
        response = sales.post(path, body, headers=KEY)
        assert response.status_code == 422
        assert list(response.json["errors"]) == ["Idempotency-Key"]
    assert contacts(baton) == 1


def test_keys_of_different_people_do_not_meet(sales: Caller, login: Login, baton: Baton) -> None:
    for caller in (sales, login("sales2")):
        assert caller.post("/contacts", {"name": "Ann"}, headers=KEY).status_code == 201
    assert contacts(baton) == 2


def test_a_refused_request_may_be_mended_and_sent_under_the_same_key(sales: Caller, baton: Baton) -> None:
    assert sales.post("/contacts", {"name": ""}, headers=KEY).status_code == 422
    assert sales.post("/contacts", {"name": "Ann"}, headers=KEY).status_code == 201
    assert contacts(baton) == 1


def test_a_change_repeated_under_its_key_is_not_stale(sales: Caller) -> None:
    contact = sales.post("/contacts", {"name": "Ann"}).json
    headers = KEY | {"If-Match": f'"{contact["revision"]}"'}
    first = sales.patch(f"/contacts/{contact['id']}", {"name": "Bea"}, headers=headers)
    again = sales.patch(f"/contacts/{contact['id']}", {"name": "Bea"}, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.data == again.data


def test_a_refusal_that_is_written_down_leaves_the_key_free(sales: Caller) -> None:
    """A wrong password counts as an attempt to sign in: that is kept, although the request is refused."""
    wrong, right = ({"current": current, "password": "a new sentence"} for current in ("wrong", "baton-demo"))
    for _ in range(2):
        refused = sales.post("/users/me/password", wrong, headers=KEY)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["current"])
    assert sales.post("/users/me/password", right, headers=KEY).status_code == 204


@pytest.mark.parametrize("key", [" ", "x" * 256])
def test_a_key_that_is_none_is_400(sales: Caller, key: str) -> None:
    assert sales.post("/contacts", {"name": "Ann"}, headers={"Idempotency-Key": key}).status_code == 400


def test_reading_takes_no_notice_of_a_key(sales: Caller, baton: Baton) -> None:
    sales.get("/contacts", headers=KEY)
    with baton.sessions() as session:
        assert session.scalar(select(func.count()).select_from(IdempotentRequest)) == 0


def test_of_many_at_once_one_acts_and_all_get_its_answer(served: Served, sales: Caller, baton: Baton) -> None:
    together = Barrier(8)

    def send(_: int) -> tuple[int, bytes]:
        together.wait()
        return served.post("/api/v1/contacts", {"name": "Ann"}, sales.token, KEY)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert contacts(baton) == 1


@pytest.mark.requirement("C4")
def test_a_completion_sent_twice_at_once_under_one_key_succeeds_twice(served: Served, sales: Caller) -> None:
    task = sales.open_task(sales.qualified()["id"])
    together = Barrier(2)

    def send(_: int) -> tuple[int, bytes]:
        together.wait()
        path = f"/api/v1/tasks/{task['id']}/complete"
        return served.post(path, {"result": "proceed-to-order"}, sales.token, KEY)

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(send, range(2)))
    assert [status for status, _ in answers] == [200]
