"""The map of requirements names a test for each of them, and is true."""

from tools.requirements import LATER, MAP, ROW, marked_tests, rewritten


def rows() -> dict[str, str]:
    matches = (ROW.match(line) for line in MAP.read_text().splitlines())
    return {match["id"]: match["tests"].strip() for match in matches if match}


def test_every_requirement_has_a_test_or_is_said_to_come_later() -> None:
    assert [each for each, tests in rows().items() if not tests] == []


def test_the_map_is_what_the_tests_say() -> None:
    assert rewritten(MAP.read_text(), marked_tests()) == MAP.read_text()


def test_every_id_on_a_test_is_a_requirement() -> None:
    assert set(marked_tests()) <= set(rows())


def test_nothing_is_called_later_that_has_a_test() -> None:
    tests = marked_tests()
    assert [each for each, told in rows().items() if told == LATER and each in tests] == []
