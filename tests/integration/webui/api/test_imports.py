"""Leads imported through the API: begun, followed as a job, what was rejected listed."""

import json
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tasks.work import Baton
from tests.integration.tasks.test_background import run_jobs
from tests.integration.webui.api.caller import Caller
from tests.integration.webui.api.conftest import Login

FILE = """E-mail,Name,Company,Customer need,Lead source,Owner
ada@vizor.example,Ada Lovelace,Vizor,Additional service,google,sales
=cmd,Broken,Vizor,additional-service,google,sales
bob@vizor.example,Bob,Vizor,additional-service,nowhere,sales2
"""


def send(caller: Caller, content: str | bytes = FILE, name: str = "leads.csv", **mapping: Any) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    parts: dict[str, Any] = {"file": (BytesIO(data), name)}
    if mapping:
        parts["mapping"] = json.dumps(mapping)
    return caller.post("/imports", data=parts, content_type="multipart/form-data")


@pytest.mark.requirement("F2")
def test_a_file_is_imported_in_the_background_and_what_was_rejected_is_listed(baton: Baton, login: Login) -> None:
    marketeer = login("marketeer")
    begun = send(marketeer)
    assert begun.status_code == 202, begun.text
    job = f"/jobs/{begun.json['job']}"
    assert marketeer.get(job).json["state"] == "queued"
    run_jobs(baton)
    ended = marketeer.get(job).json
    assert (ended["kind"], ended["state"], ended["done"], ended["total"]) == ("import", "done", 3, 3), ended["detail"]
    [lead] = marketeer.get("/leads").json["items"]
    assert (lead["email"], lead["contact_name"], lead["owner"]) == ("ada@vizor.example", "Ada Lovelace", "sales")
    listed = marketeer.get(ended["errors_url"]).text.splitlines()
    assert lead["channel"] == "search-engine"
    assert listed[0] == "Line,Reason,E-mail,Name,Company,Customer need,Lead source,Owner"
    assert listed[1].startswith("3,")
    assert "'=cmd" in listed[1]
    assert "“nowhere” is not a value of the lookup lead-sources" in listed[2]
