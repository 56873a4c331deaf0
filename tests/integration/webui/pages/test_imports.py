"""Importing in pages: a file sent, its columns mapped, previewed, imported, followed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tasks.work import Baton
from tests.integration.tasks.imported_files import leads, line, text_file
from tests.integration.tasks.test_background import run_jobs
from tests.integration.webui.pages.conftest import Visitor

pytestmark = pytest.mark.requirement("F2")
HTMX = {"HX-Request": "true"}
VALUES = {"column-0": "email", "column-1": "contact_name", "column-2": "account_name", "column-3": "customer_need",
          "key": "email", "existing": "skip", "dates": "iso", "decimal": ".", "start": "on"}  # fmt: skip


def send(person: Visitor, content: bytes) -> str:
    data: dict[str, Any] = {"file": (BytesIO(content), "fair.csv")}
    answer = person.client.post("/leads/imports", data=data, headers={"X-CSRFToken": person.token, **HTMX})
    assert answer.status_code == 204, answer.text
    return answer.headers["HX-Redirect"]


def test_a_file_is_mapped_previewed_imported_and_followed(baton: Baton, visitor: Callable[[str], Visitor]) -> None:
    person = visitor("marketeer")
    page = send(person, text_file(line(1), ["wrong", "Bob", "Vizor", "software"]))
    shown = person.get(page).text
    assert '<option value="email" selected' in shown
    assert 'data-line="3" data-outcome="rejected"' in shown
    assert person.post(f"{page}/mapping", {**VALUES, "existing": "update"}, **HTMX).status_code == 204
    assert '<option value="update" selected' in person.get(page).text
    begun = person.post(f"{page}/begin", {**VALUES, "save_as": "Fair"}, **HTMX)
    assert begun.headers["HX-Redirect"] == page
    assert 'data-state="queued"' in person.get(f"{page}/progress").text
    run_jobs(baton)
    ended = person.get(page).text
    assert 'data-state="done"' in ended
    assert "Email: Enter an e-mail address" in ended
    assert person.get(f"{page}/rejected.csv").text.splitlines()[0].startswith("Line,Reason,Email")
    assert [lead.email for lead in leads(baton)] == ["p1@vizor.example"]
    listed = person.get("/leads/imports").text
    assert "fair.csv" in listed
    assert "<option>Fair</option>" in listed


def test_a_file_that_cannot_be_read_is_refused_in_place(visitor: Callable[[str], Visitor]) -> None:
    person = visitor("marketeer")
    data: dict[str, Any] = {"file": (BytesIO(b""), "fair.csv")}
    answer = person.client.post("/leads/imports", data=data, headers={"X-CSRFToken": person.token, **HTMX})
    assert (answer.status_code, "it is empty" in answer.text) == (422, True)


def test_a_file_is_forgotten_that_nobody_wants_to_import(visitor: Callable[[str], Visitor]) -> None:
    person = visitor("marketeer")
    page = send(person, text_file(line(1)))
    assert person.post(f"{page}/discard", **HTMX).headers["HX-Redirect"] == "/leads/imports"
    assert person.get(page).status_code == 404


def test_imports_are_for_those_who_may_and_only_for_whoever_began_them(visitor: Callable[[str], Visitor]) -> None:
    page = send(visitor("marketeer"), text_file(line(1)))
    assert visitor("sales").get("/leads/imports").status_code == 403
    assert "Import</a>" not in visitor("sales").get("/leads").text
    assert visitor("manager").get(page).status_code == 404
    assert visitor("admin").get(page).status_code == 200
