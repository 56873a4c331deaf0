from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, event, func, select, text, true
from sqlalchemy.orm import Session

from crm import leads, lookups, search
from crm.changes import Author
from crm.errors import Invalid
from crm.models import Lead, SearchEntry
from db import clock
from tests.integration.crm.conftest import Crew, enter


def titles(session: Session, **filters: object) -> list[str]:
    return [lead.title for lead in leads.find(session, filters).items]


@pytest.mark.requirement("F11")
def test_pages_come_newest_first_and_never_shift(session: Session, by: Author) -> None:
    entered = [enter(session, by, title=str(number)).title for number in range(7)]
    first = leads.find(session, {}, limit=3)
    enter(session, by, title="late")
    second = leads.find(session, {}, limit=3, cursor=first.next_cursor)
    third = leads.find(session, {}, limit=3, cursor=second.next_cursor)
    seen = [lead.title for page in (first, second, third) for lead in page.items]
    assert seen == entered[::-1]
    assert third.next_cursor is None


def test_leads_come_in_the_order_of_their_creation_even_on_a_moved_clock(session: Session, by: Author) -> None:
    enter(session, by, title="now")
    with clock.moved(timedelta(days=-3)):
        enter(session, by, title="earlier")
    assert titles(session) == ["now", "earlier"]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WyJhIiwiYiJd", "e30", "é"])
def test_a_forged_cursor_is_refused(session: Session, crew: Crew, cursor: str) -> None:
    with pytest.raises(Invalid) as invalid:
        leads.find(session, {}, cursor=cursor)
    assert "cursor" in invalid.value.errors


def test_filters_narrow_and_add_up(session: Session, crew: Crew, by: Author) -> None:
    one = enter(session, by, title="one", owner="sofia", source="bing")
    enter(session, by, title="two", owner="simon")
    three = enter(session, by, title="three")
    leads.set_stage(session, one.id, "handoff", by)
    leads.set_active(session, three.id, False, by)
    assert titles(session, stage="handoff") == ["one"]
    assert titles(session, stage=["handoff", "qualification"], active="true") == ["two", "one"]
    assert titles(session, owner="simon") == ["two"]
    assert titles(session, owner=["simon", "sofia"]) == ["two", "one"]
    assert titles(session, owner=None) == ["three"]
    assert titles(session, active=False) == ["three"]
    assert titles(session, owner="sofia", source="bing", q="one") == ["one"]
    assert titles(session, number=str(one.number)) == ["one"]
    assert titles(session, stage="nurturing", owner="milo", score_band="high") == []


@pytest.mark.parametrize(
    "filters",
    [
        {"colour": "red"},
        {"active": "perhaps"},
        {"contact_id": "x"},
        {"number": 2**64},
        {"stage": "handof"},
        {"owner": ["sofia", "nobody"]},
        {"score_band": "huge"},
        {"need_maturity": "ripe", "source": "", "number": "x", "colour": "red"},
    ],
)
def test_a_filter_that_cannot_be_is_refused_at_its_name(
    session: Session, crew: Crew, filters: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as invalid:
        leads.find(session, filters)
    assert set(invalid.value.errors) == set(filters)


def test_a_value_that_was_set_inactive_still_finds_the_leads_that_have_it(session: Session, by: Author) -> None:
    enter(session, by, title="old", source="bing")
    [bing] = [value for value in lookups.values(session, "lead-sources") if value.code == "bing"]
    lookups.update(session, bing.id, {"active": False}, by)
    assert titles(session, source="bing") == ["old"]


@pytest.mark.requirement("F11")
@pytest.mark.parametrize(
    "typed",
    [
        "maria",
        "NGUY",
        "nguyen maria",
        "viz",
        "maria@vizor.example",
        "+48 077 149 52 19",
        "48077149",
        "0771495219",
        "149 52",
        "hollow-ware",
        "müll",
        "10",
    ],
)
def test_a_lead_is_found_by_beginnings_of_its_words_and_by_any_run_of_digits(
    session: Session, by: Author, typed: str
) -> None:
    enter(
        session,
        by,
        title="Hollow-ware for Müller",
        contact_name="Maria Nguyen",
        account_name="Vizor",
        email="maria@vizor.example",
        mobile_phone="+48 077 149 52 19",
    )
    assert titles(session, q=typed) == ["Hollow-ware for Müller"]


@pytest.mark.parametrize("typed", ["ariel", "guyen", "maria nobody", "---", "nobody' | 'maria", "9999999"])
def test_what_does_not_match_finds_nothing(session: Session, by: Author, typed: str) -> None:
    enter(session, by, contact_name="Maria Nguyen", mobile_phone="+48 077 149 52 19")
    assert titles(session, q=typed) == []


def test_words_follow_changes_and_go_with_the_lead(session: Session, by: Author) -> None:
    lead = enter(session, by, title="Old words")
    leads.update(session, lead.id, {"title": "New words", "mobile_phone": "555 0199"}, by)
    assert titles(session, q="old") == []
    assert titles(session, q="new") == ["New words"]
    assert titles(session, q="5550199") == ["New words"]
    session.execute(text("DELETE FROM lead WHERE id = :id"), {"id": lead.id})
    assert session.scalar(select(func.count()).select_from(SearchEntry)) == 0


def test_search_everywhere_finds_records_of_all_types(session: Session, by: Author) -> None:
    from crm import accounts, contacts, opportunities, rights

    lead = enter(session, by, account_name="Vizor")
    account = accounts.create(session, {"name": "Vizor"}, by)
    contact = contacts.create(session, {"name": "Maria", "further_emails": ["m@vizor.example"]}, by)
    opportunity = opportunities.create(session, {"name": "Vizor needs more"}, by)
    assert search.everywhere(session, "vizor", dict.fromkeys(rights.MODELS, true())) == [
        ("account", account.id),
        ("contact", contact.id),
        ("lead", lead.id),
        ("opportunity", opportunity.id),
    ]


def test_a_page_of_leads_takes_few_queries_however_many_there_are(session: Session, by: Author) -> None:
    for number in range(30):
        enter(session, by, title=str(number), owner=("sofia", "simon")[number % 2])
    session.expunge_all()
    statements: list[str] = []
    listen = lambda *arguments: statements.append(arguments[2])  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", listen)
    shown = leads.as_dict(session, leads.find(session, {}, limit=30).items)
    event.remove(session.get_bind(), "before_cursor_execute", listen)
    assert len(shown) == 30
    assert len(statements) <= 3, statements


MANY = """
INSERT INTO lead (title, customer_need, contact_name, registration, stage, status, need_maturity, created_at, updated_at)
SELECT 'Lead ' || n, 'training', md5(n::text), '{}', (ARRAY['handoff', 'nurturing'])[n % 2 + 1], 'new',
    'not-determined', now() - n * interval '1 minute', now() FROM generate_series(1, 5000) AS n
"""


@pytest.mark.requirement("F11")
def test_searching_and_paging_use_their_indexes(session: Session, by: Author) -> None:
    session.execute(text(MANY))
    session.execute(text("SELECT gin_clean_pending_list('ix_search_entry_terms')"))
    session.execute(text("ANALYZE lead, search_entry"))
    page = select(Lead.id).where(Lead.stage == "handoff").order_by(Lead.created_at.desc(), Lead.id.desc()).limit(50)
    found = select(Lead.id).where(search.matches("lead", Lead.id, "c4ca42"))
    assert session.scalars(found).all()
    page_plan, found_plan = (plan(session, query) for query in (page, found))
    assert "Backward" in page_plan
    assert "Sort" not in page_plan
    assert "ix_search_entry_terms" in found_plan


def plan(session: Session, query: Select[Any]) -> str:
    literal = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return "\n".join(session.scalars(text(f"EXPLAIN {literal}")))
