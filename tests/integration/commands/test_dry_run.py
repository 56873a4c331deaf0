"""`baton process dry-run`: scenarios played in sandboxes."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from crm.models import Lead, User
from tasks.dry_run.scenarios import SHIPPED
from tasks.work import Baton
from tests.integration.commands.conftest import Run

MODELS = SHIPPED / "lead-management"
CLASSIC = {"process": "lead-management", "record": {"customer_need": "additional-service", "account_name": "Vizor"}}


def told(folder: Path, *steps: dict[str, Any]) -> Path:
    file = folder / "told.json"
    file.write_bytes(orjson.dumps(CLASSIC | {"scenarios": [{"name": "One", "steps": steps}]}))
    return file


@pytest.mark.requirement("A10+")
def test_the_shipped_scenarios_are_played_and_nothing_remains(run: Run, baton: Baton) -> None:
    ended = run("process", "dry-run", "corporate-sale", "--json")
    assert ended.code == 0, ended.err
    assert ended.data
    assert {each["failure"] for each in ended.data} == {None}
    with baton.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Lead)) == 0


@pytest.mark.requirement("A10+")
def test_a_scenario_that_fails_is_named_with_its_step_and_the_reason(run: Run, tmp_path: Path) -> None:
    steps = ({"act": "qualify"}, {"complete": "no-such-task", "result": "done"})
    ended = run("process", "dry-run", "lead-management", "--scenarios", told(tmp_path, *steps))
    assert ended.code == 1
    assert "failed  One: step 2: expected refused False" in ended.out
    assert "open are: contact-customer" in ended.out
    assert ended.err == "baton: 1 of 1 scenarios failed.\n"


@pytest.mark.requirement("A10+")
def test_what_is_not_as_expected_fails(run: Run, tmp_path: Path) -> None:
    file = told(tmp_path, {"act": "qualify", "expect": {"stage": "nurturing"}})
    ended = run("process", "dry-run", "lead-management", "--scenarios", file, "--json")
    [played] = ended.data
    assert played["failure"] == "step 1: expected stage 'nurturing', found 'handoff'"


@pytest.mark.requirement("A10+")
def test_a_draft_is_tried_before_it_is_published(run: Run, baton: Baton, tmp_path: Path) -> None:
    with baton.sessions.begin() as session:
        text = (MODELS / "lead-handoff.bpmn").read_text().replace('id="contact-customer"', 'id="call-customer"')
        text = text.replace('"contact-customer"', '"call-customer"').replace(">contact-customer<", ">call-customer<")
        baton.library.save_draft(session, "lead-handoff", text, None)
    expected = told(tmp_path, {"act": "qualify", "expect": {"open": ["call-customer"]}})
    draft = run("process", "dry-run", "lead-handoff", "--scenarios", expected, "--draft", "--json")
    assert [each["failure"] for each in draft.data] == [None]
    published = run("process", "dry-run", "lead-handoff", "--scenarios", expected)
    assert published.code == 1


@pytest.mark.requirement("A10+")
def test_people_of_the_scenarios_come_along_where_they_are_missing(run: Run, baton: Baton, tmp_path: Path) -> None:
    with baton.sessions.begin() as session:
        session.scalars(select(User).where(User.login == "sales2")).one().login = "somebody"
    ended = run(
        "process", "dry-run", "lead-management", "--scenarios", told(tmp_path, {"act": "qualify", "as": "sales2"})
    )
    assert ended.code == 0, ended.out
    with baton.sessions() as session:
        assert session.scalar(select(User.id).where(User.login == "sales2")) is None


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"record": {}, "scenarios": [{}]}'])
def test_a_file_without_scenarios_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(text)
    ended = run("process", "dry-run", "lead-management", "--scenarios", file)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "these are no scenarios" in ended.err


def test_what_cannot_be_tried_is_refused(run: Run) -> None:
    assert run("process", "dry-run", "no-such").code == 1
    assert "--scenarios" in run("process", "dry-run", "lead-nurturing").err
    assert run("process", "dry-run", "lead-management", "--draft", "--version", "1").code == 2
    assert run("process", "dry-run", "lead-management", "--version", "7").code == 1
