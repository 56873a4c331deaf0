"""A light HTTP/1.1 client on a kept connection: on a small machine a heavy one would be measured instead of the server."""

import json
import socket
from types import TracebackType
from typing import Any, NamedTuple, Self

API = "/api/v1"


class Answer(NamedTuple):
    """The status and the body of an answer."""

    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class Unexpected(Exception):
    """The server answered otherwise than the caller counted on."""

    def __init__(self, method: str, path: str, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"{method} {path}: {answer.status} {answer.body[:500].decode(errors='replace')}")


class Wire:
    """One connection to a server on this machine, with the token of one person once `sign_in` was called.

    Raises `OSError` when the connection is lost: whether the request had an effect is then unknown.
    """

    def __init__(self, port: int, timeout: float = 60) -> None:
        self._port, self._timeout = port, timeout
        self._socket: socket.socket | None = None
        self._headers = "Host: 127.0.0.1\r\n"
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def sign_in(self, login: str, password: str) -> Self:
        """Ask for a token and send it from now on."""
        token = self.expect(201, "POST", f"{API}/tokens", {"login": login, "password": password})["token"]
        self._headers += f"Authorization: Bearer {token}\r\n"
        return self

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send a request and return the answer, whatever its status. Header names: underscores stand for hyphens."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1\r\n", self._headers]
        lines += [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
        if body is not None:
            lines.append("Content-Type: application/json\r\n")
        lines.append(f"Content-Length: {len(content)}\r\n\r\n")
        try:
            self._connected().sendall("".join(lines).encode() + content)
            return self._receive()
        except OSError:
            self.close()
            raise

    def expect(self, status: int, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request and return the JSON of its answer, which has to have a status."""
        answer = self.ask(method, path, body, **headers)
        if answer.status != status:
            raise Unexpected(method, path, answer)
        return answer.json()

    def close(self) -> None:
        """Close the connection; the next request opens another one."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), self._timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _receive(self) -> Answer:
        while (end := self._rest.find(b"\r\n\r\n")) < 0:
            self._read_more()
        head, self._rest = self._rest[:end].decode("latin-1"), self._rest[end + 4 :]
        status, headers = _parse(head)
        length = int(headers.get("content-length", "0"))
        while len(self._rest) < length:
            self._read_more()
        body, self._rest = self._rest[:length], self._rest[length:]
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, body)

    def _read_more(self) -> None:
        chunk = self._connected().recv(65536)
        if not chunk:
            raise ConnectionResetError("the server closed the connection")
        self._rest += chunk


def _parse(head: str) -> tuple[int, dict[str, str]]:
    first, *lines = head.split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip() for name, _, value in pairs}
