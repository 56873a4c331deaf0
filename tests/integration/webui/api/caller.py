"""Somebody who calls the API; every answer is held against the document."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.webui.api.contract import Contract

ROOT = "/api/v1"


@dataclass
class Caller:
    """One caller; without a token nobody in particular."""

    client: FlaskClient
    contract: Contract
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {**self.headers, **options.pop("headers", {})}
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        address = path if path.startswith("/api") else ROOT + path
        response = self.client.open(address, method=method, headers=headers, **options)
        self.contract.check(method, address, response)
        return response

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, **_json(body), **options)

    def patch(self, path: str, body: Any, **options: Any) -> TestResponse:
        return self.call("PATCH", path, **_json(body), **options)

    def put(self, path: str, body: Any, **options: Any) -> TestResponse:
        return self.call("PUT", path, **_json(body), **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)

    def lead(self, **values: Any) -> dict[str, Any]:
        """Save a lead and return it."""
        response = self.post("/leads", {"customer_need": "additional-service"} | values)
        assert response.status_code == 201, response.text
        return response.json  # type: ignore[return-value]

    def act(self, lead_id: int, code: str, /, **values: Any) -> dict[str, Any]:
        """Do something with a lead and return it."""
        response = self.post(f"/leads/{lead_id}/actions/{code}", values)
        assert response.status_code == 200, response.text
        return response.json  # type: ignore[return-value]

    def qualified(self, **values: Any) -> dict[str, Any]:
        """Save a lead and qualify it: it stands in Handoff to sales."""
        named = {"account_name": "Vizor", "contact_name": "Maria Nguyen", "email": "maria@vizor.example"}
        return self.act(self.lead(**named | values)["id"], "qualify")

    def open_task(self, lead_id: int) -> dict[str, Any]:
        """Return the one open task of a lead."""
        [task] = self.get(f"/leads/{lead_id}/tasks?state=open").json["items"]
        return task  # type: ignore[no-any-return]


def _json(body: Any) -> dict[str, Any]:
    return {} if body is None else {"json": body}
