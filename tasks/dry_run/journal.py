"""The journal of a walk: after each step, what happened in the instances and what it had for effects."""

from typing import Any

from sqlalchemy import func, select

from crm.models import FeedPost, Notification, OutgoingMail, RecordChange, User
from engine.models import InstanceEvent
from tasks.dry_run import belongings, effects, words
from tasks.dry_run.player import Player

TABLES = (InstanceEvent, RecordChange, FeedPost, OutgoingMail, Notification)


class Journal:
    """`trail` is the history of the instances, `effects` what would remain; each says after which step it came.

    Rows are the walk's own if they belong to its records and came after those that were there when it began.
    """

    def __init__(self, player: Player) -> None:
        self.player = player
        self.trail: list[dict[str, Any]] = []
        self.effects: list[dict[str, Any]] = []
        self._seen = self._newest()
        self._carried = 0

    def turn(self, step: int) -> None:
        """Write down what came of a step."""
        session, record = self.player.sandbox.session, self.player.record
        keys = [*belongings.records(session, record), *effects.linked(session, record)]
        tasks = belongings.tasks(session, record)
        seen, carried = self._seen, self.player.sandbox.host.recorded.carried
        found = [
            *effects.of_records(session, keys, seen[RecordChange]),
            *effects.of_posts(session, keys, seen[FeedPost]),
            *effects.of_mails(session, keys, seen[OutgoingMail]),
            *effects.of_notices(session, keys, tasks, seen[Notification]),
            *map(effects.of_operation, carried[self._carried :]),
        ]
        self.trail += [{"step": step, **event} for event in self._events()]
        self.effects += [{"step": step, **each} for each in found]
        self._seen, self._carried = self._newest(), len(carried)

    def _events(self) -> list[dict[str, Any]]:
        session, record = self.player.sandbox.session, self.player.record
        ids = [instance.id for instance in belongings.instances(session, record)]
        query = select(InstanceEvent, User.name).outerjoin(User, User.id == InstanceEvent.actor_id)
        mine = query.where(InstanceEvent.instance_id.in_(ids), InstanceEvent.id > self._seen[InstanceEvent])
        return [
            {
                "at": event.at,
                "kind": event.kind,
                "process": event.process_key,
                "element": event.element,
                "name": event.element_name,
                "by": name,
                "text": words.happened(event.kind, event.element_name or event.element, event.data),
            }
            for event, name in session.execute(mine.order_by(InstanceEvent.id))
        ]

    def _newest(self) -> dict[type[Any], int]:
        session = self.player.sandbox.session
        return {table: session.scalar(select(func.max(table.id))) or 0 for table in TABLES}
