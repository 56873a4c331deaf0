"""What the pages about moving instances show: the versions, what takes whose place, and what stays for which reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.migration.pairing import Place
from engine.migration.plan import Step
from engine.models import ProcessVersion
from tasks import migrations
from tasks.migrations import Preview, Refusal, Route
from tasks.work import Work
from webui.pages.names import note_records

TAKES = "take:"
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Reason:
    """Instances that stay for one reason, at one place; `records` are (type, id) of the first of them."""

    text: str
    process: str | None
    element: str | None
    count: int
    records: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram of the old version with the elements at which instances stay, as `element:count`."""

    key: str
    version: int
    marks: list[str]


def route_of(key: str, values: MultiDict[str, str]) -> Route | None:
    """Return the route that a form or an address names; None as long as versions are missing."""
    numbers = [values.get(name, 0, type=int) for name in ("from", "to")]
    if not all(numbers):
        return None
    chosen = {name.removeprefix(TAKES): value for name, value in values.items() if name.startswith(TAKES) and value}
    return Route(key, numbers[0], numbers[1], chosen)


def with_suggestions(work: Work, route: Route, values: Mapping[str, str]) -> Route:
    """Return the route with what the names of elements suggest, unless somebody has chosen already."""
    if any(name.startswith(TAKES) for name in values):
        return route
    return replace(route, mapping=migrations.suggest(work, route))


def choices(found: Preview) -> list[Step]:
    """Return the elements for which somebody chooses what takes their place."""
    return [step for step in found.plan.steps() if not step.stays]


def unchanged(found: Preview) -> list[Step]:
    """Return the elements that are there under the same id."""
    return [step for step in found.plan.steps() if step.stays]


def reasons(refusals: Sequence[Refusal]) -> list[Reason]:
    """Return why instances stay, the most frequent reason first."""
    groups: dict[tuple[str, str | None, str | None], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.reason, refusal.process, refusal.element), []).append(refusal)
    found = [Reason(*key, len(group), _records(group)) for key, group in groups.items()]
    return sorted(found, key=lambda reason: -reason.count)


def movable(found: Preview) -> list[tuple[str, int]]:
    """Return the records of the first instances that can be moved."""
    return _named([found.records[instance_id] for instance_id in found.can_move[:MOST_SHOWN]])


def refused(items: Sequence[Mapping[str, Any]]) -> list[Refusal]:
    """Return the items of a migration that stayed, as refusals."""
    return [
        Refusal(item["instance"], item["reason"] or "", (item["record_type"], item["record_id"]), item["process"], item["element"])
        for item in items
    ]  # fmt: skip


def diagrams(work: Work, version: ProcessVersion, key: str, found: Sequence[Reason]) -> list[Diagram]:
    """Return the diagrams in which something stays."""
    counts: Counter[tuple[str, str]] = Counter()
    for reason in found:
        if reason.process and reason.element:
            counts[reason.process, reason.element] += reason.count
    keys = dict.fromkeys(process for process, _ in counts)
    return [
        Diagram(process, _number(work, version, key, process), [f"{e}:{n}" for (p, e), n in counts.items() if p == process])
        for process in keys
    ]  # fmt: skip


def place_text(place: Place) -> str:
    """Return a place as forms name it."""
    return "/".join(place)


def _number(work: Work, version: ProcessVersion, key: str, process: str) -> int:
    if process == key:
        return version.number
    return work.session.get_one(ProcessVersion, version.pins[process]).number


def _records(refusals: Sequence[Refusal]) -> list[tuple[str, int]]:
    return _named([refusal.record for refusal in refusals if refusal.record is not None][:MOST_SHOWN])


def _named(records: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return records whose names are looked up all at once."""
    for record_type in {record_type for record_type, _ in records}:
        note_records(record_type, [record_id for kind, record_id in records if kind == record_type])
    return records
