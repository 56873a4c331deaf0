"""Everything the records refuse. Constructors take facts; texts are made here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime


class CrmError(Exception):
    """Root of the errors of this package."""


class NotFound(CrmError):
    """There is no such record, or not for this person."""

    def __init__(self, record_type: str, record_id: int | str) -> None:
        self.record_type, self.record_id = record_type, record_id
        super().__init__(f"There is no {record_type} {record_id}.")


class Invalid(CrmError):
    """Fields are wrong, missing or unknown; `errors` has every message at its field."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors = {field: list(messages) for field, messages in errors.items()}
        of_fields = "; ".join(f"{field}: {' '.join(told)}" for field, told in self.errors.items() if field)
        of_all = [" ".join(self.errors.get("", [])), f"Please correct {of_fields}" if of_fields else ""]
        super().__init__(" ".join(filter(None, of_all)))


class Stale(CrmError):
    """Somebody else changed the record since it was read."""

    def __init__(self, record_type: str, record_id: int, revision: int) -> None:
        self.record_type, self.record_id, self.revision = record_type, record_id, revision
        super().__init__(f"The {record_type} {record_id} has changed meanwhile: it is at revision {revision} now.")


class NotAllowed(CrmError):
    """The person has no right to this."""

    def __init__(self, action: str, reason: str) -> None:
        self.action, self.reason = action, reason
        super().__init__(f"You may not {action}: {reason}.")


class StateForbids(CrmError):
    """The record's state does not allow this; `possible` says what it allows instead."""

    def __init__(self, what: str, state: str, possible: Iterable[str] = (), reason: str | None = None) -> None:
        self.what, self.state, self.possible, self.reason = what, state, list(possible), reason
        because = f": {reason}" if reason else ""
        instead = f" Possible now: {', '.join(self.possible)}." if self.possible else ""
        super().__init__(f"“{what}” is not possible in the state “{state}”{because}.{instead}")


class UnknownLookup(CrmError):
    """No lookup has this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no lookup “{name}”.")


class UnknownSetting(CrmError):
    """No setting has this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"There is no setting “{code}”.")


class SignInRefused(CrmError):
    """Login and password do not belong together. The attempt is counted: whoever catches this has to commit."""

    def __init__(self) -> None:
        super().__init__("Login or password is wrong.")


class SingleSignOnRefused(CrmError):
    """The identity provider vouches for somebody who may not sign in here, or does not vouch for them."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"You cannot sign in: {reason}. Ask an administrator.")


class SignInThrottled(CrmError):
    """Too many failed attempts; the next one is heard from `until` on."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"Too many failed attempts. Try again after {until:%H:%M} UTC.")


class CalledTooOften(CrmError):
    """An address has called a public door too often; its next call is heard from `until` on."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"Too many calls from your address. Try again after {until:%H:%M:%S} UTC.")


class OriginRefused(CrmError):
    """A form was sent from a website that may not send it."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        super().__init__(f"Forms from “{origin}” are not accepted: the landing page does not allow that website.")


class SignatureRefused(CrmError):
    """A call of a webhook is not signed as it should be, is too old, or came before."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The call is refused: {reason}.")
