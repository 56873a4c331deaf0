"""Moving leads to another version of their process: previewed, moved in batches, taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm.errors import Invalid, NotAllowed, NotFound, StateForbids
from db import clock
from engine.errors import UnknownProcess
from engine.models import ProcessInstance, ProcessVersion
from tasks import drafts, jobs, migrations
from tasks.background import housekeeping
from tasks.migrations import Route, run
from tasks.models import Job, MigrationItem, UserTask
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.test_background import run_jobs

KEY = "lead-management"
ROUTE = Route(KEY, 1, 2, {})
RENAMED = Route(KEY, 1, 2, {"lead-handoff/contact-customer": "lead-handoff/call-customer"})
BREAKING_DOWN = """
CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
CREATE TRIGGER break_down BEFORE UPDATE ON process_instance
FOR EACH ROW WHEN (OLD.id = {instance}) EXECUTE FUNCTION break_down();
"""


def publish(desk: Desk, key: str, edit: Callable[[str], str] = lambda xml: xml) -> int:
    """Publish an edited process as its next version, and the lead process that calls it."""
    with desk.work() as work:
        library = work.app.library
        # A machine that is busy with other tests must not refuse a model for being slow to read.
        library._publication = replace(library._publication, seconds=60)
        current = library.get(work.session, key).current_version_id
        xml = work.session.get_one(ProcessVersion, current).xml
        library.save_draft(work.session, key, edit(xml), None)
        number = library.publish(work.session, key, work.actor.id).number
    return number if key == KEY else publish(desk, KEY)


def rename_contact(xml: str) -> str:
    return xml.replace('"contact-customer"', '"call-customer"')


def row(baton: Baton, lead_id: int) -> ProcessInstance:
    with baton.sessions() as session:
        query = select(ProcessInstance).where(
            ProcessInstance.record_type == "lead", ProcessInstance.record_id == lead_id
        )
        return session.scalars(query).one()


def version_of(desk: Desk, lead_id: int) -> int:
    return int(desk.lead(lead_id)["process"]["version"])


def start(desk: Desk, route: Route = ROUTE) -> int:
    with desk.work() as work:
        return migrations.start(work, route).id


def shown(desk: Desk, migration_id: int) -> dict[str, Any]:
    with desk.work() as work:
        return migrations.one(work, KEY, migration_id)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 2)


@pytest.mark.requirement("A9+")
def test_a_lead_in_the_middle_of_a_form_keeps_its_draft_its_task_and_its_owner(sales: Desk, admin: Desk) -> None:
    lead_id = sales.qualified()
    [before] = sales.tasks(lead_id)
    with sales.work() as work:
        drafts.save(work, before["id"], "proceed-to-handoff", {"result_details": "Wants 40 seats"})
    publish(admin, "lead-handoff", rename_contact)
    assert shown(admin, start(admin, RENAMED))["moved"] == 1
    [after] = sales.tasks(lead_id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"process"}
    assert (after["process"]["version"], after["process"]["element"]) == (2, "call-customer")
    with sales.work() as work:
        draft = drafts.of(work, after["id"])
        assert draft is not None
        assert draft.values == {"result_details": "Wants 40 seats"}
    sales.complete(lead_id, "call-customer", "proceed-to-handoff", result_details="Wants 40 seats")
    assert sales.open_elements(lead_id) == ["handoff-details"]
    assert version_of(sales, lead_id) == 2


@pytest.mark.requirement("A9+")
def test_a_preview_changes_nothing_and_tells_where_and_why(
    baton: Baton, sales: Desk, designer: Desk, admin: Desk
) -> None:
    waiting, other = sales.qualified(), sales.qualified()
    sales.act(other, "move_to_stage", stage="nurturing")
    publish(admin, "lead-handoff", rename_contact)
    with designer.work() as work:
        found = migrations.preview(work, ROUTE)
    assert found.can_move == [row(baton, other).id]
    [refused] = found.cannot_move
    assert (refused.instance, refused.record) == (row(baton, waiting).id, ("lead", waiting))
    assert (refused.process, refused.element) == ("lead-handoff", "contact-customer")
    assert "which version 2 does not have" in refused.reason
    assert found.standing["lead-handoff", "contact-customer"] == 1
    assert (version_of(sales, waiting), version_of(sales, other)) == (1, 1)
    with designer.work() as work:
        assert migrations.preview(work, RENAMED).cannot_move == []


@pytest.mark.requirement("A9+")
def test_what_cannot_be_moved_stays_and_goes_on_where_it_is(sales: Desk, admin: Desk) -> None:
    lead_id = sales.qualified()
    publish(admin, "lead-handoff", rename_contact)
    found = shown(admin, start(admin))
    assert (found["state"], found["moved"], found["refused"]) == ("done", 0, 1)
    assert version_of(sales, lead_id) == 1
    sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="x")
    assert sales.open_elements(lead_id) == ["handoff-details"]
    with admin.work() as work:
        job = jobs.find(work, found["job"])
        assert job.errors[0]["element"] == "contact-customer"


@pytest.mark.requirement("A5")
def test_a_lead_in_a_stage_that_is_switched_off_there_is_refused(sales: Desk, admin: Desk) -> None:
    lead_id = sales.qualified()
    with admin.work() as work:
        work.app.library.set_stage_disabled(work.session, KEY, "handoff", disabled=True)
        work.app.library.publish(work.session, KEY, work.actor.id)
        [refused] = migrations.preview(work, ROUTE).cannot_move
    assert refused.record == ("lead", lead_id)
    assert "“Handoff to sales”, which is switched off in version 2" in refused.reason


@pytest.mark.requirement("A9+")
def test_an_undo_takes_back_what_nothing_has_happened_to(sales: Desk, admin: Desk) -> None:
    quiet, busy = sales.qualified(), sales.qualified()
    publish(admin, "lead-handoff", rename_contact)
    migration_id = start(admin, RENAMED)
    sales.complete(busy, "call-customer", "proceed-to-handoff", result_details="x")
    with admin.work() as work:
        undone = migrations.undo(work, KEY, migration_id)
    assert (len(undone.undone), [refusal.record for refusal in undone.kept]) == (1, [("lead", busy)])
    assert "gone on since" in undone.kept[0].reason
    assert (version_of(sales, quiet), version_of(sales, busy)) == (1, 2)
    assert sales.open_elements(quiet) == ["contact-customer"]
    sales.complete(quiet, "contact-customer", "proceed-to-handoff", result_details="x")
    assert sales.open_elements(quiet) == ["handoff-details"]
    found = shown(admin, migration_id)
    assert (found["undone"], found["kept"], found["moved"]) == (1, 1, 0)


def test_what_was_moved_long_ago_stays_there(baton: Baton, sales: Desk, admin: Desk) -> None:
    lead_id = sales.qualified()
    publish(admin, KEY)
    migration_id = start(admin)
    for days, kept in ((29, 1), (31, 0)):
        with clock.moved(timedelta(days=days)), baton.sessions.begin() as session:
            housekeeping.tidy_up(session)
            held = select(func.count()).where(MigrationItem.state_before.is_not(None))
            assert session.scalar(held) == kept
    with admin.work() as work:
        [refusal] = migrations.undo(work, KEY, migration_id).kept
    assert refusal.reason == "It was moved too long ago."
    assert version_of(sales, lead_id) == 2


def many(sales: Desk, count: int = 5) -> list[int]:
    return [sales.qualified() for _ in range(count)]


@pytest.mark.requirement("A9+")
def test_the_rest_is_moved_in_the_background_in_batches(few: None, baton: Baton, sales: Desk, admin: Desk) -> None:
    leads = many(sales)
    publish(admin, KEY)
    migration_id = start(admin)
    found = shown(admin, migration_id)
    assert (found["state"], found["moved"], found["waiting"]) == ("running", 2, 3)
    run_jobs(baton)
    found = shown(admin, migration_id)
    assert (found["state"], found["moved"]) == ("done", 5)
    assert {version_of(sales, lead_id) for lead_id in leads} == {2}
    with admin.work() as work:
        job = jobs.find(work, found["job"])
        assert (job.done, job.total, job.kind) == (5, 5, "migration")


@pytest.mark.requirement("A9+")
def test_a_migration_is_cancelled_between_batches_and_can_be_undone_then(
    few: None, baton: Baton, sales: Desk, admin: Desk
) -> None:
    many(sales)
    publish(admin, KEY)
    migration_id = start(admin)
    with admin.work() as work, pytest.raises(StateForbids):
        migrations.undo(work, KEY, migration_id)
    with admin.work() as work:
        jobs.cancel(work, shown(admin, migration_id)["job"])
    run_jobs(baton)
    found = shown(admin, migration_id)
    assert (found["state"], found["moved"], found["waiting"]) == ("cancelled", 2, 3)
    with admin.work() as work, pytest.raises(StateForbids):
        jobs.cancel(work, found["job"])
    with admin.work() as work:
        assert len(migrations.undo(work, KEY, migration_id).undone) == 2


@pytest.mark.requirement("A9+")
def test_a_batch_that_breaks_leaves_nothing_half_done_and_is_tried_again(
    few: None, baton: Baton, sales: Desk, admin: Desk
) -> None:
    leads = many(sales)
    publish(admin, KEY)
    migration_id = start(admin)
    with baton.sessions.begin() as session:
        session.execute(text(BREAKING_DOWN.format(instance=row(baton, leads[3]).id)))
    run_jobs(baton)
    found = shown(admin, migration_id)
    assert (found["state"], found["moved"], found["waiting"]) == ("failed", 2, 3)
    with admin.work() as work:
        assert "the disk is full" in (jobs.find(work, found["job"]).detail or "")
    assert sorted(version_of(sales, lead_id) for lead_id in leads) == [1, 1, 1, 2, 2]
    with baton.sessions.begin() as session:
        session.execute(text("DROP FUNCTION break_down CASCADE"))
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now()"))
    run_jobs(baton)
    found = shown(admin, migration_id)
    assert (found["state"], found["moved"]) == ("done", 5)
    with baton.sessions() as session:
        doubled = select(func.count()).select_from(UserTask).where(UserTask.state == "open")
        assert session.scalar(doubled) == 5


@pytest.mark.requirement("A9+")
def test_people_who_complete_tasks_meanwhile_lose_nothing(baton: Baton, sales: Desk, admin: Desk) -> None:
    leads = many(sales, 12)
    publish(admin, KEY)

    def work_on(lead_id: int) -> None:
        sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="x")

    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(work_on, lead_id) for lead_id in leads[:6]]
        moved = threads.submit(start, admin)
        done += [threads.submit(work_on, lead_id) for lead_id in leads[6:]]
        for each in done:
            each.result()
        assert shown(admin, moved.result())["moved"] == 12
    assert {version_of(sales, lead_id) for lead_id in leads} == {2}
    assert [sales.open_elements(lead_id) for lead_id in leads] == [["handoff-details"]] * 12


@pytest.mark.requirement("A9+")
def test_what_ended_or_was_moved_meanwhile_is_told(few: None, baton: Baton, sales: Desk, admin: Desk) -> None:
    leads = many(sales)
    publish(admin, KEY)
    publish(admin, KEY)
    migration_id = start(admin)
    for lead_id in leads[2:4]:
        sales.act(lead_id, "disqualify", reason="incorrect-data")
    start(admin, Route(KEY, 1, 3, {}))
    run_jobs(baton)
    with admin.work() as work:
        reasons = [item["reason"] for item in migrations.items(work, migration_id, "refused")]
    assert reasons == ["It has ended meanwhile.", "It has ended meanwhile.", "It runs on another version by now."]


@pytest.mark.requirement("A9+")
def test_what_was_deleted_meanwhile_is_not_waited_for(few: None, baton: Baton, sales: Desk, admin: Desk) -> None:
    leads = many(sales)
    publish(admin, KEY)
    migration_id = start(admin)
    gone = {"instance": row(baton, leads[4]).id}
    with baton.sessions.begin() as session:
        session.execute(text("UPDATE user_task SET instance_id = NULL WHERE instance_id = :instance"), gone)
        session.execute(text("DELETE FROM process_instance WHERE id = :instance"), gone)
    run_jobs(baton)
    found = shown(admin, migration_id)
    assert (found["state"], found["moved"], found["waiting"]) == ("done", 4, 0)


@pytest.mark.requirement("A9+")
def test_only_admins_move_designers_preview_and_others_do_neither(sales: Desk, designer: Desk, admin: Desk) -> None:
    publish(admin, KEY)
    with sales.work() as work, pytest.raises(NotAllowed):
        migrations.preview(work, ROUTE)
    with designer.work() as work, pytest.raises(NotAllowed):
        migrations.start(work, ROUTE)
    migration_id = start(admin)
    with designer.work() as work, pytest.raises(NotAllowed):
        migrations.undo(work, KEY, migration_id)
    with designer.work() as work:
        [listed] = migrations.listing(work, KEY)
        assert (listed["id"], listed["by"], listed["from"], listed["to"]) == (migration_id, "admin", 1, 2)
        with pytest.raises(NotFound):
            jobs.find(work, listed["job"])


@pytest.mark.parametrize(
    ("route", "error"),
    [
        (Route("no-such", 1, 2, {}), UnknownProcess),
        (Route(KEY, 1, 9, {}), UnknownProcess),
        (Route(KEY, 1, 1, {}), Invalid),
        (Route(KEY, 1, 2, {"no-such-element": "handoff"}), Invalid),
    ],
)
def test_what_makes_no_sense_is_refused(admin: Desk, route: Route, error: type[Exception]) -> None:
    publish(admin, KEY)
    with admin.work() as work, pytest.raises(error):
        migrations.start(work, route)
    with admin.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Job)) == 0
