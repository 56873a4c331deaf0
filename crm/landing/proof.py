"""Proof that a person sends a form, without a third party: a signed ticket, and work done by the page's script.

Without a script the ticket's plain question is answered instead. A ticket says for which page it was made, and when.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from crm.landing.form import ANSWER, PROOF, TICKET, TRAP
from db import clock

BITS = 14
YOUNGEST, OLDEST = timedelta(seconds=2), timedelta(hours=24)
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST = 200


def issue(key: str, slug: str) -> str:
    """Return a new ticket for a page: `slug.time.random.signature`."""
    told = f"{slug}.{int(clock.now().timestamp())}.{token_hex(12)}"
    return f"{told}.{_sign(key, told)}"


def question(key: str, ticket: str) -> str:
    """Return what somebody without a script is asked."""
    first, second = _summands(key, ticket)
    return f"How much is {NUMBERS[first - 1]} plus {NUMBERS[second - 1]}? Answer in digits."


def refusal(key: str, slug: str, sent: Mapping[str, str]) -> str | None:
    """Return why a form is not believed to come from a person, None when it is."""
    ticket = sent.get(TICKET, "")
    issued = _issued_at(key, slug, ticket)
    if issued is None:
        return "Please answer the question below, so that we know a person is writing."
    age = clock.now() - issued
    if not YOUNGEST <= age <= OLDEST:
        return "That was too quick, or the page was open for too long. Please send the form again."
    if sent.get(TRAP):
        return "A field that people do not see was filled in. Please answer the question below."
    if not (is_worked(ticket, sent.get(PROOF, "")) or _is_answered(key, ticket, sent.get(ANSWER, ""))):
        return "Please answer the question below, so that we know a person is writing."
    return None


def is_worked(ticket: str, proof: str) -> bool:
    """Say whether the work was done: the hash of ticket and proof begins with as many zero bits as asked for."""
    if not proof or len(proof) > LONGEST:
        return False
    digest = sha256(f"{ticket}:{proof}".encode()).digest()
    return int.from_bytes(digest, "big") >> (len(digest) * 8 - BITS) == 0


def _is_answered(key: str, ticket: str, answer: str) -> bool:
    return answer.strip() == str(sum(_summands(key, ticket)))


def _summands(key: str, ticket: str) -> tuple[int, int]:
    digest = bytes.fromhex(_sign(key, f"question {ticket}"))
    return digest[0] % 9 + 1, digest[1] % 9 + 1


def _issued_at(key: str, slug: str, ticket: str) -> datetime | None:
    told, _, signature = ticket.rpartition(".")
    if len(ticket) > LONGEST or not hmac.compare_digest(_sign(key, told).encode(), signature.encode()):
        return None
    of, moment, _random = told.split(".")
    return datetime.fromtimestamp(int(moment), UTC) if of == slug else None


def _sign(key: str, text: str) -> str:
    return hmac.new(f"landing {key}".encode(), text.encode(), sha256).hexdigest()
