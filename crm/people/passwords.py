"""Passwords: kept as Argon2 hashes only; those that everybody tries first are refused."""

from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.people.common_passwords import is_common

SHORTEST, LONGEST = 8, 200

_hasher = PasswordHasher()
_nobody = _hasher.hash("nobody has this password")


def errors_of(password: str | None, names: Iterable[str | None] = ()) -> dict[str, list[str]]:
    """Return what is wrong with a new password, at its field; `names` are what its owner is called."""
    if password is None:
        return {}
    if not SHORTEST <= len(password) <= LONGEST:
        return {"password": [f"Enter {SHORTEST} to {LONGEST} characters."]}
    if is_common(password, filter(None, names)):
        return {"password": ["This password is easily guessed; take one that is not made of common words or names."]}
    return {}


def hash_of(password: str | None) -> str | None:
    """Return the hash to keep; None for a user without password."""
    return _hasher.hash(password) if password is not None else None


def fits(password: str, kept: str | None) -> bool:
    """Say whether a password is the one that was hashed; as slow for a login without password as for any other."""
    try:
        _hasher.verify(kept or _nobody, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)
