"""The library keeps drafts and versions; publishing is all or nothing, and what is published never changes."""

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, InternalError
from sqlalchemy.orm import Session

from engine.errors import DraftChanged, ModelRefused, NothingToPublish, ProcessExists, UnknownProcess
from engine.inventory import inventory
from engine.library import Library
from engine.models import ProcessInstance, ProcessVersion
from engine.reading.graph import read_model
from tests import bpmn
from tests.bpmn_forms import WORDS, Offered, process, through
from tests.decision_tables import table

WORK = ("work", bpmn.user("work"))
SIMPLE = process(through(WORK))
CALLED = process(through(WORK), key="called", kind="sub-process")
CALLING = process(through(("sub", bpmn.call("sub", "called", stage="handoff"))), key="calling", kind="lead-management")
BROKEN = process(through(("post", bpmn.operation("post", "feed.pots", text="x"))))
REBATE = table("rebate", ("amount",), ("discount",), (("> 5",), ("10",)))


@pytest.fixture
def library() -> Library:
    return Library(Offered(), WORDS)


def published(library: Library, session: Session, *files: str) -> list[ProcessVersion]:
    found = []
    for file in files:
        process_ = library.create(session, file, 1)
        found.append(library.publish(session, process_.key, 1))
    return found


def refusal(caught: pytest.ExceptionInfo[ModelRefused]) -> list[str]:
    return [problem.rule for problem in caught.value.problems]


def test_a_new_model_is_a_draft_under_the_id_of_its_process(library: Library, session: Session) -> None:
    created = library.create(session, SIMPLE.encode(), 1)
    assert (created.key, created.name, created.kind, created.state) == ("sale", "sale", "opportunity", "draft")
    assert created.draft == SIMPLE
    assert created.current_version_id is None


def test_a_key_is_taken_once(library: Library, session: Session) -> None:
    library.create(session, SIMPLE, 1)
    with pytest.raises(ProcessExists):
        library.create(session, SIMPLE, 1)


def test_a_file_that_is_no_model_is_refused(library: Library, session: Session) -> None:
    with pytest.raises(ModelRefused):
        library.create(session, "<html/>", 1)
    assert library.find(session, "sale") is None


@pytest.mark.requirement("A2", "A9+")
def test_publishing_makes_a_version_with_stages_messages_and_pins(library: Library, session: Session) -> None:
    called, calling = published(library, session, CALLED, CALLING)
    assert (calling.number, calling.published_by, calling.xml) == (1, 1, CALLING)
    assert calling.pins == {"called": called.id}
    assert calling.stages == [
        {"code": "handoff", "element": "sub", "name": "sub", "called": "called", "disabled": False}
    ]
    assert calling.messages == [
        {"message": None, "element": "start", "condition": None},
        {"message": "lead-qualified", "element": "begun", "condition": None},
    ]
    current = library.get(session, "calling")
    assert (current.state, current.current_version_id) == ("published", calling.id)


@pytest.mark.requirement("A10+")
def test_publishing_what_has_a_problem_publishes_nothing(library: Library, session: Session) -> None:
    library.create(session, BROKEN, 1)
    with pytest.raises(ModelRefused) as caught:
        library.publish(session, "sale", 1)
    assert refusal(caught) == ["operation-unknown"]
    assert session.scalar(select(func.count()).select_from(ProcessVersion)) == 0
    assert library.get(session, "sale").state == "draft"


def test_a_published_process_keeps_its_version_when_the_next_one_is_refused(library: Library, session: Session) -> None:
    (first,) = published(library, session, SIMPLE)
    library.save_draft(session, "sale", BROKEN, 1)
    with pytest.raises(ModelRefused):
        library.publish(session, "sale", 1)
    assert library.get(session, "sale").current_version_id == first.id
    assert [version.number for version in library.versions(session, "sale")] == [1]


@pytest.mark.requirement("A10+")
def test_what_is_called_has_to_be_published_and_enabled(library: Library, session: Session) -> None:
    library.create(session, CALLED, 1)
    assert [problem.rule for problem in library.check(session, CALLING)] == ["called-process"]
    library.publish(session, "called", 1)
    assert library.check(session, CALLING) == []
    library.disable(session, "called")
    assert [problem.rule for problem in library.check(session, CALLING)] == ["called-process"]
    library.enable(session, "called")
    assert library.check(session, CALLING) == []


@pytest.mark.requirement("A9+")
def test_pins_reach_through_all_that_is_called_and_stay_when_it_changes(library: Library, session: Session) -> None:
    middle = process(through(("deep", bpmn.call("deep", "called"))), key="middle", kind="sub-process")
    top = process(through(("sub", bpmn.call("sub", "middle"))), key="top")
    called, between, first = published(library, session, CALLED, middle, top)
    assert first.pins == {"called": called.id, "middle": between.id}
    library.save_draft(session, "called", CALLED.replace('name="work"', 'name="Work harder"'), None)
    newer = library.publish(session, "called", 1)
    assert session.get_one(ProcessVersion, first.id).pins["called"] == called.id
    assert library.publish(session, "top", 1).pins == {"called": newer.id, "middle": between.id}


def test_a_decision_is_published_and_pinned_like_a_process(library: Library, session: Session) -> None:
    asking = process(through(("ask", bpmn.rule("ask", "rebate", "discount"))))
    assert [problem.rule for problem in library.check(session, asking)] == ["decision-unknown"]
    decision, version = published(library, session, REBATE, asking)
    assert library.get(session, "rebate").kind == "decision"
    assert version.pins == {"rebate": decision.id}
    assert "rebate" not in [summary["key"] for summary in library.summaries(session)]


def test_a_draft_is_saved_against_the_revision_that_was_edited(library: Library, session: Session) -> None:
    library.create(session, SIMPLE, 1)
    assert library.save_draft(session, "sale", BROKEN, 1).draft_revision == 2
    with pytest.raises(DraftChanged) as caught:
        library.save_draft(session, "sale", SIMPLE, 1)
    assert caught.value.revision == 2
    assert library.get(session, "sale").draft == BROKEN


def test_a_draft_stays_the_draft_of_its_process(library: Library, session: Session) -> None:
    library.create(session, SIMPLE, 1)
    with pytest.raises(ModelRefused) as caught:
        library.save_draft(session, "sale", CALLED, 1)
    assert refusal(caught) == ["process-id"]


def test_what_is_published_keeps_its_kind(library: Library, session: Session) -> None:
    published(library, session, CALLED)
    with pytest.raises(ModelRefused) as caught:
        library.save_draft(session, "called", table("called", ("amount",), ("discount",), (("> 5",), ("10",))), None)
    assert refusal(caught) == ["process-kind"]
    library.save_draft(session, "called", process(through(WORK), key="called"), None)
    with pytest.raises(ModelRefused) as caught:
        library.publish(session, "called", 1)
    assert refusal(caught) == ["process-kind"]


def test_without_a_draft_nothing_is_published(library: Library, session: Session) -> None:
    library.create(session, SIMPLE, 1).draft = None
    with pytest.raises(NothingToPublish):
        library.publish(session, "sale", 1)
    with pytest.raises(UnknownProcess):
        library.publish(session, "nothing", 1)


@pytest.mark.requirement("A3")
def test_a_copy_is_a_draft_of_its_own_that_can_be_published(library: Library, session: Session) -> None:
    diagram = '<d:BPMNPlane xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" bpmnElement="sale"/></definitions>'
    published(library, session, SIMPLE.replace("</definitions>", f"<!-- drawn with care -->{diagram}"))
    copy = library.copy(session, "sale", "sale-by-phone", "Sale by phone", 2)
    assert (copy.key, copy.name, copy.state, copy.origin) == ("sale-by-phone", "Sale by phone", "draft", "copy")
    assert 'bpmnElement="sale-by-phone"' in (copy.draft or "")
    assert "drawn with care" in (copy.draft or "")
    assert library.publish(session, "sale-by-phone", 2).number == 1
    with pytest.raises(ProcessExists):
        library.copy(session, "sale", "sale-by-phone", "Again", 2)


@pytest.mark.requirement("A5")
def test_a_sub_process_is_disabled_in_the_draft_and_enabled_again(library: Library, session: Session) -> None:
    published(library, session, CALLED, CALLING)
    before = library.get(session, "calling").draft_revision
    drafted = library.set_stage_disabled(session, "calling", "sub", True)
    assert read_model(drafted.draft or "").nodes["sub"].disabled
    assert drafted.draft_revision == before + 1
    assert library.publish(session, "calling", 1).stages[0]["disabled"]
    drafted = library.set_stage_disabled(session, "calling", "sub", False)
    assert not read_model(drafted.draft or "").nodes["sub"].disabled
    with pytest.raises(ModelRefused):
        library.set_stage_disabled(session, "calling", "start", True)


@pytest.mark.requirement("A2", "A5")
def test_what_is_disabled_and_enabled_again_leaves_the_draft_unchanged(library: Library, session: Session) -> None:
    published(library, session, CALLED, CALLING)
    told = []
    for disabled in (True, False):
        library.set_stage_disabled(session, "calling", "sub", disabled)
        told += [entry["drafted"] for entry in inventory(session) if entry["key"] == "calling"]
    assert told == [True, False]
    draft = library.get(session, "calling").draft or ""
    assert draft.count("<camunda:properties") == CALLING.count("<camunda:properties")


@pytest.mark.requirement("A3")
def test_a_disabled_process_is_enabled_as_what_it_was(library: Library, session: Session) -> None:
    published(library, session, SIMPLE)
    library.create(session, CALLED, 1)
    assert [library.disable(session, key).state for key in ("sale", "called")] == ["disabled", "disabled"]
    assert [library.enable(session, key).state for key in ("sale", "called")] == ["published", "draft"]


@pytest.mark.requirement("A10+")
def test_rolling_back_publishes_an_earlier_text_anew(library: Library, session: Session) -> None:
    (first,) = published(library, session, SIMPLE)
    other = SIMPLE.replace('name="work"', 'name="Work harder"')
    library.save_draft(session, "sale", other, None)
    library.publish(session, "sale", 1, "Harder")
    third = library.roll_back(session, "sale", 1, 2)
    assert (third.number, third.xml, third.checksum) == (3, SIMPLE, first.checksum)
    assert library.get(session, "sale").draft == other
    with pytest.raises(UnknownProcess):
        library.roll_back(session, "sale", 9, 2)


@pytest.mark.requirement("A2")
def test_the_library_says_what_runs_on_which_version_and_who_calls_whom(library: Library, session: Session) -> None:
    called, calling = published(library, session, CALLED, CALLING)
    newer = library.publish(session, "calling", 1)
    for number, (version, status) in enumerate(
        [(calling, "running"), (calling, "incident"), (newer, "running"), (newer, "completed")]
    ):
        session.add(
            ProcessInstance(version_id=version.id, record_type="lead", record_id=number, status=status, state=b"")
        )
    session.flush()
    assert library.instances_by_version(session) == {calling.id: 2, newer.id: 1}
    assert library.summaries(session) == [
        {"key": "called", "name": "called", "kind": "sub-process", "state": "published", "version": 1, "instances": 0},
        {
            "key": "calling",
            "name": "calling",
            "kind": "lead-management",
            "state": "published",
            "version": 2,
            "instances": 3,
        },
    ]
    assert library.callers(session, "called") == ["calling"]
    assert [version.number for version in library.versions(session, "calling")] == [2, 1]
    assert called.number == 1


@pytest.mark.requirement("A9+")
@pytest.mark.parametrize("change", ["UPDATE process_version SET xml = ''", "DELETE FROM process_version"])
def test_the_database_refuses_to_change_what_is_published(library: Library, session: Session, change: str) -> None:
    published(library, session, SIMPLE)
    with pytest.raises((IntegrityError, InternalError), match="is published"), session.begin_nested():
        session.execute(text(change))
    assert library.versions(session, "sale")[0].xml == SIMPLE


@pytest.mark.requirement("A2")
def test_the_library_is_read_by_few_queries_however_many_drafts_differ(library: Library, session: Session) -> None:
    published(library, session, CALLED, CALLING)
    for number in range(8):
        library.copy(session, "calling", f"copy-{number}", "Copy", 1)
        library.publish(session, f"copy-{number}", 1)
        library.set_stage_disabled(session, f"copy-{number}", "sub", True)
    session.expunge_all()
    statements: list[str] = []
    listen = lambda *arguments: statements.append(arguments[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", listen)
    entries = inventory(session)
    event.remove(session.get_bind(), "before_cursor_execute", listen)
    assert [entry["key"] for entry in entries if entry["drafted"]] == [f"copy-{number}" for number in range(8)]
    assert len(statements) == 3, statements
