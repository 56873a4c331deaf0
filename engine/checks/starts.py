"""Processes that work for records begin by the message that is sent when there is such a record to work on."""

from collections.abc import Iterator, Mapping

from engine.checks.registry import Finding, rule
from engine.checks.surroundings import Surroundings
from engine.reading.model import Model

# Kind of process → the messages of which one has to start it, the usual one first.
STARTING: Mapping[str, tuple[str, ...]] = {
    "lead-management": ("lead-qualified", "lead-created"),
    "opportunity": ("opportunity-created",),
}
RECORDS = {"lead-management": "lead", "opportunity": "opportunity"}


@rule("record-start")
def check_starts(model: Model, _: Surroundings) -> Iterator[Finding]:
    """A process for records has a start event by a message that records send."""
    wanted = STARTING.get(model.kind, ())
    starts = model.starts()
    if starts and wanted and not any(model.message_of(start) in wanted for start in starts):
        yield (
            starts[0],
            (
                f"No {RECORDS[model.kind]} can start this process: have “{starts[0].label}” wait for the message"
                f" {listed(wanted)}."
            ),
        )


def listed(messages: tuple[str, ...]) -> str:
    """Return the names of messages, of which one will do."""
    return " or ".join(f"“{message}”" for message in messages)
