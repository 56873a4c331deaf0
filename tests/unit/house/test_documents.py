import re
from pathlib import Path

import pytest

from webui.commands import COMMANDS

ROOT = Path(__file__).parents[3]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def test_every_setting_is_documented() -> None:
    names = set(re.findall(r"BATON_[A-Z_]+", (ROOT / "db" / "settings.py").read_text()))
    assert len(names) == 12
    assert [name for name in sorted(names) if f"| `{name}` |" not in OPERATIONS] == []


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_is_documented(name: str) -> None:
    assert f"| `baton {name}` |" in OPERATIONS
