"""The audit log: what is written into it, how it is read, and that nobody rewrites it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm import leads, lookups, people, settings, tokens
from crm.audit import events, log
from crm.changes import Author
from crm.errors import Invalid, SignInRefused
from db import clock
from tests.integration.crm.conftest import Crew, enter


def read(session: Session, **given: object) -> list[dict[str, object]]:
    return log.entries(session, given, 100)[0]


@pytest.mark.requirement("H2")
def test_changes_of_records_settings_lookups_and_users_tell_who_what_and_from_where(
    session: Session, crew: Crew
) -> None:
    by = Author(crew["ada"].id, address="192.0.2.7")
    lead = enter(session, by, account_name="Vizor")
    leads.update(session, lead.id, {"owner": "simon"}, by)
    settings.put(session, "company-name", "Vizor Ltd", by)
    people.update_user(session, crew["milo"].id, {"roles": ["crm_sales"], "password": "a long sentence"}, by)
    source = lookups.create(session, "lead-sources", {"name": "Fair"}, by)
    lookups.delete(session, source.id, by)
    told = {(e["record_type"], e["action"], e["label"]): e for e in read(session, person="ada")}
    owner = told["lead", "changed", "Owner"]
    assert (owner["old"], owner["new"], owner["actor"], owner["address"]) == (None, "Simon", "ada", "192.0.2.7")
    assert owner["record_name"] == str(lead.number)
    assert told["setting", "changed", "Value"]["record_name"] == "company-name"
    assert told["user", "changed", "Roles"]["new"] == ["crm_sales"]
    assert told["user", "changed", "Password"]["new"] is None
    assert told["lookup", "deleted", None]["record_name"] == "Fair"
    assert ("lead", "created", None) in told


@pytest.mark.requirement("H2")
def test_what_a_record_was_created_with_is_told_by_names_and_not_by_ids(session: Session, crew: Crew) -> None:
    lead = enter(session, crew.by("ada"), owner="simon", source="web-chat")
    [created] = read(session, record_type="lead", record_id=lead.id, action="created")
    facts = created["new"]
    assert isinstance(facts, dict)
    assert (facts["owner"], facts["source"]) == ("Simon", "Chat on the web site")
    assert "owner_id" not in facts


@pytest.mark.requirement("H2")
def test_sign_ins_that_fail_and_tokens_are_logged(session: Session, crew: Crew) -> None:
    with pytest.raises(SignInRefused):
        people.authenticate(session, "sofia", "wrong", "192.0.2.1")
    with pytest.raises(SignInRefused):
        people.authenticate(session, "nobody", "wrong", "192.0.2.1")
    unknown, known = read(session, action="sign_in_failed")
    assert (known["record_id"], known["record_name"], known["address"]) == (crew["sofia"].id, "sofia", "192.0.2.1")
    assert (unknown["record_id"], unknown["record_name"], unknown["actor"]) == (None, "nobody", None)
    tokens.issue(session, crew["sofia"], "phone")
    [issued] = read(session, action="token_issued")
    assert isinstance(issued["new"], dict)
    assert (issued["actor"], issued["new"]["label"]) == ("sofia", "phone")


@pytest.mark.requirement("H2")
def test_entries_are_found_by_person_record_action_time_and_text(session: Session, crew: Crew) -> None:
    first, second = enter(session, crew.by("sofia"), title="One"), enter(session, crew.by("simon"), title="Two")
    with clock.moved(timedelta(days=2)):
        leads.update(session, first.id, {"title": "50% more"}, crew.by("simon"))
        since = clock.now() - timedelta(days=1)
    assert {e["record_id"] for e in read(session, record_type="lead", person="simon")} == {first.id, second.id}
    assert [e["action"] for e in read(session, record_type="lead", record_id=first.id)] == ["changed", "created"]
    assert {e["record_id"] for e in read(session, record_type="lead", action="changed")} == {first.id}
    assert [e["new"] for e in read(session, since=since)] == ["50% more"]
    assert all(e["new"] != "50% more" for e in read(session, until=since))
    assert [e["new"] for e in read(session, q="50% m")] == ["50% more"]
    assert read(session, q="5_%") == []


def test_pages_follow_each_other_without_gaps(session: Session, crew: Crew) -> None:
    for number in range(7):
        events.write(session, "exported", ("lead", None), {"number": number}, crew.by("ada"))
    seen, cursor = [], None
    while True:
        found, cursor = log.entries(session, {"action": "exported"}, 3, cursor)
        seen += [e["new"]["number"] for e in found]
        if cursor is None:
            break
    assert seen == [6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"person": "no"}, "person"), ({"action": "x"}, "action"), ({"record_type": "x"}, "record_type")],
)
def test_filters_that_name_nothing_are_refused(session: Session, crew: Crew, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        log.entries(session, given, 10)
    assert list(invalid.value.errors) == [field]
    with pytest.raises(Invalid, match="cursor"):
        log.entries(session, {}, 10, "nonsense")


@pytest.mark.requirement("H2")
@pytest.mark.parametrize("statement", ["UPDATE record_change SET field = 'forged'", "DELETE FROM record_change"])
def test_a_role_that_owns_nothing_may_only_add(session: Session, crew: Crew, statement: str) -> None:
    session.execute(text("CREATE ROLE baton_app_of_test"))
    session.execute(text("GRANT SELECT, INSERT ON record_change TO baton_app_of_test"))
    session.execute(text("SET LOCAL ROLE baton_app_of_test"))
    with pytest.raises(DBAPIError, match="permission denied"):
        session.execute(text(statement))


@pytest.mark.requirement("H2")
@pytest.mark.parametrize("statement", ["UPDATE record_change SET field = 'forged'", "DELETE FROM record_change"])
def test_a_role_with_every_grant_is_refused_all_the_same(session: Session, crew: Crew, statement: str) -> None:
    session.execute(text("CREATE ROLE baton_app_of_test"))
    session.execute(text("GRANT ALL ON record_change TO baton_app_of_test"))
    session.execute(text("SET LOCAL ROLE baton_app_of_test"))
    with pytest.raises(DBAPIError, match="history is only added to"):
        session.execute(text(statement))
