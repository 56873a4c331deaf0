import pytest

from bench.stock import StockEngine


@pytest.mark.parametrize(
    ("stage", "data"),
    [
        ("nurturing", {"result": "continue-nurturing", "note": "Letter sent"}),
        ("handoff", {"result": "rescheduled", "rescheduled_to": "2026-01-01T09:00:00Z"}),
    ],
)
def test_the_stock_engine_goes_round_the_loops_of_the_shipped_models(stage: str, data: dict[str, str]) -> None:
    engine = StockEngine()
    state = engine.begin(stage)
    for _ in range(3):
        before, state = state, engine.complete(state, data)
        assert len(state) > len(before), "its state grows with every loop"
