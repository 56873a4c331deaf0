import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import contacts, leads, people, rights, settings
from crm.errors import NotAllowed, NotFound
from crm.models import Contact, Lead
from tests.integration.crm.conftest import Crew, enter


@pytest.fixture
def titles(session: Session, crew: Crew) -> list[str]:
    by = crew.by("ada")
    enter(session, by, title="Sofia's", owner="sofia")
    enter(session, by, title="Simon's", owner="simon")
    enter(session, by, title="of direct sales", sales_division="direct-sales")
    enter(session, by, title="nobody's")
    enter(session, crew.by("sofia"), title="entered by Sofia")
    return ["Sofia's", "Simon's", "of direct sales", "nobody's", "entered by Sofia"]


def seen(session: Session, crew: Crew, login: str) -> list[str]:
    query = select(Lead.title).where(rights.visible(crew[login], Lead)).order_by(Lead.id)
    return list(session.scalars(query))


@pytest.mark.requirement("H1")
def test_as_shipped_crm_roles_see_everything_and_a_designer_nothing(
    session: Session, crew: Crew, titles: list[str]
) -> None:
    for login in ("ada", "sofia", "simon", "milo"):
        assert seen(session, crew, login) == titles
    assert seen(session, crew, "dario") == []


@pytest.mark.requirement("H1")
def test_a_role_can_be_narrowed_to_own_records(session: Session, crew: Crew, titles: list[str]) -> None:
    settings.put(session, "record-visibility", {"crm_sales": "own"}, crew.by("ada"))
    assert seen(session, crew, "sofia") == ["Sofia's", "entered by Sofia"]
    assert seen(session, crew, "simon") == ["Simon's"]
    assert seen(session, crew, "milo") == titles
    assert seen(session, crew, "ada") == titles


@pytest.mark.requirement("H1")
def test_a_role_can_be_narrowed_to_its_division(session: Session, crew: Crew, titles: list[str]) -> None:
    settings.put(session, "record-visibility", {"crm_sales": "division"}, crew.by("ada"))
    assert seen(session, crew, "sofia") == ["Sofia's", "of direct sales", "entered by Sofia"]
    assert seen(session, crew, "simon") == ["Simon's"]


@pytest.mark.requirement("H1")
def test_the_widest_of_several_roles_counts(session: Session, crew: Crew, titles: list[str]) -> None:
    settings.put(session, "record-visibility", {"crm_sales": "own"}, crew.by("ada"))
    people.update_user(session, crew["sofia"].id, {"roles": ["crm_sales", "crm_marketeer"]}, crew.by("ada"))
    assert seen(session, crew, "sofia") == titles


@pytest.mark.requirement("H1")
def test_one_record_out_of_sight_is_as_if_it_were_not_there(session: Session, crew: Crew) -> None:
    lead = enter(session, crew.by("ada"), owner="simon")
    settings.put(session, "record-visibility", {"crm_sales": "own"}, crew.by("ada"))
    rights.require_sight(session, crew["simon"], Lead, lead.id)
    with pytest.raises(NotFound):
        rights.require_sight(session, crew["sofia"], Lead, lead.id)
    with pytest.raises(NotFound):
        leads.get(session, lead.id, rights.visible(crew["sofia"], Lead))
    with pytest.raises(NotAllowed):
        rights.require_sight(session, crew["dario"], Lead, lead.id)
    assert leads.find(session, {}, within=rights.visible(crew["sofia"], Lead)).items == []


@pytest.mark.requirement("H1")
def test_contacts_follow_the_division_of_their_owner(session: Session, crew: Crew) -> None:
    of_sofia = contacts.create(session, {"name": "Maria", "owner": "sofia"}, crew.by("ada"))
    settings.put(session, "record-visibility", {"crm_sales": "division"}, crew.by("ada"))
    assert rights.may_see(session, crew["sofia"], Contact, of_sofia.id)
    assert not rights.may_see(session, crew["simon"], Contact, of_sofia.id)
