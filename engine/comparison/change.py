"""One difference, and how facts about the same thing become differences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` is added, removed, renamed, changed or moved; the element is None for the whole."""

    kind: str
    element: str | None
    text: str
    before: str | None = None
    after: str | None = None


def fact_changes(element: str | None, label: str, before: Facts, after: Facts) -> Iterator[Change]:
    """Yield the facts that differ; the name of a fact says what it is about, such as “the due date”."""
    for name, value in after.items():
        if name not in before:
            yield Change("changed", element, f"{label}: {name} is new: {value}.", None, value)
        elif before[name] != value:
            text = f"{label}: {name} was {before[name]} and is now {value}."
            yield Change("changed", element, text, before[name], value)
    for name, value in before.items():
        if name not in after:
            yield Change("changed", element, f"{label}: {name} is gone; it was {value}.", value, None)
