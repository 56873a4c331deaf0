"""The inbox: views, filters, search, pages; claiming, releasing, delegating; drafts and bulk steps."""

from datetime import timedelta
from typing import Any

import pytest

from crm.errors import Invalid, NotAllowed, NotFound
from db import clock
from tasks import bulk, claims, drafts, handmade, inbox
from tasks.completion import complete
from tasks.errors import TaskTaken
from tests.desk import Desk


def found(desk: Desk, **filters: Any) -> list[dict[str, Any]]:
    with desk.work() as work:
        ids, _ = inbox.find(work, filters)
        return inbox.as_dict(work, ids)


def subjects(desk: Desk, **filters: Any) -> list[str]:
    return [task["subject"] for task in found(desk, **filters)]


def add(desk: Desk, lead_id: int, subject: str, **values: Any) -> int:
    with desk.work() as work:
        return handmade.create(work, "lead", lead_id, {"subject": subject} | values)


@pytest.mark.requirement("C2")
def test_views_hold_what_their_names_say(sales: Desk, sales2: Desk) -> None:
    lead_id = sales.qualified()
    now = clock.now()
    add(sales, lead_id, "late", due=(now - timedelta(hours=30)).isoformat())
    add(sales, lead_id, "later", due=(now + timedelta(days=40)).isoformat())
    add(sales, lead_id, "theirs", owner="sales2", due=(now + timedelta(days=2)).isoformat())
    contact = found(sales, view="mine", process="lead-management")[0]["subject"]
    assert subjects(sales, view="mine") == ["late", contact, "later"]
    assert subjects(sales, view="overdue") == ["late"]
    assert subjects(sales2, view="mine") == ["theirs"]
    assert contact in subjects(sales2, view="groups")
    assert set(subjects(sales2, view="all")) == {"late", contact, "later", "theirs"}
    with sales.work() as work:
        counted = inbox.counts(work)
    assert (counted["mine"], counted["overdue"], counted["all"]) == (3, 1, 4)
    assert all(counted[view] == len(found(sales, view=view)) for view in counted)


@pytest.mark.requirement("C2")
def test_filters_narrow_and_search_finds_by_subject_and_customer(sales: Desk) -> None:
    lead_id = sales.qualified()
    other = sales.enter(contact_name="Percy 100%_sure")
    add(sales, other, "Send the brochure", priority="high")
    assert subjects(sales, q="brochure") == ["Send the brochure"]
    assert subjects(sales, q="100%_s") == ["Send the brochure"]
    assert subjects(sales, q="1000") == []
    assert [task["lead_id"] for task in found(sales, q="nguyen")] == [lead_id]
    assert subjects(sales, priority="high") == ["Send the brochure"]
    assert [task["lead_id"] for task in found(sales, stage="handoff")] == [lead_id]
    assert [task["lead_id"] for task in found(sales, process="lead-management")] == [lead_id]
    assert len(found(sales, owner="sales")) == 2
    for wrong in ({"colour": "red"}, {"state": "lost"}, {"due": "someday"}, {"view": "ours"}):
        with pytest.raises(Invalid):
            found(sales, **wrong)


@pytest.mark.requirement("C2")
def test_pages_neither_skip_nor_repeat(sales: Desk) -> None:
    lead_id = sales.enter(contact_name="Maria")
    same = (clock.now() + timedelta(days=1)).isoformat()
    made = [add(sales, lead_id, f"task {number}", due=same if number % 2 else None) for number in range(9)]
    seen: list[int] = []
    cursor = None
    with sales.work() as work:
        while True:
            ids, cursor = inbox.find(work, {"lead": lead_id, "state": "open"}, limit=2, cursor=cursor)
            seen += ids
            if cursor is None:
                break
        with pytest.raises(Invalid):
            inbox.find(work, {}, cursor="nonsense")
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.requirement("C2")
@pytest.mark.parametrize("sort", ["due", "newest", "oldest", "priority", "finished"])
def test_every_order_is_kept_across_pages(sales: Desk, sort: str) -> None:
    lead_id = sales.enter(contact_name="Maria")
    for number, priority in enumerate(("low", "high", "medium", "high", "low")):
        add(sales, lead_id, f"task {number}", priority=priority)
    with sales.work() as work:
        whole, _ = inbox.find(work, {"lead": lead_id, "sort": sort})
        first, cursor = inbox.find(work, {"lead": lead_id, "sort": sort}, limit=2)
        second, _ = inbox.find(work, {"lead": lead_id, "sort": sort}, limit=3, cursor=cursor)
        priorities = [task["priority"] for task in inbox.as_dict(work, whole)]
    assert first + second == whole
    if sort == "priority":
        assert priorities == ["high", "high", "medium", "low", "low"]
    other = "oldest" if sort != "oldest" else "newest"
    with pytest.raises(Invalid), sales.work() as work:
        inbox.find(work, {"sort": other}, cursor=cursor)


@pytest.mark.requirement("C2")
def test_a_task_is_released_to_its_group_and_claimed_from_it(sales: Desk, sales2: Desk, marketeer: Desk) -> None:
    task_id = sales.tasks(sales.qualified())[0]["id"]
    with pytest.raises(TaskTaken, match="Sofia Keller"), sales2.work() as work:
        claims.claim(work, task_id)
    with sales.work() as work:
        claims.release(work, task_id)
    with pytest.raises(NotAllowed, match="You may not claim the task “Contact the customer"), marketeer.work() as work:
        claims.claim(work, task_id)
    with sales2.work() as work:
        claims.claim(work, task_id)
        claims.claim(work, task_id)
        assert inbox.one(work, task_id)["owner"] == "sales2"


@pytest.mark.requirement("C2")
def test_a_delegated_task_is_announced_to_whoever_gets_it(sales: Desk, sales2: Desk) -> None:
    from crm import notifications

    task_id = sales.tasks(sales.qualified())[0]["id"]
    with sales.work() as work:
        claims.delegate(work, task_id, "sales2")
    with sales2.work() as work:
        assert [each["kind"] for each in notifications.unread(work.session, work.actor.id)] == ["assigned"]
        complete(work, task_id, "back-to-distribution", {})
    with pytest.raises(Invalid), sales.work() as work:
        claims.delegate(work, sales.tasks(sales.qualified())[0]["id"], "nobody")


@pytest.mark.requirement("C3")
def test_what_was_typed_is_kept_until_it_is_handed_in(sales: Desk, sales2: Desk) -> None:
    task_id = sales.tasks(sales.qualified())[0]["id"]
    with sales.work() as work:
        drafts.save(work, task_id, "rescheduled", {"rescheduled_to": "tomo", "result_details": "In a mee"})
        drafts.save(work, task_id, "rescheduled", {"rescheduled_to": "tomorrow?"})
    with sales2.work() as work:
        assert drafts.of(work, task_id) is None
    with pytest.raises(Invalid), sales.work() as work:
        complete(work, task_id, "rescheduled", {"rescheduled_to": "tomorrow?"})
    with sales.work() as work:
        draft = drafts.of(work, task_id)
        assert draft is not None
        assert (draft.result, draft.values) == ("rescheduled", {"rescheduled_to": "tomorrow?"})
        complete(work, task_id, "back-to-distribution", {})
        assert drafts.of(work, task_id) is None


@pytest.mark.requirement("C2")
def test_a_bulk_step_does_what_it_can_and_says_what_it_could_not(sales: Desk) -> None:
    first, second = (sales.tasks(sales.qualified())[0]["id"] for _ in range(2))
    with sales.work() as work:
        complete(work, first, "back-to-distribution", {})
    with sales.work() as work:
        refused = bulk.carry_out(
            work, [second, first, 10**9], lambda task_id: complete(work, task_id, "back-to-distribution", {})
        )
    assert set(refused) == {first, 10**9}
    assert "already completed" in refused[first]
    with sales.work() as work:
        assert inbox.one(work, second)["state"] == "completed"


@pytest.mark.requirement("F10")
def test_tasks_made_by_hand_survive_a_change_of_stage(sales: Desk) -> None:
    lead_id = sales.qualified()
    task_id = add(sales, lead_id, "Send flowers")
    sales.act(lead_id, "move_to_stage", stage="nurturing")
    assert "Send flowers" in subjects(sales, lead=lead_id, state="open")
    with sales.work() as work:
        complete(work, task_id, None, {})
        assert inbox.one(work, task_id)["state"] == "completed"
    with pytest.raises(Invalid) as refused:
        add(sales, lead_id, "", priority="urgent")
    assert set(refused.value.errors) == {"subject", "priority"}


@pytest.mark.requirement("C3")
def test_each_field_that_is_wrong_gets_its_message(sales: Desk) -> None:
    lead_id = sales.qualified()
    sales.complete(lead_id, "contact-customer", "proceed-to-handoff", result_details="Yes")
    values = {"budget": "much", "sales_owner": "nobody", "meeting_at": "soon", "colour": "red", "sales_division": "x"}
    with pytest.raises(Invalid) as refused:
        sales.complete(lead_id, "handoff-details", None, **values)
    assert set(refused.value.errors) == set(values)
    assert sales.open_elements(lead_id) == ["handoff-details"]


@pytest.mark.requirement("C3")
def test_a_result_that_does_not_exist_or_a_field_of_another_result_is_refused(sales: Desk) -> None:
    lead_id = sales.qualified()
    for result in (None, "win", 7):
        with pytest.raises(Invalid) as refused:
            sales.complete(lead_id, "contact-customer", result)  # type: ignore[arg-type]
        assert list(refused.value.errors) == ["result"]
    with pytest.raises(Invalid) as refused:
        sales.complete(lead_id, "contact-customer", "not-interested", rescheduled_to="2030-01-01T10:00:00Z")
    assert list(refused.value.errors) == ["rescheduled_to"]


@pytest.mark.requirement("C7")
def test_next_steps_tell_what_comes_after_each_result(sales: Desk) -> None:
    from tasks import next_steps

    lead_id = sales.qualified()
    with sales.work() as work:
        [step] = next_steps.of(work, "lead", lead_id)
    by_result = {each["result"]: [(s["kind"], s["name"]) for s in each["steps"]] for each in step["then"]}
    assert set(by_result) == {
        "proceed-to-order",
        "proceed-to-handoff",
        "back-to-distribution",
        "rescheduled",
        "not-interested",
    }
    assert by_result["proceed-to-handoff"] == [("task", "Enter the handoff details")]
    assert ("stage", "Nurturing") in by_result["back-to-distribution"]
    assert by_result["not-interested"] == [("task", "Resume work with the customer")]


@pytest.mark.requirement("H1")
def test_who_reads_no_leads_sees_no_tasks_of_others(sales: Desk, designer: Desk) -> None:
    task_id = sales.tasks(sales.qualified())[0]["id"]
    assert found(designer, view="all") == []
    with pytest.raises(NotFound), designer.work() as work:
        inbox.one(work, task_id)
