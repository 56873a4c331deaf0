"""Leads imported from files: what is added, updated, skipped and rejected, and that nothing comes twice."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from crm import search
from crm.errors import Invalid, NotAllowed
from crm.models import Lead, RecordChange
from db import clock
from engine.models import ProcessInstance
from tasks import jobs
from tasks.active_process import activate
from tasks.background import housekeeping
from tasks.imports import running, service
from tasks.imports.mapping import from_data
from tasks.imports.preview import preview
from tasks.models import Import, ImportFilePart, ImportRow
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.imported_files import (
    HEADINGS,
    begin,
    bring_in,
    counts,
    finish,
    leads,
    line,
    text_file,
    workbook,
)

pytestmark = pytest.mark.requirement("F2")


def test_an_imported_lead_is_as_one_entered_by_hand(baton: Baton, marketeer: Desk) -> None:
    values = {"customer_need": "software", "email": "ada@vizor.example", "contact_name": "Ada", "account_name": "Vizor",
              "source": "google", "owner": "sales", "budget": "1250.50", "expected_close_date": "2026-03-31",
              "meeting_at": "2026-03-31T09:30:00Z"}  # fmt: skip
    by_hand = marketeer.lead(marketeer.enter(**values))
    given = {**values, "email": "ADA2@vizor.example", "customer_need": "Software", "owner": "Sales"}
    file = text_file(list(given.values()), headings=list(given))
    outcome = bring_in(marketeer, file.replace(b"Sales", _name(baton, "sales").encode()))
    assert counts(outcome) == (1, 0, 0, 0), outcome
    [_, lead] = leads(baton)
    imported = marketeer.lead(lead.id)
    own = {"id", "number", "email", "created_at", "updated_at", "registration"}
    assert {k: v for k, v in imported.items() if k not in own} == {k: v for k, v in by_hand.items() if k not in own}
    assert imported["email"] == "ada2@vizor.example"
    assert imported["number"] == by_hand["number"] + 1
    with baton.sessions() as session:
        told = session.scalars(select(RecordChange).where(RecordChange.record_type == "lead", RecordChange.field == "created").order_by(RecordChange.record_id))  # fmt: skip
        hand, file_ = (row.new | {"email": ""} for row in told)
        assert file_ == hand
        assert session.scalars(select(Lead.id).where(search.matches("lead", Lead.id, "ada2"))).all() == [lead.id]
        assert lead.registration == values | {"email": "ada2@vizor.example"}


def _name(baton: Baton, login: str) -> str:
    with baton.sessions() as session:
        return str(session.scalar(text("SELECT name FROM app_user WHERE login = :login"), {"login": login}))


def test_a_workbook_is_read_with_its_formulas_as_their_values(baton: Baton, marketeer: Desk, tmp_path: Path) -> None:
    headings = [*HEADINGS, "Mobile phone", "Budget"]
    content = workbook(tmp_path / "a.xlsx", [*line(1), 48225550123, "=1+1"], headings=headings)
    assert counts(bring_in(marketeer, content, "a.xlsx")) == (1, 0, 0, 0)
    [lead] = leads(baton)
    assert (lead.mobile_phone, str(lead.budget)) == ("48225550123", "0.00")


def test_a_second_run_adds_nothing_twice_whatever_is_done_with_what_exists(baton: Baton, marketeer: Desk) -> None:
    file = text_file(*map(line, range(5)))
    for existing in ("add", "skip", "update"):
        first = bring_in(marketeer, file, existing=existing, key="email")
        assert first["added"] == (5 if existing == "add" else 0)
        again = bring_in(marketeer, file, existing=existing, key="email")
        assert counts(again) == (0, 0, 5, 0)
    assert len(leads(baton)) == 5


@pytest.mark.parametrize(
    ("key", "change"),
    [("email", {"Contact name": "New"}), ("mobile_phone", {"Contact name": "New", "Mobile phone": "00 48 22 555 01 23"}),
     ("name_and_account", {"Email": "new@vizor.example"}), ("external_number", {"Email": "new@vizor.example"})],
)  # fmt: skip
def test_what_is_there_is_recognised_and_updated(
    baton: Baton, marketeer: Desk, key: str, change: dict[str, str]
) -> None:
    headings = [*HEADINGS, "Mobile phone", "External number"]
    row = dict(zip(headings, [*line(1), "+48 22 555-01-23", "X-7"], strict=True))
    mapping: dict[str, Any] = {"key": key, "existing": "update"}
    assert counts(bring_in(marketeer, text_file(list(row.values()), headings=headings), **mapping)) == (1, 0, 0, 0)
    changed = text_file(list((row | change).values()), headings=headings)
    assert counts(bring_in(marketeer, changed, **mapping)) == (0, 1, 0, 0)
    [lead] = leads(baton)
    assert lead.revision == 2
    assert counts(bring_in(marketeer, changed, **mapping)) == (0, 0, 1, 0)


def test_lines_of_one_file_that_are_the_same_lead_are_told(marketeer: Desk) -> None:
    again = [line(1)[0].upper(), "Other", "Vizor", "software"]
    outcome = bring_in(marketeer, text_file(line(1), line(2), again))
    assert counts(outcome) == (2, 0, 0, 1)
    assert outcome["reasons"] == {4: "Line 2 is the same lead."}


def test_inactive_leads_are_not_updated(baton: Baton, marketeer: Desk, sales: Desk) -> None:
    bring_in(marketeer, text_file(line(1)))
    [lead] = leads(baton)
    sales.act(lead.id, "deactivate")
    changed = text_file([line(1)[0], "Other", "Vizor", "software"])
    outcome = bring_in(marketeer, changed, existing="update")
    assert counts(outcome) == (0, 0, 0, 1)
    assert outcome["reasons"] == {2: f"Lead {lead.number} is inactive, hence read-only."}


def test_every_problem_of_a_line_is_told(marketeer: Desk) -> None:
    headings = [*HEADINGS, "Owner", "Stage", "Expected close date", "Lead source"]
    wrong = ["nobody", "X", "Vizor", "", "designer", "satisfied", "31.03.2026", "nowhere"]
    [reason] = bring_in(marketeer, text_file(wrong, headings=headings))["reasons"].values()
    for part in ("Customer need: This field", "Email: Enter", "close date: Write dates", "“designer”", "“nowhere”", "“satisfied”"):  # fmt: skip
        assert part in reason


def test_the_stage_of_a_lead_that_is_there_is_not_moved(baton: Baton, marketeer: Desk) -> None:
    bring_in(marketeer, text_file(line(1)))
    moved = text_file([*line(1), "handoff"], headings=[*HEADINGS, "Stage"])
    outcome = bring_in(marketeer, moved, existing="update")
    assert "move_to_stage" in outcome["reasons"][2]


def test_processes_start_where_new_leads_start_them(baton: Baton, marketeer: Desk, admin: Desk) -> None:
    with admin.work() as work:
        activate(work, "lead-states")
    file = text_file(*map(line, range(3)))
    assert counts(bring_in(marketeer, file)) == (3, 0, 0, 0)
    assert counts(bring_in(marketeer, text_file(line(9)), start=False)) == (1, 0, 0, 0)
    with baton.sessions() as session:
        started = session.scalars(select(ProcessInstance.record_id)).all()
    assert sorted(started) == [lead.id for lead in leads(baton)][:3]


def test_an_import_goes_on_where_it_was_brought_down(
    baton: Baton, marketeer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PORTION", 10)
    monkeypatch.setattr(running, "STAGED", 10)
    import_id = begin(marketeer, text_file(*map(line, range(45))))
    assert running._read(baton, import_id)
    assert running._write_portion(baton, import_id)
    with baton.sessions.begin() as session:
        # What a crash of the database takes of a table that is not logged.
        session.execute(text("TRUNCATE import_row"))
    outcome = finish(baton, import_id)
    assert (outcome["state"], counts(outcome)) == ("done", (45, 0, 0, 0))
    assert len(leads(baton)) == 45
    with baton.sessions() as session:
        assert not session.scalar(select(func.count()).select_from(ImportRow))
        assert not session.scalar(select(func.count()).select_from(ImportFilePart))


def test_an_import_can_be_cancelled_and_what_it_did_stays(
    baton: Baton, marketeer: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PORTION", 10)
    import_id = begin(marketeer, text_file(*map(line, range(30))))
    running._read(baton, import_id)
    running._write_portion(baton, import_id)
    with marketeer.work() as work:
        jobs.cancel(work, service.get(work, import_id).job_id or 0)
    outcome = finish(baton, import_id)
    assert (outcome["state"], counts(outcome)) == ("cancelled", (10, 0, 0, 0))


def test_two_imports_of_one_file_at_once_add_each_lead_once(
    baton: Baton, marketeer: Desk, manager: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PORTION", 7)
    file = text_file(*map(line, range(40)))
    first, second = begin(marketeer, file), begin(manager, file, existing="add")
    for import_id in (first, second):
        running._read(baton, import_id)
    while any([running._write_portion(baton, each) for each in (second, first)]):  # noqa: C419 - both take their turn
        pass
    assert len(leads(baton)) == 40


def test_files_that_nobody_imported_are_forgotten_after_a_week(baton: Baton, marketeer: Desk) -> None:
    with marketeer.work() as work:
        service.receive(work, "a.csv", BytesIO(text_file(line(1))))
        housekeeping.tidy_up(work.session)
        assert work.session.scalar(select(func.count()).select_from(Import)) == 1
        work.session.execute(update(Import).values(created_at=clock.now() - timedelta(days=8)))
        housekeeping.tidy_up(work.session)
        assert not work.session.scalar(select(func.count()).select_from(ImportFilePart))


def test_only_those_may_import_who_look_after_leads(marketeer: Desk, sales: Desk, crmadmin: Desk) -> None:
    with pytest.raises(NotAllowed, match="import leads"):
        begin(sales, text_file(line(1)))
    assert counts(bring_in(crmadmin, text_file(line(1)))) == (1, 0, 0, 0)


def test_a_mapping_without_what_every_lead_needs_is_refused(marketeer: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        begin(marketeer, text_file(["a@b.example"], headings=["Email"]))
    assert "Customer need" in refused.value.errors["columns"][0]
    file = text_file(["a@b.example"], headings=["Email"])
    assert counts(bring_in(marketeer, file, defaults={"customer_need": "software"})) == (1, 0, 0, 0)


def test_a_preview_tells_what_would_come_of_the_first_lines(baton: Baton, marketeer: Desk) -> None:
    bring_in(marketeer, text_file(line(1)))
    import_id = begin(marketeer, text_file(line(1), line(2), ["wrong", "", "", "software"]))
    with marketeer.work() as work:
        found = service.get(work, import_id)
        lines = preview(work, found, from_data(found.mapping))
    assert [(each.line, each.outcome) for each in lines] == [(2, "skipped"), (3, "added"), (4, "rejected")]
    assert len(leads(baton)) == 1


def test_a_mapping_is_saved_by_name_and_used_again(marketeer: Desk, baton: Baton) -> None:
    headings = ["A", "B", "C"]
    with marketeer.work() as work:
        mapping = from_data({"columns": {"A": "email", "B": "customer_need", "Gone": "title"}, "existing": "update"})
        service.save_mapping(work, "From the fair", mapping)
    with marketeer.work() as work:
        saved = service.saved_mappings(work.session)["From the fair"]
        file = BytesIO(text_file(["a@b.example", "software", "?"], headings=headings))
        found = service.receive_with(work, "fair.csv", file, saved)
        assert found.mapping["columns"] == {"A": "email", "B": "customer_need"}
        assert found.mapping["existing"] == "update"
