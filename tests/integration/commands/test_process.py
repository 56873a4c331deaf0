from pathlib import Path

import pytest

from tests.integration.commands.conftest import Run

SHIPPED = Path(__file__).parents[3] / "processes"
NURTURING = SHIPPED / "lead-management" / "lead-nurturing.bpmn"


def test_list_names_every_process_and_the_active_one(run: Run) -> None:
    found = {row["key"]: row for row in run("process", "list", "--json").data}
    assert found["lead-management"]["active"]
    assert found["corporate-sale"] | {"instances": 0, "active": False, "state": "published"} == found["corporate-sale"]
    assert "* " in run("process", "list").out


def test_export_gives_back_exactly_what_was_published(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "exported.bpmn"
    assert run("process", "export", "lead-nurturing", "--output", file).code == 0
    assert file.read_text() == NURTURING.read_text()
    assert run("process", "export", "lead-nurturing").out.rstrip("\n") == NURTURING.read_text().rstrip("\n")


def test_publish_makes_the_next_version_and_export_still_knows_the_first(run: Run, tmp_path: Path) -> None:
    changed = tmp_path / "lead-nurturing.bpmn"
    changed.write_text(NURTURING.read_text().replace("Distribution", "Sharing out"))
    assert run("process", "publish", changed, "--json").data == [
        {"file": str(changed), "key": "lead-nurturing", "version": 2, "published": True}
    ]
    assert "Sharing out" in run("process", "export", "lead-nurturing").out
    assert "Sharing out" not in run("process", "export", "lead-nurturing", "--version", "1").out


def test_publish_makes_no_version_of_what_is_published_already(run: Run, tmp_path: Path) -> None:
    parent = SHIPPED / "lead-management" / "lead-management.bpmn"
    [same] = run("process", "publish", NURTURING, "--json").data
    assert (same["version"], same["published"]) == (1, False)
    assert "nothing new" in run("process", "publish", NURTURING).out
    changed = tmp_path / "lead-nurturing.bpmn"
    changed.write_text(NURTURING.read_text().replace("Distribution", "Sharing out"))
    # The parent's text is the same, but it is to call the new version of its stage.
    done = run("process", "publish", changed, parent, "--json").data
    assert [(each["version"], each["published"]) for each in done] == [(2, True), (2, True)]


def test_a_refusal_is_one_line_for_people_and_json_for_programs(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "lead-nurturing.bpmn"
    broken.write_text(NURTURING.read_text().replace("lead.set_stage", "lead.no_such_operation"))
    ended = run("process", "publish", broken, "--json")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.data["problems"][0]["element"]
    assert ended.data["error"] in ended.err
    # What validate found is its answer; it is not told twice.
    assert list(run("process", "validate", broken, "--json").data) == [str(broken)]


@pytest.mark.parametrize("verb", ["publish", "validate"])
def test_a_model_that_breaks_a_rule_is_refused_with_one_line_and_changes_nothing(
    run: Run, tmp_path: Path, verb: str
) -> None:
    fine, broken = tmp_path / "lead-nurturing.bpmn", tmp_path / "lead-handoff.bpmn"
    fine.write_text(NURTURING.read_text().replace("Distribution", "Sharing out"))
    shipped = (SHIPPED / "lead-management" / "lead-handoff.bpmn").read_text()
    broken.write_text(shipped.replace("lead.record_handoff", "lead.no_such_operation"))
    ended = run("process", verb, fine, broken)
    assert ended.code == 1
    assert ended.err.count("\n") == 1
    assert "Sharing out" not in run("process", "export", "lead-nurturing").out


def test_validate_finds_nothing_wrong_with_what_is_shipped(run: Run) -> None:
    ended = run("process", "validate", *sorted(SHIPPED.rglob("*.bpmn")), "--json")
    assert ended.code == 0, ended.out
    assert set(map(tuple, ended.data.values())) == {()}


@pytest.mark.requirement("A4")
def test_activate_takes_only_a_process_for_leads(run: Run) -> None:
    assert run("process", "activate", "corporate-sale").code == 1
    assert run("process", "activate", "no-such").code == 1
    assert run("process", "activate", "lead-management").code == 0


def test_an_unknown_process_is_refused_by_name(run: Run) -> None:
    ended = run("process", "export", "no-such")
    assert (ended.code, ended.err) == (1, "baton: There is no published process “no-such”.\n")
