"""Whatever goes wrong, the answer is a problem that says what, where and what to do."""

import itertools
import json
import logging

import pytest
from flask import Flask

from db.paging import encode_cursor
from tests.integration.webui.api.caller import Caller
from webui.api.answers import Answer
from webui.api.routes import Routes

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "detail"}
LEAD = {"customer_need": "additional-service"}


def test_an_unknown_address_is_a_problem(sales: Caller) -> None:
    response = sales.get("/no_such_thing")
    assert (response.status_code, response.mimetype) == (404, PROBLEM)
    assert response.json.keys() >= MEMBERS


def test_an_unknown_method_is_a_problem_naming_those_that_are_known(sales: Caller) -> None:
    response = sales.call("DELETE", "/leads")
    assert (response.status_code, response.mimetype) == (405, PROBLEM)
    assert {"GET", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))


def test_an_unknown_record_is_a_problem(sales: Caller) -> None:
    response = sales.get("/contacts/999999")
    assert (response.status_code, response.mimetype) == (404, PROBLEM)
    assert "999999" in response.json["detail"]


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "abc"])
def test_a_number_that_no_record_can_have_is_unknown(sales: Caller, number: str) -> None:
    assert sales.get(f"/contacts/{number}").status_code == 404


@pytest.mark.parametrize("text", ["{", '{"name": }', "{'name': 'Ann'}", '{"name": NaN}', '{"name": "\\ud800"}', "\x00"])
def test_malformed_json_is_400_and_says_where(sales: Caller, text: str) -> None:
    response = sales.call("POST", "/contacts", data=text, content_type="application/json")
    assert (response.status_code, response.mimetype) == (400, PROBLEM)
    assert "line 1" in response.json["detail"]


def test_another_media_type_is_415(sales: Caller) -> None:
    response = sales.call("POST", "/contacts", data="name=Ann", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, response.mimetype) == (415, PROBLEM)


def test_a_body_over_a_megabyte_is_413(sales: Caller) -> None:
    response = sales.post("/contacts", {"name": "x" * 1_100_000})
    assert (response.status_code, response.mimetype) == (413, PROBLEM)
    assert response.json["title"] == "The body is larger than 1 MB"


def test_missing_unknown_and_wrong_fields_are_told_together_each_at_its_place(sales: Caller) -> None:
    body = {"budget": "much", "email": "nowhere", "meeting_at": "tomorrow", "source": "no-such", "favourite": 1}
    response = sales.post("/leads", body)
    assert (response.status_code, response.mimetype) == (422, PROBLEM)
    assert response.json.keys() >= MEMBERS
    assert response.json["errors"].keys() == {"customer_need", *body}
    assert response.json["errors"]["customer_need"] == ["This field is required."]
    assert response.json["errors"]["favourite"] == ["There is no such field."]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 5),
        ("title", ["a"]),
        ("title", {"a": 1}),
        ("title", "x" * 300),
        ("title", "a\x00b"),
        ("contact_id", "7"),
        ("contact_id", 10**30),
        ("contact_id", -1),
        ("contact_id", True),
        ("owner", "no-such-person"),
        ("budget", "1e400"),
        ("budget", 10**40),
        ("budget", "0.001"),
        ("meeting_at", "2026-01-01T00:00:00"),
        ("meeting_at", 1767225600),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_a_sentence(sales: Caller, field: str, value: object) -> None:
    response = sales.post("/leads", LEAD | {field: value})
    assert response.status_code == 422, response.text
    [place] = response.json["errors"]
    assert place in (field, "body")
    [sentence] = response.json["errors"][place]
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"result": 5}, "result"),
        ({"values": []}, "values"),
        ({"result": "x", "value": {}}, "value"),
        ({"values": "x"}, "values"),
    ],
)
def test_the_body_of_a_completion_is_checked_before_anything_else(sales: Caller, body: object, place: str) -> None:
    response = sales.post("/tasks/1/complete", body)
    assert response.status_code == 422
    assert list(response.json["errors"]) == [place]


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=x", "cursor=W10", "limit=1&limit=2"])
def test_a_wrong_page_is_refused_at_the_parameter(sales: Caller, query: str) -> None:
    for path in ("/leads", "/tasks", "/contacts", "/lookups/lead-stages"):
        response = sales.get(f"{path}?{query}")
        assert response.status_code == 422, path
        assert list(response.json["errors"]) == [query.partition("=")[0]]


MOMENTS = ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00", "9999-12-31T23:59:59-23:59", 7, None, {})
LAST = (2**64 - 1, 1e300, -1, "7", None, {}, True)


@pytest.mark.parametrize("path", ["/leads", "/tasks", "/leads/{}/feed", "/leads/{}/history", "/users"])
def test_a_cursor_that_was_tampered_with_is_refused_at_its_place(sales: Caller, path: str) -> None:
    address = path.format(sales.lead()["id"])
    for key, last in itertools.product(MOMENTS, LAST):
        values = {"/leads": [key, last], "/tasks": ["due", key, last]}.get(path, [last])
        response = sales.get(f"{address}?cursor={encode_cursor(values)}")
        assert (response.status_code, list(response.json["errors"])) == (422, ["cursor"]), values


def test_text_with_nul_in_a_parameter_is_refused(sales: Caller) -> None:
    response = sales.get("/leads?q=a%00b")
    assert response.status_code == 422
    assert list(response.json["errors"]) == ["q"]


def test_text_with_nul_in_a_body_is_refused_at_its_field(sales: Caller) -> None:
    lead = sales.lead()["id"]
    for path, body, fields in (
        ("/leads", LEAD | {"title": "a\x00b", "email": "\x00"}, {"title", "email"}),
        (f"/leads/{lead}/actions/disqualify", {"reason": "x", "note": "a\x00b"}, {"note"}),
        ("/tasks/1/complete", {"values": {"note": "\x00"}}, {"note"}),
        ("/leads", LEAD | {"a\x00b": "x"}, {"body"}),
    ):
        response = sales.post(path, body)
        assert (response.status_code, response.json["errors"].keys()) == (422, fields)


@pytest.mark.parametrize("path", ["/lookups/a%00b", "/settings/a%00b", "/leads/1/actions/a%00b"])
def test_text_with_nul_in_the_path_names_nothing(sales: Caller, path: str) -> None:
    assert sales.get(path).status_code in (404, 405)


def test_what_nobody_foresaw_is_500_with_an_id_that_is_also_in_the_log(
    app: Flask, sales: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Routes("broken", "Breaks.")

    @broken.get("/broken")
    def fail() -> Answer:
        """Fail."""
        raise RuntimeError("secret detail")

    app._got_first_request = False
    app.register_blueprint(broken)
    with caplog.at_level(logging.ERROR):
        response = sales.client.get("/api/v1/broken", headers={"Authorization": f"Bearer {sales.token}"})
    assert (response.status_code, response.mimetype) == (500, PROBLEM)
    assert response.json.keys() >= MEMBERS
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert response.json["incident"] in caplog.text
    assert "secret detail" in caplog.text


def test_a_refusal_leaves_nothing_behind(sales: Caller) -> None:
    before = len(sales.get("/contacts").json["items"])
    assert sales.post("/contacts", {"name": "Ann", "country": "no-such"}).status_code == 422
    assert len(sales.get("/contacts").json["items"]) == before


def test_problems_are_json_of_utf_8(sales: Caller) -> None:
    response = sales.get("/lookups/no-such")
    assert "“no-such”" in json.loads(response.data.decode())["detail"]
