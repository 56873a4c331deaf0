"""Values handed in for the fields of a form."""

import pytest

from engine.definition import FormField
from tasks.forms.values import Unfit, read


def field(type_: str, **more: object) -> FormField:
    return FormField("f", "F", type_, **more)  # type: ignore[arg-type]


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        ("text", "  Hello ", "Hello"),
        ("long_text", "one\ntwo", "one\ntwo"),
        ("number", "12", 12),
        ("number", 1.5, 1.5),
        ("number", -3, -3),
        ("money", "12 500", "12500.00"),
        ("money", 12500, "12500.00"),
        ("date", "2026-02-28", "2026-02-28"),
        ("date", "2026-02-28T10:00:00Z", "2026-02-28"),
        ("datetime", "2026-02-28T10:00:00+02:00", "2026-02-28T08:00:00Z"),
        ("datetime", "2026-02-28", "2026-02-28T00:00:00Z"),
        ("boolean", True, True),
        ("boolean", False, False),
        ("text", "", None),
        ("money", None, None),
    ],
)
def test_a_fitting_value_is_kept_as_json(type_: str, given: object, kept: object) -> None:
    assert read(field(type_), given, None) == kept


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("type_", "given"),
    [
        ("text", 7),
        ("text", "x" * 501),
        ("text", "nul\x00"),
        ("number", "twelve"),
        ("number", True),
        ("number", "1e999"),
        ("number", "nan"),
        ("money", "1.234"),
        ("money", "lots"),
        ("money", 10**13),
        ("date", "2026-02-30"),
        ("date", 20260228),
        ("date", "2026-02-30T10:00:00Z"),
        ("datetime", "tomorrow"),
        ("boolean", "maybe"),
        ("boolean", 1),
    ],
)
def test_an_unfit_value_is_refused_with_a_reason(type_: str, given: object) -> None:
    with pytest.raises(Unfit, match=r"\w"):
        read(field(type_), given, None)


@pytest.mark.requirement("C3")
def test_limits_of_the_model_hold() -> None:
    amount = field("money", minimum="10", maximum="100")
    assert read(amount, "10", None) == "10.00"
    for outside in ("9.99", "100.01"):
        with pytest.raises(Unfit):
            read(amount, outside, None)
    text = field("text", min_length=3, max_length=5, pattern="[a-z]+")
    assert read(text, "abcd", None) == "abcd"
    for outside in ("ab", "abcdef", "ABC"):
        with pytest.raises(Unfit):
            read(text, outside, None)


@pytest.mark.requirement("C3")
@pytest.mark.parametrize("type_", ["choice", "lookup", "user"])
def test_only_what_is_offered_can_be_chosen(type_: str) -> None:
    assert read(field(type_), "a", {"a": "A"}) == "a"
    for other in ("b", 1, ["a"], {"a": 1}):
        with pytest.raises(Unfit):
            read(field(type_), other, {"a": "A"})
