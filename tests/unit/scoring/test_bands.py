"""Bands of the score."""

import pytest

from scoring.bands import band


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0, None), (1, "low"), (49, "low"), (50, "medium"), (79, "medium"), (80, "high"), (100, "high")],
)
def test_scores_fall_into_three_bands(score: int, expected: str | None) -> None:
    assert band(score) == expected
