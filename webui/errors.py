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


class BodyTooLarge(RequestError):
    """More was sent than is read; `limit` is in bytes."""

    def __init__(self, what: str, limit: int) -> None:
        self.what, self.limit = what, limit
        super().__init__(f"{what} may have {limit // 1_000_000} MB at most. Nothing was changed.")


class ModelTooLarge(BodyTooLarge):
    """A model file has more bytes than any model may have."""

    def __init__(self, limit: int) -> None:
        super().__init__("A model", limit)


class FileMissing(RequestError):
    """A request that brings a file came without one."""

    def __init__(self) -> None:
        super().__init__("Send the file as multipart/form-data, in a part named “file”.")


class NotSignedIn(RequestError):
    """No token, or one that is unknown, expired or revoked."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{reason} Get a token with POST /api/v1/tokens and send it as “Authorization: Bearer …”.")


class ProviderFailed(RequestError):
    """The identity provider of the organisation cannot be reached, or answers what cannot be trusted."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"Signing in with your organisation did not work: {reason}. Try again in a moment.")


class KeyUsedTwice(RequestError):
    """An idempotency key came back with another request."""

    def __init__(self, key: str, method: str, path: str) -> None:
        self.key, self.method, self.path = key, method, path
        super().__init__(f"Idempotency key “{key}” belongs to another {method} {path}; use a new key.")
