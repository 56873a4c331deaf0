"""Operations that fail, and the traces that they leave in the database."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.errors import OperationFailed
from engine.ports import Call, Message
from tests.engine_world import World, other_lead


def note(session: Session, words: str) -> None:
    """Change something in the database, as operations do."""
    session.execute(text("INSERT INTO process (key, name, kind, state, origin, draft_revision, created_at) "
                         "VALUES (:words, '', '', '', '', 1, now())"), {"words": words})  # fmt: skip


def noted(session: Session) -> list[str]:
    return sorted(session.scalars(text("SELECT key FROM process WHERE key LIKE 'note %'")))


class Flaky:
    """Operations of which some fail, after they have changed something."""

    def __init__(self, world: World, *broken: str, error: Exception | None = None) -> None:
        self.broken = set(broken)
        self.error = error
        for name in ("one", "two", "three"):
            world.operations.known[name] = self._operation(name)

    def _operation(self, name: str) -> Any:
        def run(call: Call, **inputs: Any) -> dict[str, Any]:
            note(call.session, f"note {name} {inputs.get('words', '')}".strip())
            call.outbox.append(Message(other_lead(9), f"from {name}", {}))
            if name in self.broken or inputs.get("words") == "bad":
                raise self.error or OperationFailed(name, "the service is down")
            return {"answer": name}

        return run
