"""`baton import leads`."""

import json
from pathlib import Path

import pytest

from tests.integration.commands.conftest import Run

pytestmark = pytest.mark.requirement("F2")
LINES = "Email,Contact name,Wanted\nada@vizor.example,Ada,software\nwrong,Bob,software\n"


def test_leads_are_imported_and_what_was_rejected_is_listed_in_a_file(run: Run, tmp_path: Path) -> None:
    file, mapping = tmp_path / "leads.csv", tmp_path / "mapping.json"
    file.write_text(LINES)
    mapping.write_text(json.dumps({"columns": {"Email": "email", "Wanted": "customer_need"}}))
    first = run("import", "leads", file, "--mapping", mapping)
    assert (first.code, first.err) == (0, "")
    assert "1 added, 0 updated, 0 there already, 1 rejected" in first.out
    assert "Email: Enter an e-mail address" in (tmp_path / "leads.csv.rejected.csv").read_text()
    second = run("import", "leads", file, "--mapping", mapping, "--json")
    assert (second.data["added"], second.data["skipped"]) == (0, 1)


def test_what_cannot_be_imported_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(LINES)
    refused = run("import", "leads", file)
    assert refused.code == 1
    assert "Map a column to Customer need" in refused.err
    mapping = tmp_path / "mapping.json"
    mapping.write_text("{")
    assert "this is not JSON" in run("import", "leads", file, "--mapping", mapping).err
    assert run("import", "leads", tmp_path / "missing.csv").code == 2
