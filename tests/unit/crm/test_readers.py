from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from crm.fields import Field
from crm.readers import Unfit, read


def field(type: str = "text", **more: Any) -> Field:  # noqa: A002
    return Field("x", "X", type, **more)


@pytest.mark.parametrize("nothing", [None, "", "   ", "\t\n"])
def test_nothing_entered_is_none(nothing: Any) -> None:
    for kind in ("text", "long_text", "number", "money", "date", "datetime", "boolean", "lookup", "user", "record"):
        assert read(field(kind), nothing) is None


@pytest.mark.parametrize(
    ("described", "entered", "kept"),
    [
        (field(), "  two   words ", "two words"),
        (field("long_text"), " a\n  b ", "a\n  b"),
        (field("number"), "1 200", 1200),
        (field("number"), 7, 7),
        (field("money"), "12500", Decimal("12500.00")),
        (field("money"), 0.1, Decimal("0.10")),
        (field("money"), "12 500.5", Decimal("12500.50")),
        (field("date"), "2026-02-28", date(2026, 2, 28)),
        (field("datetime"), "2026-02-28T10:00:00+02:00", datetime(2026, 2, 28, 8, tzinfo=UTC)),
        (field("datetime"), "2026-02-28T10:00Z", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        (field("datetime"), "2026-02-28", datetime(2026, 2, 28, tzinfo=UTC)),
        (field("boolean"), False, False),
        (field("record"), 5, 5),
        (field(form="email"), "Maria.Nguyen@Vizor.Example", "maria.nguyen@vizor.example"),
        (field(form="email"), "josé@bücher.example", "josé@bücher.example"),
        (field(form="phone"), "+48 (077) 149-52.19", "+48 (077) 149-52.19"),
        (field(form="phone"), "555 0123 ext. 7", "555 0123 ext. 7"),
        (field(form="website"), "www.vizor.example/a?b=c", "www.vizor.example/a?b=c"),
        (field(form="website"), "https://vizor.example", "https://vizor.example"),
        (field(form="time"), "04:30", "04:30"),
        (field(form="email", many=True), ["A@b.example", "a@b.example", ""], ["a@b.example"]),
    ],
)
def test_values_are_cleaned(described: Field, entered: Any, kept: Any) -> None:
    assert read(described, entered) == kept


@pytest.mark.parametrize(
    ("described", "entered"),
    [
        (field(), 5),
        (field(), ["a"]),
        (field(), "nul \x00"),
        (field(), "x" * 251),
        (field("long_text"), "x" * 20_001),
        (field("number"), "1.5"),
        (field("number"), -1),
        (field("number"), True),
        (field("number"), "many"),
        (field("number"), 10**13),
        (field("money"), "12.345"),
        (field("money"), "-1"),
        (field("money"), "NaN"),
        (field("money"), "1e400"),
        (field("money"), True),
        (field("date"), "28.02.2026"),
        (field("date"), "2026-02-30"),
        (field("date"), 20260228),
        (field("datetime"), "2026-02-28T10:00"),
        (field("datetime"), "tomorrow"),
        (field("datetime"), "0001-01-01T00:00+14:00"),
        (field("boolean"), "yes"),
        (field("boolean"), 1),
        (field("record"), "5"),
        (field("record"), 0),
        (field("record"), 2**63),
        (field("record"), True),
        (field("choice", choices=(("a", "A"),)), "b"),
        (field(form="email"), "maria"),
        (field(form="email"), "maria@vizor"),
        (field(form="email"), "a b@vizor.example"),
        (field(form="email"), "a..b@vizor.example"),
        (field(form="email"), "a@vizor.example, b@vizor.example"),
        (field(form="email"), "a@1.2.3.4"),
        (field(form="phone"), "call me"),
        (field(form="phone"), "123"),
        (field(form="phone"), "1" * 21),
        (field(form="website"), "javascript:alert(1)//a.b"),
        (field(form="website"), "ftp://vizor.example"),
        (field(form="website"), "vizor"),
        (field(form="website"), "http://[::1"),
        (field(form="time"), "24:00"),
        (field(form="time"), "4:30"),
        (field(form="email", many=True), "a@b.example"),
        (field(form="email", many=True), ["a@b.example", "no"]),
        (field(form="email", many=True), ["a@b.example"] * 21),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(described: Field, entered: Any) -> None:
    with pytest.raises(Unfit, match=r"\w+"):
        read(described, entered)
