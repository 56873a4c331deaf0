"""Timers as people write them: bare ISO 8601, or an expression that gives ISO 8601."""

from dataclasses import dataclass

from lxml import etree

from db import clock
from engine import times
from engine.reading.model import Node
from engine.reading.namespaces import bpmn, text

KINDS = ("timeDate", "timeDuration", "timeCycle")


@dataclass(frozen=True, slots=True)
class TimerText:
    """What a timer event says: `kind` is date, duration or cycle; `source` as written."""

    kind: str
    source: str

    @property
    def is_expression(self) -> bool:
        """Whether the time has to be worked out when the process arrives here."""
        return "${" in self.source or self.source.startswith("#{")


def read_timer(event: etree._Element) -> TimerText | None:
    """Return what a timerEventDefinition says; None when it says nothing."""
    for kind in KINDS:
        found = event.find(bpmn(kind))
        if found is not None and text(found):
            return TimerText(kind.removeprefix("time").lower(), _unquoted(text(found)))
    return None


def timers(node: Node) -> list[TimerText | None]:
    """Return what each timer definition of an event says."""
    return [read_timer(event) for event in node.events if event.tag == bpmn("timerEventDefinition")]


def fault(timer: TimerText) -> str | None:
    """Return why a bare time cannot be read; None when it can, or is worked out later."""
    if timer.is_expression:
        return None
    try:
        if timer.kind == "date":
            times.moment(timer.source)
        elif timer.kind == "duration":
            times.plus(clock.now(), timer.source)
        else:
            times.repetition(timer.source, clock.now())
    except ValueError as error:
        return str(error)
    return None


def is_duration(source: str) -> bool:
    """Say whether a text is a bare ISO 8601 duration."""
    try:
        times.period(source)
    except ValueError:
        return False
    return True


def _unquoted(source: str) -> str:
    """Models made for SpiffWorkflow write their times as Python texts."""
    quoted = len(source) > 1 and source[0] in "'\"" and source[0] == source[-1]
    return source[1:-1] if quoted else source
