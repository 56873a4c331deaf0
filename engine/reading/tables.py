"""A decision table as it is written: its columns and its rules, to be shown, told and compared. Nothing is decided here."""

from dataclasses import dataclass

from lxml import etree

from engine.reading.encoding import decode
from engine.reading.namespaces import local, text
from engine.reading.xml import read_tree


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what each input is tested for, and what each output gives."""

    id: str
    tests: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. `inputs` are expressions, `outputs` names."""

    name: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]

    def words(self, row: Row) -> str:
        """Return a rule in words."""
        tests = zip(self.inputs, row.tests, strict=False)
        when = " and ".join(f"{name} {test}" for name, test in tests if test not in ("", "-"))
        values = ", ".join(f"{name} {value}" for name, value in zip(self.outputs, row.values, strict=False))
        return f"{'if ' + when if when else 'always'}: {values}"


def read_table(xml: str) -> Table:
    """Read the table of a DMN file that the library has accepted.

    Raises:
        engine.errors.ModelRefused: the file is unsafe.
    """
    root = read_tree(decode(xml))
    decision = next(item for item in root.iter("{*}*") if local(item) == "decision")
    table = next(item for item in decision.iter("{*}*") if local(item) == "decisionTable")
    return Table(
        name=decision.get("name", ""),
        policy=table.get("hitPolicy") or "UNIQUE",
        inputs=tuple(_expression(item) for item in _children(table, "input")),
        outputs=tuple(item.get("name") or item.get("label") or "" for item in _children(table, "output")),
        rows=tuple(_row(rule, number) for number, rule in enumerate(_children(table, "rule"), start=1)),
    )


def _row(rule: etree._Element, number: int) -> Row:
    tests, values = _children(rule, "inputEntry"), _children(rule, "outputEntry")
    return Row(rule.get("id") or f"rule {number}", tuple(map(_entry, tests)), tuple(map(_entry, values)))


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element.iterchildren("{*}*") if local(child) == name]


def _entry(element: etree._Element) -> str:
    return " ".join(text(item) for item in _children(element, "text"))


def _expression(column: etree._Element) -> str:
    expressions = _children(column, "inputExpression")
    return (_entry(expressions[0]) if expressions else "") or column.get("label") or ""
