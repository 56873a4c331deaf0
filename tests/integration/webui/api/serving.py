"""A real server in a thread, for tests of requests that meet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import make_server


@dataclass
class Served:
    """An application that is served on a port of its own."""

    port: int

    def post(self, path: str, body: Any, token: str | None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Send JSON and return status and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", **(headers or {})}
        try:
            connection.request("POST", path, json.dumps(body), sent)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def serving(app: Flask) -> Iterator[Served]:
    """Serve an application with a thread a request."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
