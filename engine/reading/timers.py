"""Timers as people write them: bare ISO 8601, or an expression that gives ISO 8601."""

import re
from dataclasses import dataclass

from lxml import etree

from engine.reading.model import Node
from engine.reading.namespaces import bpmn, text

DURATION = re.compile(
    r"P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)", re.IGNORECASE | re.ASCII
)
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE | re.ASCII
)
CYCLE = re.compile(r"R(\d*)/(.+)", re.IGNORECASE | re.ASCII)
KINDS = ("timeDate", "timeDuration", "timeCycle")


@dataclass(frozen=True, slots=True)
class TimerText:
    """What a timer event says: `kind` is date, duration or cycle; `source` as written."""

    kind: str
    source: str

    @property
    def is_expression(self) -> bool:
        """Whether the time has to be worked out when the process arrives here."""
        return self.source.startswith(("${", "#{"))


def read_timer(event: etree._Element) -> TimerText | None:
    """Return what a timerEventDefinition says; None when it says nothing."""
    for kind in KINDS:
        found = event.find(bpmn(kind))
        if found is not None and text(found):
            return TimerText(kind.removeprefix("time").lower(), text(found))
    return None


def timers(node: Node) -> list[TimerText | None]:
    """Return what each timer definition of an event says."""
    return [read_timer(event) for event in node.events if event.tag == bpmn("timerEventDefinition")]


def is_duration(source: str) -> bool:
    """Say whether a text is a bare ISO 8601 duration."""
    return DURATION.fullmatch(source.strip()) is not None


def is_moment(source: str) -> bool:
    """Say whether a text is a bare ISO 8601 date or time."""
    return MOMENT.fullmatch(source.strip()) is not None


def is_cycle(source: str) -> bool:
    """Say whether a text is a bare ISO 8601 repetition of durations, such as R3/PT10M."""
    found = CYCLE.fullmatch(source.strip())
    return found is not None and is_duration(found[2])
