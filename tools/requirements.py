"""Keeps docs/requirements.md true: writes beside each requirement the tests that carry its id.

`python -m tools.requirements` rewrites the file; the test suite checks that nothing would change.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAP = ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\| (?P<id>[A-H]\d+\+?) \| (?P<title>[^|]+) \| (?P<tests>[^|]*) \|$")
LATER = "later"


def marked_tests() -> dict[str, list[str]]:
    """Return the tests by the requirement ids that they are marked with."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, ids in _marks(ast.parse(path.read_text())):
            for each in ids:
                found.setdefault(each, []).append(f"{path.relative_to(ROOT)}::{name}")
    return found


def _marks(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            ids = [
                str(argument.value)
                for call in node.decorator_list
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.requirement"
                for argument in call.args
                if isinstance(argument, ast.Constant)
            ]
            if ids:
                yield node.name, ids


def rewritten(text: str, tests: dict[str, list[str]]) -> str:
    """Return the map with its tests column made anew; `later` stays where no test has come yet."""
    return "\n".join(_row(line, tests) for line in text.splitlines()) + "\n"


def _row(line: str, tests: dict[str, list[str]]) -> str:
    match = ROW.match(line)
    if match is None:
        return line
    named = [f"`{test.removeprefix('tests/')}`" for test in tests.get(match["id"], [])]
    shown = "<br>".join(named) if named else (LATER if match["tests"].strip() == LATER else "")
    return f"| {match['id']} | {match['title'].strip()} | {shown} |"


def main() -> None:
    """Rewrite the map."""
    MAP.write_text(rewritten(MAP.read_text(), marked_tests()))


if __name__ == "__main__":
    main()
