"""Operations on the feed."""

from crm import feed
from engine.ports import Call
from tasks.operations.authorship import author_of
from tasks.operations.registry import operation


@operation("feed.post")
def post(call: Call, text: str | None) -> None:
    """Write a text into the record's feed; an empty text writes nothing."""
    if text and text.strip():
        feed.post(call.session, call.record.type, call.record.id, text.strip(), author_of(call))
