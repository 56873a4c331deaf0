"""The page about operations says what the code says."""

import tasks.operations  # noqa: F401 - importing registers them
from tasks.operations.registry import registered
from tools.operations import PAGE, page


def test_the_page_about_operations_is_current() -> None:
    assert PAGE.read_text() == page()


def test_every_operation_says_what_it_does() -> None:
    assert [operation.name for operation in registered() if not operation.help.endswith(".")] == []
