from itertools import permutations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from crm import lookups, seeds
from crm.changes import Author
from crm.errors import Invalid, NotFound, Stale, StateForbids, UnknownLookup
from crm.lookups import LookupValue
from crm.models import Lookup
from tests.integration.crm.conftest import Crew, enter


def value(session: Session, name: str, code: str) -> LookupValue:
    found = lookups.value(session, name, code)
    assert found is not None
    return found


@pytest.mark.requirement("B1")
def test_the_classic_stages_stand_in_their_order(session: Session, crew: Crew) -> None:
    stages = lookups.stages(session)
    classic = ["qualification", "nurturing", "distribution", "handoff", "awaiting-sale", "satisfied", "not-interested"]
    assert [stage.code for stage in stages][:7] == classic
    assert {stage.code for stage in stages if stage.final} >= {"awaiting-sale", "satisfied"}
    ended = {stage.code for stage in stages if stage.ends_work}
    assert ended >= {"satisfied", "not-interested", "disqualified"}
    assert "awaiting-sale" not in ended
    assert all(stage.tip for stage in stages)


@pytest.mark.requirement("A7")
def test_transitions_as_shipped(session: Session, crew: Crew) -> None:
    moves = lookups.transitions(session)
    working = ("qualification", "nurturing", "handoff", "awaiting-sale")
    assert set(permutations(working, 2)) <= moves
    for stage in working:
        assert {(stage, "not-interested"), (stage, "disqualified")} <= moves
    assert [start for start, end in moves if end == "satisfied"] == ["awaiting-sale"]
    assert not {start for start, _ in moves} & {"satisfied", "not-interested", "disqualified"}
    assert set(permutations(("mql", "sql", "converted"), 2)) <= moves


@pytest.mark.requirement("F10")
def test_opportunity_stages_say_how_they_end(session: Session, crew: Crew) -> None:
    stages = lookups.stages(session, "opportunity-stages")
    assert [stage.code for stage in stages][:4] == ["qualification", "presentation", "proposal", "contracting"]
    assert {stage.code: stage.outcome for stage in stages if stage.final} == {
        "closed-won": "won",
        "closed-lost": "lost",
    }


def test_seeding_again_adds_only_what_is_missing_and_keeps_edits(session: Session, by: Author) -> None:
    need = value(session, "customer-needs", "training")
    lookups.update(session, need.id, {"name": "Courses", "active": False}, by)
    lookups.delete(session, value(session, "customer-needs", "renewal").id, by)
    assert seeds.seed(session) == 1
    kept = value(session, "customer-needs", "training")
    assert (kept.name, kept.active) == ("Courses", False)
    assert lookups.values(session, "customer-needs")[-1].code == "renewal"


@pytest.mark.requirement("A7")
def test_a_value_is_added_at_the_end_with_a_code_made_from_its_name(session: Session, by: Author) -> None:
    added = lookups.create(session, "customer-needs", {"name": "Rented machines"}, by)
    assert (added.code, added.active) == ("rented-machines", True)
    assert lookups.values(session, "customer-needs")[-1] == added
    assert lookups.choices(session, "customer-needs")["rented-machines"] == "Rented machines"


@pytest.mark.requirement("A7")
def test_a_new_stage_and_its_transition_steer_at_once(session: Session, by: Author) -> None:
    attributes = {"final": False, "need_maturity": "discovered", "tip": "Wait.", "colour": "lime"}
    lookups.create(session, "lead-stages", {"code": "parked", "name": "Parked", "attributes": attributes}, by)
    moved = {"attributes": {"from": "handoff", "to": "parked"}}
    assert lookups.create(session, "lead-stage-transitions", moved, by).code == "handoff--parked"
    assert ("handoff", "parked") in lookups.transitions(session)
    stage = lookups.stage(session, "parked")
    assert stage is not None
    assert (stage.need_maturity, stage.tip, stage.colour) == ("discovered", "Wait.", "lime")


@pytest.mark.parametrize(
    ("name", "values", "wrong"),
    [
        ("customer-needs", {}, {"name"}),
        ("customer-needs", {"name": "x", "code": "bad code"}, {"code"}),
        ("customer-needs", {"name": "x", "code": "training"}, {"code"}),
        ("customer-needs", {"name": "Training"}, {"code"}),
        ("customer-needs", {"name": "☃"}, {"code"}),
        ("customer-needs", {"name": "x", "size": 1}, {"size"}),
        ("customer-needs", {"name": "x", "attributes": {"final": True}}, {"attributes.final"}),
        ("customer-needs", {"name": "x", "attributes": []}, {"attributes"}),
        ("lead-stages", {"name": "x", "attributes": {"final": "yes", "need_maturity": "x"}}, {"attributes.final"}),
        ("lead-stages", {"name": 1, "attributes": {"need_maturity": "x"}}, {"name", "attributes.need_maturity"}),
        ("lead-stage-transitions", {"attributes": {"from": "handoff"}}, {"attributes.to"}),
        ("lead-stage-transitions", {"attributes": {"from": "handoff", "to": "moon"}}, {"attributes.to"}),
        ("lead-stage-transitions", {"attributes": {"from": "handoff", "to": "nurturing"}}, {"code"}),
        ("lead-sources", {"name": "x", "attributes": {"channel": "moon"}}, {"attributes.channel"}),
    ],
)
def test_a_wrong_value_is_refused_at_its_fields(
    session: Session, by: Author, name: str, values: dict[str, object], wrong: set[str]
) -> None:
    before = len(lookups.values(session, name))
    with pytest.raises(Invalid) as invalid:
        lookups.create(session, name, values, by)
    assert wrong <= set(invalid.value.errors)
    assert len(lookups.values(session, name)) == before


def test_codes_stay_while_names_change(session: Session, by: Author) -> None:
    stage = value(session, "lead-stages", "handoff")
    changed = lookups.update(session, stage.id, {"name": "To sales", "attributes": {"tip": "Call."}}, by)
    assert (changed.name, changed.attributes["tip"], changed.attributes["colour"]) == ("To sales", "Call.", "indigo")
    assert changed.revision == stage.revision + 1
    with pytest.raises(Invalid):
        lookups.update(session, stage.id, {"code": "sales"}, by)
    with pytest.raises(Stale):
        lookups.update(session, stage.id, {"name": "Late"}, by, stage.revision)
    with pytest.raises(NotFound):
        lookups.update(session, 4711, {"name": "x"}, by)


def test_a_value_in_use_is_not_deleted_and_says_where_it_is_used(session: Session, by: Author) -> None:
    enter(session, by, source="linkedin")
    with pytest.raises(StateForbids, match="1 lead"):
        lookups.delete(session, value(session, "lead-sources", "linkedin").id, by)
    with pytest.raises(StateForbids, match="lead-stage-transitions"):
        lookups.delete(session, value(session, "lead-stages", "handoff").id, by)
    with pytest.raises(StateForbids, match="lead-sources"):
        lookups.delete(session, value(session, "lead-channels", "event").id, by)
    lookups.delete(session, value(session, "lead-sources", "bing").id, by)
    assert lookups.value(session, "lead-sources", "bing") is None


def test_values_are_put_in_order(session: Session, by: Author) -> None:
    lookups.set_order(session, "account-categories", ["c", "a"], by)
    assert [found.code for found in lookups.values(session, "account-categories")] == ["c", "a", "b"]


def test_an_unknown_lookup_is_named(session: Session) -> None:
    for ask in (lookups.values, lookups.choices, lookups.first):
        with pytest.raises(UnknownLookup, match="lead-colours"):
            ask(session, "lead-colours")


def test_what_a_transaction_took_back_is_forgotten(session: Session, by: Author) -> None:
    need = value(session, "customer-needs", "training")
    with session.begin_nested() as savepoint:
        lookups.update(session, need.id, {"name": "Courses"}, by)
        assert value(session, "customer-needs", "training").name == "Courses"
        savepoint.rollback()
    assert value(session, "customer-needs", "training").name == "Training"


def test_the_next_transaction_reads_anew_what_others_changed(session: Session, crew: Crew) -> None:
    assert value(session, "customer-needs", "training").name == "Training"
    session.execute(update(Lookup).where(Lookup.code == "training").values(name="Elsewhere"))
    session.commit()
    assert value(session, "customer-needs", "training").name == "Elsewhere"
