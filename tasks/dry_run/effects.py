"""What would remain if a walk were real: records made and changed, posts, mails, notifications, operations called."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import history, related
from crm.changes import CREATED
from crm.models import FeedPost, Lead, Notification, OutgoingMail, User
from engine.ports import RecordKey
from tasks.dry_run import words
from tasks.dry_run.recording import Carried
from tasks.models import UserTask
from tasks.notices import PAGES, link_to

Effect = dict[str, Any]
LINKED = ("contact", "account", "order")
MOST_CHANGES = 500


def linked(session: Session, record: RecordKey) -> list[RecordKey]:
    """Return what a lead is linked with: processes make and change those too."""
    lead = session.get(Lead, record.id) if record.type == "lead" else None
    ids = {kind: getattr(lead, f"{kind}_id", None) for kind in LINKED}
    return [RecordKey(kind, linked_id) for kind, linked_id in ids.items() if linked_id is not None]


def of_records(session: Session, keys: Sequence[RecordKey], after: int) -> Iterator[Effect]:
    """Yield the records that were made and the fields that were changed, oldest first; `after` is a row of history."""
    rows = [
        (key, change)
        for key in keys
        for change in history.of(session, key.type, key.id, MOST_CHANGES)
        if change["id"] > after
    ]
    for key, change in sorted(rows, key=lambda row: row[1]["id"]):
        yield _made(key, change) if change["field"] == CREATED else _changed(key, change)


def of_posts(session: Session, keys: Sequence[RecordKey], after: int) -> Iterator[Effect]:
    """Yield what was written into feeds."""
    of_walk = related.among([*keys], FeedPost.record_type, FeedPost.record_id)
    for post in session.scalars(select(FeedPost).where(of_walk, FeedPost.id > after).order_by(FeedPost.id)):
        by = post.process_element
        yield effect("post", f"Post: {post.text}", record=post.record_type, element=by, facts={"text": post.text})


def of_mails(session: Session, keys: Sequence[RecordKey], after: int) -> Iterator[Effect]:
    """Yield the mails that would be sent."""
    of_walk = [(OutgoingMail.record_type == key.type) & (OutgoingMail.record_id == key.id) for key in keys]
    for condition in of_walk:
        rows = select(OutgoingMail).where(condition, OutgoingMail.id > after).order_by(OutgoingMail.id)
        for mail in session.scalars(rows):
            facts = {"to": mail.to, "subject": mail.subject, "body": mail.body}
            yield effect("mail", f"Mail to {mail.to}: {mail.subject}", record=mail.record_type, facts=facts)


def of_notices(session: Session, keys: Sequence[RecordKey], tasks: Sequence[UserTask], after: int) -> Iterator[Effect]:
    """Yield what people would be told by the bell."""
    links = [link_to(key.type, key.id) for key in keys if key.type in PAGES] + [
        link_to("task", task.id) for task in tasks
    ]
    told = select(Notification, User.login, User.name).join(User, User.id == Notification.user_id)
    rows = told.where(Notification.link.in_(links), Notification.id > after).order_by(Notification.id)
    for notice, login, name in session.execute(rows):
        yield effect("notification", f"{name} is told: {notice.text}", facts={"to": login, "text": notice.text})


def of_operation(carried: Carried) -> Effect:
    """Return an operation that was called."""
    call = carried.call
    return effect(
        "operation",
        words.carried_out(carried.operation, call.element_name, carried.inputs, carried.error),
        record=call.record.type,
        element=f"{call.process_key}/{call.element}",
        facts={
            "operation": carried.operation,
            "inputs": carried.inputs,
            "outputs": carried.outputs,
            "error": carried.error,
        },
    )


def effect(
    kind: str, text: str, *, record: str | None = None, element: str | None = None, facts: Mapping[str, Any]
) -> Effect:
    """Return an effect; `element` is `process/element` of the step that caused it, if one did."""
    return {"kind": kind, "record": record, "element": element, "text": text, "facts": dict(facts)}


def _made(key: RecordKey, change: Mapping[str, Any]) -> Effect:
    values = {name: value for name, value in (change["new"] or {}).items() if value not in (None, "", [])}
    name = values.get("title") or values.get("name")
    text = f"{key.type.capitalize()} made{f': {name}' if name else ''}."
    return effect("created", text, record=key.type, element=change["process_element"], facts={"values": values})


def _changed(key: RecordKey, change: Mapping[str, Any]) -> Effect:
    facts = {name: change[name] for name in ("field", "label", "old", "new", "old_name", "new_name")}
    text = words.changed(key.type, change)
    return effect("change", text, record=key.type, element=change["process_element"], facts=facts)
