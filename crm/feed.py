"""The feed of a record: posts of people and of processes, and who is mentioned in them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm import notifications, records, related, rights
from crm.audit import events
from crm.changes import Author
from crm.errors import Invalid
from crm.models import FeedPost, User
from crm.people import load_actor

MENTION = re.compile(r"(?<![\w.@-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,58}[A-Za-z0-9])?)")
LONGEST = 20_000
MENTIONED = "mentioned"
PAGES = {
    "lead": "leads",
    "contact": "contacts",
    "account": "accounts",
    "opportunity": "opportunities",
    "order": "orders",
}


def post(session: Session, record_type: str, record_id: int, text: str, by: Author) -> FeedPost:
    """Write a post on a record; active users whose login follows an @ are mentioned and told.

    Raises:
        crm.errors.Invalid: the text is empty or too long.
        crm.errors.StateForbids: the record is inactive.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or "\x00" in text:
        raise Invalid({"text": [f"Enter a text of at most {LONGEST} characters."]})
    records.require_active_one(session, record_type, record_id, "Write a post")
    mentioned = _mentioned(session, text)
    written = FeedPost(
        record_type=record_type,
        record_id=record_id,
        text=text,
        author_id=by.actor_id,
        process_element=by.process_element,
        mentions=sorted(mentioned),
    )
    session.add(written)
    session.flush()
    # What a process writes stands in the history of its instance, which names the step.
    if by.process_element is None:
        events.write(
            session, "posted", ("feed_post", written.id), {record_type: record_id, "text": _beginning(text)}, by
        )
    for user_id in _readers(session, record_type, record_id, set(mentioned.values()) - {by.actor_id}):
        link = f"/{PAGES[record_type]}/{record_id}"
        notifications.notify(session, user_id, MENTIONED, f"You were mentioned: {_beginning(text)}", link, by)
    return written


def of(
    session: Session,
    record_type: str,
    record_id: int,
    limit: int = 100,
    before: int | None = None,
    leads: ColumnElement[bool] | None = None,
) -> list[dict[str, Any]]:
    """Return the posts on a record and on those it came from, newest first; `before` is the id of a post.

    `leads` is the condition that the asking person may see a lead.

    Each is `{id, record_type, record_id, text, author, author_name, process_element, mentions, at}`.
    """
    keys = related.keys(session, record_type, record_id, leads)
    query = (
        select(FeedPost, User.login, User.name)
        .outerjoin(User, User.id == FeedPost.author_id)
        .where(related.among(keys, FeedPost.record_type, FeedPost.record_id))
    )
    if before is not None:
        query = query.where(FeedPost.id < before)
    rows = session.execute(query.order_by(FeedPost.id.desc()).limit(limit))
    return [shown(found, login, name) for found, login, name in rows]


def shown(found: FeedPost, login: str | None, name: str | None) -> dict[str, Any]:
    """Return a post as the interface shows it."""
    return {
        "id": found.id,
        "record_type": found.record_type,
        "record_id": found.record_id,
        "text": found.text,
        "author": login,
        "author_name": name,
        "process_element": found.process_element,
        "mentions": found.mentions,
        "at": found.at,
    }


def _readers(session: Session, record_type: str, record_id: int, user_ids: Iterable[int]) -> Iterator[int]:
    """Yield those of some people who may see a record: to others, what is said about it is not told."""
    for user_id in sorted(user_ids):
        reader = load_actor(session, user_id)
        if reader is not None and rights.visible_ids(session, reader, record_type, [record_id]):
            yield user_id


def _mentioned(session: Session, text: str) -> dict[str, int]:
    logins = {login.lower() for login in MENTION.findall(text)}
    if not logins:
        return {}
    rows = session.execute(select(User.login, User.id).where(User.login.in_(logins), User.active))
    return {row.login: row.id for row in rows}


def _beginning(text: str, length: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
