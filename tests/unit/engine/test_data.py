"""Instance data is JSON, within bounds."""

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import NotData, as_data, copied

plain = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5), inner, max_size=4)),
    max_leaves=20,
)  # fmt: skip


@given(plain)
def test_json_is_data_already(value: Any) -> None:
    assert as_data(value) == copied(value) == value
    assert json.loads(json.dumps(as_data(value))) == value


def test_copies_share_nothing() -> None:
    value = {"a": [{"b": [1]}], "c": {"d": {}}}
    for copy in (copied(value), as_data(value)):
        copy["a"][0]["b"].append(2)
        copy["c"]["d"]["e"] = 1
    assert value == {"a": [{"b": [1]}], "c": {"d": {}}}


def test_times_decimals_and_numbers_of_records_become_text() -> None:
    value = {
        "at": datetime(2030, 1, 31, 12, tzinfo=UTC),
        "day": date(2030, 1, 31),
        "sum": Decimal("12.50"),
        "id": UUID(int=1),
        "pair": (1, "two"),
    }
    assert as_data(value) == {
        "at": "2030-01-31T12:00:00Z",
        "day": "2030-01-31",
        "sum": "12.50",
        "id": "00000000-0000-0000-0000-000000000001",
        "pair": [1, "two"],
    }


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def bushy(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        {1: "one"},
        {None: 1},
        math.nan,
        math.inf,
        2**53 + 1,
        10**400,
        "nul \0",
        {"nul \0": 1},
        "half \ud800",
        nested(25),
        bushy(20),
        ["x" * 1000] * 501,
        list(range(20_001)),
        len,
    ],
)
def test_everything_else_is_refused(value: Any) -> None:
    with pytest.raises(NotData):
        as_data({"value": value})
