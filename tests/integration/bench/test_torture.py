"""Small helpings of what `bench.torture` does at length."""

import pytest

from bench.torture import crashes, persons, rivals


@pytest.mark.requirement("C4")
def test_of_two_people_who_complete_a_task_at_once_one_succeeds_and_the_other_learns_who(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = rivals.main(["--times", "10"])
    assert not broken, capsys.readouterr().err


@pytest.mark.requirement("B3")
def test_leads_that_are_worked_on_at_random_end_and_agree_with_their_process(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = persons.main(["--leads", "30", "--walks", "8", "--clients", "2", "--persons", "made-up"])
    assert not broken, capsys.readouterr().err


def test_nothing_acknowledged_is_lost_when_processes_are_killed(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--times", "2", "--database-every", "2", "--leads", "6", "--clients", "2", "--no-mail"]
    broken = crashes.main(options)
    assert not broken, capsys.readouterr().err
