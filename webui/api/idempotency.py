"""A request that comes twice has one effect: the first answer is kept in the transaction of the effect itself."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import request
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from crm.models import IdempotentRequest
from crm.record_types import table_of
from db import clock
from webui import transactions
from webui.api.answers import Answer
from webui.api.reading import canonical, sent
from webui.errors import KeyUsedTwice, MalformedRequest

HEADER = "Idempotency-Key"
LONGEST_KEY = 255

REQUESTS = table_of(IdempotentRequest)
MINE = (REQUESTS.c.user_id == bindparam("b_user"), REQUESTS.c.key == bindparam("b_key"))
CLAIM = insert(REQUESTS).on_conflict_do_nothing().returning(REQUESTS.c.key)
KEPT = select(REQUESTS.c.method, REQUESTS.c.path, REQUESTS.c.body_hash, REQUESTS.c.status, REQUESTS.c.response)
TAKE_OVER = update(REQUESTS).where(*MINE)
KEEP = update(REQUESTS).where(*MINE).values(status=bindparam("b_status"), response=bindparam("b_response"))


def once(act: Callable[[], Answer]) -> Answer:
    """Act, and keep the answer under the request's idempotency key; a key that is known gets the kept answer.

    Two requests with one key may run at once: the second waits at its insert until the first has committed or given
    up. A refusal keeps nothing, because its transaction is taken back; the same request may then succeed later.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not key.strip() or len(key) > LONGEST_KEY:
        raise MalformedRequest(f"{HEADER} header", f"it has to have 1 to {LONGEST_KEY} characters")
    return _claim(key) or _keep(key, act())


def _claim(key: str) -> Answer | None:
    """Make the key ours, or return what was answered to whoever had it first."""
    work = transactions.work()
    asked = {"method": request.method, "path": request.path, "body_hash": _digest()}
    row = {"user_id": work.actor.id, "key": key, "created_at": clock.now(), **asked}
    if work.session.execute(CLAIM, row).one_or_none() is not None:
        return None
    mine = {"b_user": work.actor.id, "b_key": key}
    kept = work.session.execute(KEPT.where(*MINE).with_for_update(), mine).one()
    if kept.status is None:
        # A refusal that was written down, such as that of a wrong password, left the key without an answer.
        work.session.execute(TAKE_OVER.values(asked), mine)
        return None
    if (kept.method, kept.path, kept.body_hash) != tuple(asked.values()):
        raise KeyUsedTwice(key, kept.method, kept.path)
    return _from_kept(kept.status, kept.response)


def _keep(key: str, answer: Answer) -> Answer:
    work = transactions.work()
    response = {"content": answer.content.decode(), "headers": dict(answer.headers), "media_type": answer.media_type}
    values = {"b_user": work.actor.id, "b_key": key, "b_status": answer.status, "b_response": response}
    work.session.execute(KEEP, values)
    return answer


def _from_kept(status: int, response: dict[str, Any]) -> Answer:
    headers = {**response["headers"], "Idempotency-Replayed": "true"}
    return Answer(response["content"].encode(), status, headers, response["media_type"])


def _digest() -> str:
    data = sent(request)
    return sha256(canonical(data) if request.is_json and data else data).hexdigest()
