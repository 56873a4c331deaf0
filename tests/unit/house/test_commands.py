from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

import webui.commands
from db.errors import SettingRefused
from webui.commands.output import table
from webui.commands.refusals import explain


@pytest.mark.parametrize("name", list(webui.commands.COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    webui.commands.main([name, "--help"])
    assert f"Usage: baton {name}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["serve", "--port", "many"], ["user", "add"], ["backup"]])
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        webui.commands.main(arguments)
    assert ended.value.code == 2
    assert "Usage:" in capsys.readouterr().err


def test_a_refusal_is_one_line_on_standard_error_and_ends_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_DATABASE_URL", "mysql://nowhere")
    with pytest.raises(SystemExit) as ended:
        webui.commands.main(["backup", "never-written"])
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.out == ""
    assert said.err.startswith("baton: BATON_DATABASE_URL")
    assert said.err.count("\n") == 1


def broken() -> Exception:
    return KeyError("x")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (lambda: SettingRefused("BATON_ENV", "is odd"), "BATON_ENV: is odd."),
        (lambda: FileNotFoundError(2, "No such file or directory", "a.bpmn"), "a.bpmn: No such file or directory"),
        (lambda: OperationalError("q", {}, Exception("no\nroute")), "The database refused: no route"),
        (broken, "KeyError: 'x' (BATON_LOG_LEVEL=DEBUG shows where)"),
    ],
)
def test_errors_are_told_in_one_line(error: Callable[[], Exception], text: str) -> None:
    assert explain(error()) == text


def test_columns_stand_below_each_other() -> None:
    assert table(("key", "version"), [("lead-management", 3), ("x", None)]) == [
        "key              version",
        "lead-management  3",
        "x",
    ]
