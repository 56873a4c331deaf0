"""`baton init` publishes shipped models where their content is new, and leaves alone what people made."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.errors import ModelRefused
from engine.library import Library
from tests import bpmn
from tests.bpmn_forms import WORDS, Offered, process, through
from tests.decision_tables import table

WORK = ("work", bpmn.user("work"))
CALLED = process(through(WORK), key="called", kind="sub-process")
CALLING = process(through(("a", bpmn.call("a", "called")), ("b", bpmn.rule("b", "rebate", "discount"))), key="calling")
REBATE = table("rebate", ("amount",), ("discount",), (("> 5",), ("10",)))


@pytest.fixture
def library() -> Library:
    return Library(Offered(), WORDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales").mkdir()
    # By name, what calls comes before what is called.
    (tmp_path / "sales" / "a-calling.bpmn").write_text(CALLING)
    (tmp_path / "sales" / "b-called.bpmn").write_text(CALLED)
    (tmp_path / "rebate.dmn").write_text(REBATE)
    (tmp_path / "scenario.json").write_text("{}")
    return tmp_path


def numbers(library: Library, session: Session) -> dict[str, int]:
    return {key: library.versions(session, key)[0].number for key in ("called", "calling", "rebate")}


def harder(folder: Path) -> None:
    (folder / "sales" / "b-called.bpmn").write_text(CALLED.replace('name="work"', 'name="Work harder"'))


def test_what_is_called_is_published_before_what_calls_it(library: Library, session: Session, folder: Path) -> None:
    published = library.ship(session, folder)
    assert sorted(published) == ["called", "calling", "rebate"]
    assert published[-1] == "calling"
    assert library.get(session, "called").origin == "shipped"


def test_nothing_is_published_twice(library: Library, session: Session, folder: Path) -> None:
    library.ship(session, folder)
    assert library.ship(session, folder) == []
    assert numbers(library, session) == {"called": 1, "calling": 1, "rebate": 1}


def test_a_change_is_published_with_all_that_calls_it(library: Library, session: Session, folder: Path) -> None:
    library.ship(session, folder)
    harder(folder)
    assert library.ship(session, folder) == ["called", "calling"]
    assert library.versions(session, "calling")[0].pins["called"] == library.versions(session, "called")[0].id


def test_the_version_of_a_designer_stays_until_the_program_brings_something_new(
    library: Library, session: Session, folder: Path
) -> None:
    library.ship(session, folder)
    own = CALLED.replace('name="work"', 'name="Work in our way"')
    library.save_draft(session, "called", own, None)
    library.publish(session, "called", 1)
    assert library.ship(session, folder) == []
    assert library.versions(session, "called")[0].xml == own
    harder(folder)
    assert "called" in library.ship(session, folder)


def test_a_draft_in_work_is_not_overwritten(library: Library, session: Session, folder: Path) -> None:
    library.ship(session, folder)
    own = CALLED.replace('name="work"', 'name="Half done"')
    library.save_draft(session, "called", own, None)
    harder(folder)
    library.ship(session, folder)
    assert library.get(session, "called").draft == own


def test_a_draft_that_nobody_touched_follows(library: Library, session: Session, folder: Path) -> None:
    library.ship(session, folder)
    harder(folder)
    library.ship(session, folder)
    process_ = library.get(session, "called")
    assert process_.draft == library.versions(session, "called")[0].xml


def test_copies_and_imports_are_left_alone(library: Library, session: Session, folder: Path) -> None:
    library.create(session, CALLED.replace('name="work"', 'name="Mine"'), 1)
    library.publish(session, "called", 1)
    assert library.ship(session, folder) == ["rebate", "calling"]
    assert [version.number for version in library.versions(session, "called")] == [1]


def test_one_bad_model_stops_all(library: Library, session: Session, folder: Path) -> None:
    (folder / "bad.bpmn").write_text(process(through(("x", bpmn.operation("x", "feed.pots"))), key="bad"))
    with pytest.raises(ModelRefused), session.begin_nested():
        library.ship(session, folder)
    assert library.find(session, "calling") is None
