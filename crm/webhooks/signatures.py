"""Signatures of webhooks, both ways: HMAC-SHA256 of `time.body` with a shared secret, time in seconds since 1970.

The time stands in the header `X-Baton-Time`, the signature in `X-Baton-Signature` as `sha256=…`.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.errors import SignatureRefused
from crm.models import IncomingCall
from crm.record_types import table_of
from db import clock

TIME, SIGNATURE = "X-Baton-Time", "X-Baton-Signature"
TOLERANCE = timedelta(minutes=5)
CALLS = table_of(IncomingCall)
LONGEST_TIME = 11


@dataclass(frozen=True, slots=True)
class Signed:
    """A call as it arrived: body, time and signature, and the address that it came from."""

    body: bytes
    time: str
    signature: str
    address: str


def sign(secret: str, time: str, body: bytes) -> str:
    """Return the signature of a body at a time."""
    return "sha256=" + hmac.new(secret.encode(), time.encode() + b"." + body, sha256).hexdigest()


def headers(secret: str, body: bytes) -> dict[str, str]:
    """Return the headers that sign a body now."""
    time = str(int(clock.now().timestamp()))
    return {TIME: time, SIGNATURE: sign(secret, time, body)}


def require(session: Session, secret: str, call: Signed) -> None:
    """Refuse a call that was not signed with the secret just now, or came before.

    Raises:
        crm.errors.SignatureRefused
    """
    if not call.time.isascii() or not call.time.isdecimal() or len(call.time) > LONGEST_TIME:
        raise SignatureRefused(f"{TIME} has to hold the seconds since 1970")
    if not hmac.compare_digest(sign(secret, call.time, call.body).encode(), call.signature.encode()):
        raise SignatureRefused(f"{SIGNATURE} does not belong to this body, time and secret")
    if abs(clock.now() - datetime.fromtimestamp(int(call.time), UTC)) > TOLERANCE:
        raise SignatureRefused(f"its time is more than {TOLERANCE.seconds // 60} minutes away from ours")
    values = {"signature": call.signature, "at": clock.now()}
    is_new = session.execute(insert(CALLS).values(values).on_conflict_do_nothing().returning(CALLS.c.signature))
    if is_new.one_or_none() is None:
        raise SignatureRefused("it came before")


def forget_old(session: Session) -> None:
    """Forget signatures whose time is refused by now anyway."""
    session.execute(delete(IncomingCall).where(IncomingCall.at < clock.now() - 3 * TOLERANCE))
