import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
MAKEFILE = (ROOT / "Makefile").read_text()


def test_make_alone_says_what_can_be_made() -> None:
    said = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "bench", "screenshots", "lint", "types", "build", "migration", "clean"):
        assert re.search(rf"^  make {target} +\S", said, re.MULTILINE), target


def test_every_target_that_people_call_is_explained() -> None:
    declared = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert declared
    for target in declared[1].split():
        assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE), target


def test_pinned_versions_stand_alone_without_addresses() -> None:
    pins = (ROOT / "constraints.txt").read_text().splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
