"""A real OpenID Connect provider in a process of its own, and people who sign in there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

STARTED = re.compile(r"running on (http://[\d.]+:\d+)")
PATIENCE = 10


@dataclass(frozen=True)
class Provider:
    """A running provider; everybody who names a subject is let in."""

    issuer: str

    def know(self, subject: str, **claims: Any) -> None:
        """Tell the provider what to say of somebody."""
        answer = requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=PATIENCE)
        assert answer.status_code == 204, answer.text

    def sign_in(self, address: str, **form: str) -> str:
        """Answer the provider's form and return where it sends the browser."""
        answer = requests.post(address, data=form, allow_redirects=False, timeout=PATIENCE)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider, on a free port, until the end of the block."""
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0", "--require-nonce", "true"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = []
            for line in process.stderr:
                lines.append(line)
                if found := STARTED.search(line):
                    yield Provider(found[1])
                    break
            else:
                raise AssertionError("the provider did not start: " + "".join(lines))
        finally:
            process.kill()
