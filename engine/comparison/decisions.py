"""How two texts of a decision table differ: its columns and its rules."""

from collections.abc import Iterator

from engine.comparison.change import Change, fact_changes
from engine.reading.tables import Table, read_table

Rules = dict[str, str]


def decision_changes(before: str, after: str) -> list[Change]:
    """Return the differences of name, hit policy, columns and rules."""
    tables = read_table(before), read_table(after)
    old, new = (_rules(table) for table in tables)
    gone = [(key, words) for key, words in old.items() if key not in new]
    return [
        *fact_changes(None, "The decision", *(_facts(table) for table in tables)),
        *(change for number, key in enumerate(new, start=1) for change in _of_rule(number, key, old, new)),
        *(Change("removed", key, f"A rule is gone: {words}.", words) for key, words in gone),
        *_of_order([key for key in old if key in new], [key for key in new if key in old]),
    ]


def _of_order(before: list[str], after: list[str]) -> Iterator[Change]:
    if before != after:
        yield Change("changed", None, "The rules stand in another order.")


def _of_rule(number: int, key: str, old: Rules, new: Rules) -> Iterator[Change]:
    words = new[key]
    if key not in old:
        yield Change("added", key, f"Rule {number} is new: {words}.", None, words)
    elif old[key] != words:
        yield Change("changed", key, f"Rule {number} was “{old[key]}” and is now “{words}”.", old[key], words)


def _rules(table: Table) -> Rules:
    return {row.id: table.words(row) for row in table.rows}


def _facts(table: Table) -> dict[str, str]:
    """Return what holds for the table as a whole."""
    return {
        "the name": f"“{table.name}”",
        "the hit policy": table.policy,
        "what it looks at": ", ".join(table.inputs) or "nothing",
        "what it gives": ", ".join(table.outputs),
    }
