from bench.measures import figures
from bench.report import Goal, Row, at_least, at_most, relate, table


def test_figures_are_milliseconds_and_pieces_of_work_a_second() -> None:
    found = figures([0.001 * number for number in range(1, 101)], seconds=10)
    assert (found.count, found.rate) == (100, 10)
    assert (round(found.p50, 6), round(found.p95, 6)) == (51, 96)


def test_goals_say_whether_they_are_met() -> None:
    assert at_least(700, 700) == Goal("≥ 700/s", met=True, share=1)
    assert at_most(10.1, 10, " ms", "p95") == Goal("p95 ≤ 10 ms", met=False)


def test_rates_are_set_in_relation_to_the_reference() -> None:
    rows = relate([Row("a", figures([0.1] * 10, 1)), Row("b")], reference=figures([0.1] * 20, 1))
    assert [row.ratio for row in rows] == [0.5, None]


def test_the_table_shows_each_case_with_its_goal() -> None:
    row = Row("1 client", figures([0.002] * 4, 2), goal=at_most(2, 10, " ms", "p95"), ratio=0.25, benchmark="over-http")
    last = table([row]).splitlines()[-1].split()
    assert last == ["over-http", "1", "client", "2", "2.00", "2.00", "0.25×", "p95", "≤", "10", "ms", "met"]


def test_a_rate_that_is_missed_is_set_against_the_pace_of_the_machine() -> None:
    row = Row("1 worker", figures([0.002] * 350, 1), goal=at_least(350, 700))
    assert table([row]).endswith("NOT MET")
    assert table([row], pace=0.25).endswith("NOT MET: 50%; at this machine's pace 200%")
