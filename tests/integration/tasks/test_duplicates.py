"""Similar leads: found in the background by the rules, never merged, deletable by hand."""

from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm.duplicates import reading
from crm.errors import Invalid, NotAllowed, NotFound, StateForbids
from crm.models import DuplicateRule, Lead, RecordChange, Similarity
from engine.models import ProcessInstance
from tasks import duplicates, handmade, lead_deletion
from tasks.models import Job, UserTask
from tasks.work import Baton
from tests.desk import Desk
from tests.integration.tasks.test_background import run_jobs

MARIA = {"contact_name": "Maria Nguyen", "account_name": "Vizor", "email": "maria@vizor.example"}


def similar(desk: Desk, lead_id: int) -> list[tuple[int, str, str]]:
    with desk.work() as work:
        found = duplicates.similar(work, "lead", lead_id)
    return [(each["lead_id"], each["rule"], each["reason"]) for each in found]


def rule(desk: Desk, code: str) -> DuplicateRule:
    with desk.work() as work:
        return work.session.scalars(select(DuplicateRule).where(DuplicateRule.code == code)).one()


def waiting(baton: Baton) -> int:
    with baton.sessions.begin() as session:
        todo = "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'find_duplicates%' AND status = 'todo'"
        return session.scalar(text(todo)) or 0


@pytest.mark.requirement("F6")
def test_leads_are_found_similar_in_the_background_with_the_reason_of_each_match(baton: Baton, sales: Desk) -> None:
    first = sales.enter(**MARIA)
    by_mail = sales.enter(contact_name="M. N.", email="MARIA@vizor.example")
    by_phone = sales.enter(mobile_phone="+48 077 149 52 19")
    same_phone = sales.enter(business_phone="0048-077-1495219")
    by_name = sales.enter(contact_name="NGUYEN, María", account_name="Vizor Ltd.")
    misspelt = sales.enter(contact_name="Maria Nguyn", account_name="Vizor")
    assert similar(sales, first) == []
    run_jobs(baton)
    found = similar(sales, first)
    assert (by_mail, "Equal e-mail", "Equal e-mail") in found
    assert (by_name, "Equal contact and account name", "Equal account name and contact name") in found
    alike = "Contact and account name much alike"
    assert {(each, rule) for each, rule, _ in found if rule == alike} == {(by_name, alike), (misspelt, alike)}
    assert "Account name and contact name 97 % alike" in {reason for _, _, reason in found}
    assert similar(sales, by_phone) == [(same_phone, "Equal phone", "Equal phone")]
    assert similar(sales, same_phone) == [(by_phone, "Equal phone", "Equal phone")]


@pytest.mark.requirement("F6")
def test_a_change_of_a_compared_field_is_searched_anew_and_other_changes_are_not(baton: Baton, sales: Desk) -> None:
    one, other = sales.enter(email="a@vizor.example"), sales.enter(email="b@vizor.example")
    run_jobs(baton)
    with sales.work() as work:
        work.session.execute(text("UPDATE lead SET score = 7"))
    assert waiting(baton) == 0
    for _ in range(3):
        with sales.work() as work:
            work.session.execute(text("UPDATE lead SET email = email || 'x' WHERE id = :id"), {"id": one})
    assert waiting(baton) == 1
    with sales.work() as work:
        work.session.execute(text("UPDATE lead SET email = 'B@vizor.example' WHERE id = :id"), {"id": one})
    run_jobs(baton)
    assert [lead for lead, _, _ in similar(sales, one)] == [other]
    with sales.work() as work:
        work.session.execute(text("UPDATE lead SET email = NULL WHERE id = :id"), {"id": other})
    run_jobs(baton)
    assert similar(sales, one) == similar(sales, other) == []


@pytest.mark.requirement("F6")
def test_many_leads_that_come_at_once_are_searched_in_parts(baton: Baton, sales: Desk) -> None:
    model = sales.enter(**MARIA)
    run_jobs(baton)
    copy = text(
        "INSERT INTO lead (title, customer_need, contact_name, registration, stage, status, need_maturity, created_at,"
        " updated_at) SELECT title, customer_need, 'Person ' || n, registration, stage, status, need_maturity,"
        " created_at, updated_at FROM lead, generate_series(1, 1200) AS n WHERE id = :model"
    )
    with sales.work() as work:
        work.session.execute(copy, {"model": model})
    assert waiting(baton) == 3


@pytest.mark.requirement("F6")
def test_a_rule_that_is_switched_off_finds_nothing_and_on_again_searches_the_whole_table(
    baton: Baton, sales: Desk, admin: Desk
) -> None:
    one, other = sales.enter(email="m@vizor.example"), sales.enter(email="m@vizor.example")
    run_jobs(baton)
    by_mail = rule(sales, "lead-email")
    with admin.work() as work:
        duplicates.update(work, by_mail.id, {"active": False})
    assert similar(sales, one) == []
    third = sales.enter(email="m@vizor.example")
    run_jobs(baton)
    assert similar(sales, third) == []
    with admin.work() as work:
        duplicates.update(work, by_mail.id, {"active": True})
    run_jobs(baton)
    assert {lead for lead, _, _ in similar(sales, third)} == {one, other}
    with admin.work() as work:
        job = work.session.scalars(select(Job).where(Job.kind == "duplicates of leads").order_by(Job.id.desc())).first()
        assert job is not None
        assert (job.state, job.done, job.total) == ("done", 3, 3)


@pytest.mark.requirement("F6")
def test_a_second_search_of_all_takes_the_place_of_the_first(sales: Desk, admin: Desk) -> None:
    sales.enter(**MARIA)
    with admin.work() as work:
        first = duplicates.search_all(work.session, "lead", None)
        second = duplicates.search_all(work.session, "lead", None)
        states = dict(work.session.execute(select(Job.id, Job.state)).all())  # type: ignore[arg-type]
    assert (states[first], states[second]) == ("cancelled", "queued")


@pytest.mark.requirement("F6")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"conditions": []}, "conditions"),
        ({"conditions": "email"}, "conditions"),
        ({"conditions": [{"field": "shoe_size", "compare": "equal"}]}, "conditions"),
        ({"conditions": [{"field": "email"}]}, "conditions"),
        ({"conditions": [{"field": "email", "compare": "near"}]}, "conditions"),
        ({"conditions": [{"field": "country", "compare": "similar"}]}, "conditions"),
        ({"conditions": [{"field": "email", "compare": "equal"}] * 2}, "conditions"),
        ({"conditions": [{"field": "contact_name", "compare": "similar"}]}, "threshold"),
        ({"conditions": [{"field": "contact_name", "compare": "similar"}], "threshold": 12}, "threshold"),
        ({"name": "equal E-MAIL"}, "name"),
        ({"name": None}, "name"),
        ({"record_type": "order"}, "record_type"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_rule_that_could_not_be_carried_out_is_refused_at_its_field(
    admin: Desk, values: dict[str, Any], field: str
) -> None:
    given = {"name": "Mine", "conditions": [{"field": "email", "compare": "equal"}]} | values
    with admin.work() as work, pytest.raises(Invalid) as refused:
        duplicates.create(work, given)
    assert refused.value.errors.keys() == {field}


@pytest.mark.requirement("F6")
def test_rules_are_for_crm_admins_to_change(sales: Desk, crmadmin: Desk) -> None:
    given = {"name": "Same need and country", "conditions": [{"field": "country", "compare": "equal"}]}
    with sales.work() as work, pytest.raises(NotAllowed):
        duplicates.create(work, given)
    with crmadmin.work() as work:
        made = duplicates.get(work, duplicates.create(work, given))
        assert (made.folder, made.active, made.record_type) == ("Similar leads", True, "lead")


@pytest.mark.requirement("F6")
def test_only_leads_that_the_person_may_see_are_told(baton: Baton, sales: Desk, admin: Desk) -> None:
    one, other = sales.enter(email="m@vizor.example"), sales.enter(email="m@vizor.example")
    run_jobs(baton)
    with admin.work() as work:
        assert reading.count(work.session, Lead, "lead", one, Lead.id == other) == 1
        assert reading.count(work.session, Lead, "lead", one, Lead.id != other) == 0
    sales.act(other, "deactivate")
    assert similar(sales, one) == []


@pytest.mark.requirement("F6")
def test_a_duplicate_is_deleted_by_hand_with_its_process_and_its_history_stays(
    baton: Baton, sales: Desk, manager: Desk
) -> None:
    one, other = sales.qualified(), sales.qualified()
    run_jobs(baton)
    with sales.work() as work:
        by_hand = handmade.create(work, "lead", other, {"subject": "Call back"})
    with sales.work() as work, pytest.raises(NotAllowed):
        lead_deletion.delete(work, other)
    with manager.work() as work:
        lead_deletion.delete(work, other)
    with manager.work() as work:
        assert work.session.get(Lead, other) is None
        states = set(work.session.scalars(select(UserTask.state).where(UserTask.lead_id == other)))
        assert states == {"cancelled"}
        assert work.session.get_one(UserTask, by_hand).completed_at is not None
        ended = select(ProcessInstance.status).where(ProcessInstance.record_id == other)
        assert set(work.session.scalars(ended.where(ProcessInstance.record_type == "lead"))) == {"cancelled"}
        last = select(RecordChange).where(RecordChange.record_id == other, RecordChange.record_type == "lead")
        deleted = work.session.scalars(last.order_by(RecordChange.id.desc())).first()
        assert deleted is not None
        assert (deleted.field, deleted.old["email"]) == ("deleted", "maria@vizor.example")
        assert work.session.scalar(select(func.count()).where(Similarity.record_type == "lead")) == 0
        with pytest.raises(NotFound):
            lead_deletion.delete(work, other)
    assert similar(sales, one) == []


@pytest.mark.requirement("F6")
def test_a_lead_that_something_came_of_is_not_deleted(sales: Desk, manager: Desk) -> None:
    lead_id = sales.handed_over()
    with manager.work() as work, pytest.raises(StateForbids, match="an opportunity came of it"):
        lead_deletion.delete(work, lead_id)
