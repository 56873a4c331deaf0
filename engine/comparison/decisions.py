"""How two texts of a decision table differ: its columns and its rules."""

from collections.abc import Iterator

from lxml import etree

from engine.comparison.change import Change, fact_changes
from engine.reading.encoding import decode
from engine.reading.namespaces import local, text
from engine.reading.xml import read_tree


def decision_changes(before: str, after: str) -> list[Change]:
    """Return the differences of name, hit policy, columns and rules."""
    old, new = _Table(before), _Table(after)
    gone = [(key, words) for key, words in old.rules.items() if key not in new.rules]
    return [
        *fact_changes(None, "The decision", old.facts(), new.facts()),
        *(change for key, words in new.rules.items() for change in _of_rule(key, words, old, new)),
        *(Change("removed", key, f"A rule is gone: {words}.", words) for key, words in gone),
        *_of_order([key for key in old.rules if key in new.rules], [key for key in new.rules if key in old.rules]),
    ]


def rules(xml: str) -> list[str]:
    """Return the rules of a decision table in words, in their order.

    Raises:
        engine.errors.ModelRefused: the file is unsafe.
    """
    return list(_Table(xml).rules.values())


def _of_order(before: list[str], after: list[str]) -> Iterator[Change]:
    if before != after:
        yield Change("changed", None, "The rules stand in another order.")


def _of_rule(key: str, words: str, old: "_Table", new: "_Table") -> Iterator[Change]:
    number = list(new.rules).index(key) + 1
    if key not in old.rules:
        yield Change("added", key, f"Rule {number} is new: {words}.", None, words)
    elif old.rules[key] != words:
        yield Change(
            "changed", key, f"Rule {number} was “{old.rules[key]}” and is now “{words}”.", old.rules[key], words
        )


class _Table:
    """One decision table, as far as it is told: columns by their id, rules by their id in words."""

    def __init__(self, xml: str) -> None:
        root = read_tree(decode(xml))
        self.decision = next(item for item in root.iter("{*}*") if local(item) == "decision")
        self.table = next(item for item in self.decision.iter("{*}*") if local(item) == "decisionTable")
        self.inputs = [_expression(item) for item in _children(self.table, "input")]
        self.outputs = [item.get("name") or item.get("label") or "" for item in _children(self.table, "output")]
        rules = enumerate(_children(self.table, "rule"), start=1)
        self.rules = {rule.get("id") or f"rule {number}": self._words(rule) for number, rule in rules}

    def facts(self) -> dict[str, str]:
        """Return what holds for the table as a whole."""
        return {
            "the name": f"“{self.decision.get('name', '')}”",
            "the hit policy": self.table.get("hitPolicy") or "UNIQUE",
            "what it looks at": ", ".join(self.inputs) or "nothing",
            "what it gives": ", ".join(self.outputs),
        }

    def _words(self, rule: etree._Element) -> str:
        tests = zip(self.inputs, map(_entry, _children(rule, "inputEntry")), strict=False)
        when = " and ".join(f"{name} {test}" for name, test in tests if test not in ("", "-"))
        given = zip(self.outputs, map(_entry, _children(rule, "outputEntry")), strict=False)
        return f"{'if ' + when if when else 'always'}: {', '.join(f'{name} {entry}' for name, entry in given)}"


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element.iterchildren("{*}*") if local(child) == name]


def _entry(element: etree._Element) -> str:
    return " ".join(text(item) for item in _children(element, "text"))


def _expression(column: etree._Element) -> str:
    expressions = _children(column, "inputExpression")
    return (_entry(expressions[0]) if expressions else "") or column.get("label") or ""
