"""A process walked in a sandbox: every kind of step, what it shows, and that nothing of it remains."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.errors import NotAllowed, NotFound
from db import clock
from db.migrate import all_tables
from engine.errors import ModelRefused, UnknownProcess
from engine.models import ProcessVersion
from engine.times import moment
from tasks.dry_run import Trial, Walked, walk
from tasks.errors import NotWalkable
from tasks.work import Baton
from tests import bpmn
from tests.bpmn import boundary, catch, end, flow, operation, process, script, start, timer, user
from tests.desk import Desk

DAY = timedelta(days=1)
CLASSIC = "lead-management"
QUALIFY = {"act": "qualify"}
HANDOFF = {"complete": "contact-customer", "result": "proceed-to-handoff", "values": {"result_details": "Wants two"}}
REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"complete": "distribution"}, "open are: contact-customer"),
    ({"complete": 7}, "there is no task 7"),
    ({"complete": "contact-customer", "result": "no-such"}, "is not one of the results"),
    ({"act": "no-such"}, "no action “no-such”"),
    ({"move": "no-such"}, "no-such"),
    ({"clock": "tomorrow"}, "no ISO 8601 duration"),
    ({"clock": "-P1D"}, "forwards only"),
    ({"clock": "P200Y"}, "a hundred years"),
    ({"message": "no-such"}, "not waiting"),
    ({"start": "lead-qualified"}, "it runs already"),
    ({"act": "qualify", "on": "opportunity"}, "no opportunity"),
    ({"act": "assign", "as": "nobody-of-us"}, "no active user"),
    ({"act": "assign", "move": "nurturing"}, "one of act"),
    ({}, "one of act"),
)

WAITING = process(
    "waiting",
    start(event=bpmn.message("lead-qualified")),
    script("begin", "answer = 'none'"),
    catch("two-days", timer("P2D")),
    catch("three-days", timer("P3D")),
    operation("write", "mail.send", to="${lead.email}", subject="Hello", body="Are you ready, ${lead.contact_name}?"),
    operation("tell", "notify.user", user="sales", text="A letter went out"),
    operation("say", "feed.post", text="We wrote to @sales"),
    user("wait-for-answer"),
    boundary("answered", "wait-for-answer", bpmn.message("answer")),
    operation("fail", "notify.user", user="no-such-user", text="x"),
    end("done"),
    end("over"),
    flow("start", "begin", "two-days", "three-days", "write", "tell", "say", "wait-for-answer", "done"),
    flow("answered", "fail", "over"),
    codes=("lead-qualified", "answer"),
    kind="lead-management",
)
"""A process with everything that the shipped ones have none of."""


def tried(desk: Desk, steps: Sequence[Mapping[str, Any]] = (), key: str = CLASSIC, **trial: Any) -> Walked:
    with desk.work() as work:
        return walk(work, Trial(key, **trial), steps)


def reached(desk: Desk, steps: Sequence[Mapping[str, Any]] = (), key: str = CLASSIC, **trial: Any) -> dict[str, Any]:
    walked = tried(desk, steps, key, **trial)
    assert walked.refused is None, walked.refused
    assert walked.reached is not None
    return walked.reached


def change_draft(baton: Baton, key: str, old: str, new: str) -> None:
    with baton.sessions.begin() as session:
        process = baton.library.get(session, key)
        version = baton.library.versions(session, key)[0]
        assert old in version.xml
        baton.library.save_draft(session, process.key, version.xml.replace(old, new), None)


@pytest.fixture
def waiting(baton: Baton) -> str:
    with baton.sessions.begin() as session:
        return baton.library.create(session, WAITING, None).key


def rows(baton: Baton) -> dict[str, int]:
    with baton.sessions() as session:
        counts = {t.name: session.scalar(select(func.count()).select_from(t)) for t in all_tables().sorted_tables}
        jobs = session.connection().exec_driver_sql("SELECT count(*) FROM procrastinate_jobs").scalar_one()
    return {name: count or 0 for name, count in counts.items()} | {"jobs": jobs}


@pytest.mark.requirement("A10+")
def test_a_walk_begins_with_a_made_up_lead_that_may_be_qualified(designer: Desk) -> None:
    found = reached(designer)
    assert (found["stage"]["code"], found["ended"], found["open"]) == ("qualification", False, [])
    assert found["record"]["values"]["account_name"] == "Example Works"
    assert "qualify" in [action["code"] for action in found["actions"]]


@pytest.mark.requirement("A10+")
def test_open_tasks_come_with_their_forms_and_what_each_result_leads_to(designer: Desk) -> None:
    found = reached(designer, [QUALIFY])
    [task] = found["open"]
    assert (task["id"], task["element"], task["process"]) == (1, "contact-customer", "lead-handoff")
    assert "proceed-to-handoff" in [result["code"] for result in task["results"]]
    assert "result_details" in [field["name"] for field in task["fields"]]
    assert all(step["steps"] for step in task["then"])
    assert found["stage"]["code"] == "handoff"


@pytest.mark.requirement("A10+")
def test_nothing_remains_not_even_in_the_cache_of_specs(baton: Baton, designer: Desk) -> None:
    change_draft(baton, "lead-handoff", "lead.record_handoff", "lead.record_handoff")
    before = rows(baton)
    steps = [QUALIFY, HANDOFF, {"clock": "P1D"}, {"move": "nurturing"}, {"clock": "P30D"}]
    found = reached(designer, steps, "lead-handoff", draft=True)
    assert found["effects"]
    assert rows(baton) == before
    with baton.sessions() as session:
        assert set(baton.specs._specs) <= set(session.scalars(select(ProcessVersion.id)))


@pytest.mark.requirement("A10+")
def test_what_operations_would_have_done_is_told_with_its_step(designer: Desk) -> None:
    found = reached(designer, [QUALIFY, HANDOFF])
    made = [each["text"] for each in found["effects"] if each["kind"] == "created" and each["step"] == 1]
    assert made == ["Account made: Example Works.", "Contact made: Erika Example."]
    operations = [e["facts"]["operation"] for e in found["effects"] if e["kind"] == "operation" and e["step"] == 1]
    assert operations == ["lead.set_stage", "lead.qualify", "lead.set_stage"]
    changes = [e["text"] for e in found["effects"] if e["kind"] == "change"]
    assert "Lead: Stage is “Handoff to sales” now (was “Qualification”)." in changes
    assert ("task-completed", "contact-customer", 2) in [(e["kind"], e["element"], e["step"]) for e in found["trail"]]


@pytest.mark.requirement("A10+")
def test_tokens_mark_where_the_walk_waits_and_what_it_passed(designer: Desk) -> None:
    found = reached(designer, [QUALIFY])
    state = {(t["process"], t["element"]): t["state"] for t in found["tokens"]}
    assert state["lead-handoff", "contact-customer"] == "waiting"
    assert "passed" in state.values()
    assert {d["process"]: d["version"] for d in found["diagrams"]}[CLASSIC] == 1


@pytest.mark.requirement("A10+")
def test_time_moves_in_the_walk_only_and_each_timer_fires_at_its_time(designer: Desk, waiting: str) -> None:
    before = clock.now()
    found = reached(designer, [QUALIFY, {"clock": "P9D"}], waiting, draft=True)
    assert found["now"] - before >= 9 * DAY
    fired = {event["element"]: event["at"] - before for event in found["trail"] if event["kind"] == "timer-fired"}
    assert [round(passed / DAY) for passed in fired.values()] == [2, 5]
    assert [task["element"] for task in found["open"]] == ["wait-for-answer"]
    assert clock.now() - before < DAY


@pytest.mark.requirement("A10+")
def test_the_clock_may_go_on_to_the_next_timer(designer: Desk, waiting: str) -> None:
    steps = [QUALIFY, {"clock": "next"}]
    found = reached(designer, steps, waiting, draft=True)
    [due] = found["timers"]
    assert (due["element"], due["name"]) == ("three-days", "three days")
    assert round((due["due"] - found["now"]) / DAY) == 3
    walked = tried(designer, [*steps, {"clock": "next"}, {"clock": "next"}], waiting, draft=True)
    assert walked.refused is not None
    assert (walked.refused.step, "nothing waits for a time" in walked.refused.reason) == (4, True)


@pytest.mark.requirement("A10+")
def test_letters_notices_and_posts_are_shown_and_never_sent(baton: Baton, designer: Desk, waiting: str) -> None:
    before = rows(baton)
    found = reached(designer, [QUALIFY, {"clock": "P9D"}], waiting, draft=True)
    told = {e["kind"]: e for e in found["effects"] if e["step"] == 2 and e["kind"] != "operation"}
    assert told["mail"]["text"] == "Mail to erika@works.example: Hello"
    assert told["mail"]["facts"]["body"] == "Are you ready, Erika Example?"
    assert told["post"]["text"] == "Post: We wrote to @sales"
    assert told["notification"]["facts"]["to"] == "sales"
    assert rows(baton) == before


@pytest.mark.requirement("A10+")
def test_messages_that_are_waited_for_may_arrive_and_a_failed_step_is_a_problem(designer: Desk, waiting: str) -> None:
    steps = [QUALIFY, {"clock": "P9D"}]
    assert [m["message"] for m in reached(designer, steps, waiting, draft=True)["messages"]] == ["answer"]
    found = reached(designer, [*steps, {"message": "answer"}], waiting, draft=True)
    [problem] = found["problems"]
    assert (problem["element"], problem["operation"]) == ("fail", "notify.user")
    assert "no-such-user" in problem["error"]
    failed = [e for e in found["effects"] if e["step"] == 3 and e["kind"] == "operation"]
    assert [e["facts"]["error"] is not None for e in failed] == [True]
    assert {t["element"]: t["state"] for t in found["tokens"]}["fail"] == "failed"


@pytest.mark.requirement("A10+")
def test_a_walk_ends_where_the_process_ends(designer: Desk, waiting: str) -> None:
    steps = [QUALIFY, {"clock": "P9D"}, {"complete": "wait-for-answer"}]
    found = reached(designer, steps, waiting, draft=True)
    assert (found["ended"], found["open"], found["trail"][-1]["text"]) == (True, [], "The process ended.")


@pytest.mark.requirement("A10+")
def test_a_walk_begins_again_at_the_time_when_it_began(designer: Desk) -> None:
    began = moment("2026-01-05T09:00:00Z")
    [first], [second] = (reached(designer, [QUALIFY], began=began)["open"] for _ in range(2))
    assert abs(first["due"] - second["due"]) < timedelta(seconds=10)
    assert first["due"].year == 2026
    assert first["due"].month == 1


@pytest.mark.requirement("A10+")
def test_a_refused_step_says_why_and_what_was_reached_stays(designer: Desk) -> None:
    for step, reason in REFUSED:
        walked = tried(designer, [QUALIFY, step, {"clock": "P1D"}])
        assert walked.refused is not None, step
        assert walked.refused.step == 2
        assert reason in f"{walked.refused.reason} {walked.refused.errors}"
        assert walked.reached is not None
        assert walked.reached["steps"] == [QUALIFY]
        assert [task["element"] for task in walked.reached["open"]] == ["contact-customer"]


@pytest.mark.requirement("A10+")
def test_people_with_their_own_rights_may_be_asked_to_act(designer: Desk) -> None:
    refused = tried(designer, [{"act": "qualify", "as": "designer"}]).refused
    assert refused is not None
    assert "crm_sales" in refused.reason
    assert reached(designer, [{"act": "qualify", "as": "sales2"}])["open"][0]["owner"] == "sales2"


@pytest.mark.requirement("A10+")
def test_fields_of_the_made_up_lead_are_checked(designer: Desk) -> None:
    walked = tried(designer, values={"customer_need": "no-such"})
    assert walked.reached is None
    assert walked.refused is not None
    assert walked.refused.step == 0
    assert list(walked.refused.errors) == ["customer_need"]


@pytest.mark.requirement("A10+")
def test_a_lead_is_copied_for_those_who_may_see_it(sales: Desk, designer: Desk, admin: Desk) -> None:
    lead_id = sales.qualified(budget="900.00")
    found = reached(admin, copy_of=lead_id, values={"contact_name": "Somebody else"})
    assert found["record"]["values"]["account_name"] == "Vizor"
    assert found["record"]["values"]["contact_name"] == "Somebody else"
    assert found["stage"]["code"] == "qualification"
    with pytest.raises(NotAllowed):
        tried(designer, copy_of=lead_id)
    with pytest.raises(NotFound):
        tried(admin, copy_of=lead_id + 1)


@pytest.mark.requirement("A10+")
def test_the_draft_of_a_sub_process_is_walked_within_its_caller(baton: Baton, designer: Desk) -> None:
    change_draft(baton, "lead-handoff", 'name="Contact', 'name="Ring up')
    [task] = reached(designer, [QUALIFY], "lead-handoff", draft=True)["open"]
    assert task["subject"].startswith("Ring up")
    [task] = reached(designer, [QUALIFY], "lead-handoff")["open"]
    assert not task["subject"].startswith("Ring up")
    found = reached(designer, [QUALIFY], "lead-handoff", draft=True)
    versions = {d["process"]: d["version"] for d in found["diagrams"]}
    assert (versions["lead-handoff"], versions[CLASSIC]) == (None, 1)


@pytest.mark.requirement("A10+")
def test_a_decision_is_walked_within_a_process_that_asks_it(designer: Desk) -> None:
    found = reached(designer, [QUALIFY], "lead-distribution-rules")
    assert found["process"]["key"] == CLASSIC
    assert found["open"]


@pytest.mark.requirement("A10+")
def test_what_becomes_of_an_order_is_told_too(designer: Desk) -> None:
    order = {"complete": "contact-customer", "result": "proceed-to-order"}
    found = reached(designer, [QUALIFY, order])
    made = [e["record"] for e in found["effects"] if e["kind"] == "created" and e["step"] == 2]
    assert "order" in made


@pytest.mark.requirement("A10+")
def test_a_draft_with_problems_is_not_walked(baton: Baton, designer: Desk) -> None:
    change_draft(baton, CLASSIC, "lead.set_stage", "lead.no_such_operation")
    with pytest.raises(ModelRefused):
        tried(designer, draft=True)
    assert reached(designer, [QUALIFY])["open"]


@pytest.mark.requirement("A10+")
def test_an_earlier_version_and_a_copy_are_walked_without_being_activated(baton: Baton, designer: Desk) -> None:
    change_draft(baton, "lead-handoff", 'name="Contact', 'name="Ring up')
    with designer.work() as work:
        baton.library.publish(work.session, "lead-handoff", None)
        baton.library.copy(work.session, CLASSIC, "our-leads", "Our leads", None)
    assert reached(designer, [QUALIFY], "our-leads", draft=True)["open"][0]["subject"].startswith("Ring up")
    assert not reached(designer, [QUALIFY], "lead-handoff", version=1)["open"][0]["subject"].startswith("Ring up")
    with pytest.raises(UnknownProcess):
        tried(designer, version=9)


@pytest.mark.requirement("A10+")
def test_a_sale_is_walked_on_a_made_up_opportunity(designer: Desk) -> None:
    found = reached(designer, key="corporate-sale")
    assert found["record"]["type"] == "opportunity"
    assert found["open"]
    assert {task["record"] for task in found["open"]} == {"opportunity"}


@pytest.mark.requirement("A10+")
def test_what_nothing_calls_cannot_be_walked(baton: Baton, designer: Desk) -> None:
    with designer.work() as work:
        baton.library.copy(work.session, "lead-handoff", "our-handoff", "Our handoff", None)
    with pytest.raises(NotWalkable):
        tried(designer, key="our-handoff", draft=True)
    with pytest.raises(UnknownProcess):
        tried(designer, key="no-such")


@pytest.mark.requirement("A10+", "H1")
def test_dry_runs_are_for_designers(sales: Desk, manager: Desk, admin: Desk) -> None:
    for desk in (sales, manager):
        with pytest.raises(NotAllowed):
            tried(desk)
    assert reached(admin)["actions"]
