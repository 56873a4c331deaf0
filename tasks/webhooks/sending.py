"""Sends one signed request to an address outside; never to a private one, unless that is allowed.

The name is looked up once, and that very address is called: a name cannot become another one in between.
"""

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
PORTS = {"http": 80, "https": 443}
FINE = range(200, 300)


class NotDelivered(Exception):
    """A request was not answered as it should be; `status` is that of the answer, if there was one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        self.reason, self.status = reason, status
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: host and path by name, and the address that was looked up."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def post(url: str, body: bytes, headers: dict[str, str], *, private: bool = False) -> int:
    """Send a body and return the status of the answer; `private` allows addresses within the own network.

    Redirections are not followed.

    Raises:
        NotDelivered
    """
    target = find(url, private=private)
    connection = HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.sock = _connect(target)
        connection.request("POST", target.path, body, {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise NotDelivered(f"{target.host} cannot be reached: {str(error) or type(error).__name__}") from error
    finally:
        connection.close()
    if status not in FINE:
        raise NotDelivered(f"{target.host} answered {status}", status)
    return status


def find(url: str, *, private: bool = False) -> Target:
    """Return where a request to an address goes.

    Raises:
        NotDelivered: the name is unknown, or leads into a private network.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (KeyError, ValueError) as error:
        raise NotDelivered("the address cannot be read") from error
    except OSError as error:
        raise NotDelivered(f"the name cannot be looked up: {error}") from error
    address = str(found[0][4][0])
    if not private and not is_public(address):
        raise NotDelivered(f"{host} leads to {address}, which is no public address")
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(parts.scheme, host, port, path, address)


def is_public(address: str) -> bool:
    """Say whether an address is one of the public internet."""
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return is_public(str(mapped)) if mapped else found.is_global and not found.is_multicast


def _connect(target: Target) -> socket.socket:
    plain = socket.create_connection((target.address, target.port), timeout=TIMEOUT_SECONDS)
    if target.scheme != "https":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
