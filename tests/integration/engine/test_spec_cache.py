"""Specs are read once for each version, from the versions that it pins, and shared by all threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from engine.errors import ProcessDisabled, UnknownProcess
from engine.library import Library
from engine.spec_cache import SpecCache
from tests import bpmn
from tests.bpmn_forms import WORDS, Offered, process, through
from tests.conftest import Database
from tests.decision_tables import table

WORK = ("work", bpmn.user("work"))
CALLED = process(through(WORK), key="called", kind="sub-process")
CALLING = process(through(("sub", bpmn.call("sub", "called", stage="handoff"))), key="calling", kind="lead-management")


@pytest.fixture
def library() -> Library:
    return Library(Offered(), WORDS)


def publish(library: Library, session: Session, *files: str) -> int:
    for file in files:
        version = library.publish(session, library.create(session, file, 1).key, 1)
    return version.id


def count_statements(engine: Engine) -> list[str]:
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


@pytest.mark.requirement("A9+")
def test_a_version_runs_with_what_it_pins_not_with_what_came_later(library: Library, session: Session) -> None:
    version_id = publish(library, session, CALLED, CALLING)
    library.save_draft(session, "called", CALLED.replace('"work"', '"harder"'), None)
    library.publish(session, "called", 1)
    specs = SpecCache().get(session, version_id)
    assert (specs.version_id, specs.process_key, specs.version) == (version_id, "calling", 1)
    assert set(specs.tasks) == {("called", "work")}
    assert [stage.code for stage in specs.stages] == ["handoff"]


def test_decisions_are_part_of_a_version(library: Library, session: Session) -> None:
    asking = process(through(("ask", bpmn.rule("ask", "rebate", "discount"))))
    version_id = publish(library, session, table("rebate", ("amount",), ("discount",), (("> 5",), ("10",))), asking)
    assert SpecCache().get(session, version_id).top.task_specs["ask"].decision.decide({"amount": 6}).value == 10


def test_the_current_version_costs_one_statement_once_it_is_known(library: Library, database: Database) -> None:
    cache = SpecCache()
    with database.sessions() as session:
        publish(library, session, CALLED, CALLING)
        session.commit()
        first = cache.current(session, "calling")
        seen = count_statements(database.engine)
        assert cache.current(session, "calling") is first
        assert len(seen) == 1


@pytest.mark.requirement("A4")
def test_a_new_version_is_current_at_once(library: Library, session: Session) -> None:
    cache = SpecCache()
    publish(library, session, CALLED)
    assert cache.current(session, "called").version == 1
    library.publish(session, "called", 1)
    assert cache.current(session, "called").version == 2


@pytest.mark.requirement("A3")
def test_disabled_unknown_and_unpublished_processes_have_no_current_version(library: Library, session: Session) -> None:
    cache = SpecCache()
    with pytest.raises(UnknownProcess):
        cache.current(session, "called")
    library.create(session, CALLED, 1)
    with pytest.raises(UnknownProcess):
        cache.current(session, "called")
    library.publish(session, "called", 1)
    library.disable(session, "called")
    with pytest.raises(ProcessDisabled):
        cache.current(session, "called")
    with pytest.raises(UnknownProcess):
        cache.get(session, 0)


def test_only_the_latest_used_versions_are_kept(library: Library, session: Session) -> None:
    cache = SpecCache(kept=2)
    publish(library, session, CALLED)
    ids = [library.publish(session, "called", 1).id for _ in range(3)]
    first = cache.get(session, ids[0])
    cache.get(session, ids[1])
    assert cache.get(session, ids[0]) is first
    cache.get(session, ids[2])
    assert cache.get(session, ids[0]) is first


def test_threads_share_one_reading(library: Library, database: Database) -> None:
    cache = SpecCache()
    with database.sessions.begin() as session:
        version_id = publish(library, session, CALLED, CALLING)

    def ask(_: int) -> object:
        with database.sessions() as session:
            return cache.get(session, version_id)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(40)))
    assert len({id(specs) for specs in found}) == 1
