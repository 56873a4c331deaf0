"""What the request layer itself refuses. Constructors take facts; texts are made here."""

from collections.abc import Mapping, Sequence


class RequestError(Exception):
    """Root of the request layer's errors."""


class MalformedRequest(RequestError):
    """A part of the request cannot be read at all."""

    def __init__(self, part: str, reason: str) -> None:
        self.part, self.reason = part, reason
        super().__init__(f"The {part} cannot be read: {reason}.")


class InvalidRequest(RequestError):
    """The request can be read, but its fields or parameters are wrong, missing or unknown."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {name: list(messages) for name, messages in errors.items()}
        names = ", ".join(name or "the body" for name in self.errors)
        super().__init__(f"Please correct: {names}.")


class NotSignedIn(RequestError):
    """No token, or one that is unknown, expired or revoked."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{reason} Get a token with POST /api/v1/tokens and send it as “Authorization: Bearer …”.")


class KeyUsedTwice(RequestError):
    """An idempotency key came back with another request."""

    def __init__(self, key: str, method: str, path: str) -> None:
        self.key, self.method, self.path = key, method, path
        super().__init__(f"Idempotency key “{key}” belongs to another {method} {path}; use a new key.")
