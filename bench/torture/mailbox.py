"""A mail server that takes everything and counts what comes twice."""

from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """A mail server on this machine; `received` counts mails by their Message-ID."""

    def __init__(self, port: int) -> None:
        self.received = Counter[str]()
        self.url = f"smtp://127.0.0.1:{port}"
        self._server = Controller(self, hostname="127.0.0.1", port=port)

    def start(self) -> None:
        """Begin to take mails."""
        self._server.start()

    def stop(self) -> None:
        """Take no more."""
        self._server.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take one mail."""
        self.received[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 OK"
