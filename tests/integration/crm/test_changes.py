from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm import changes
from crm.changes import Author
from crm.errors import NotFound, Stale
from crm.models import Lead, RecordChange
from db import clock
from tests.integration.crm.conftest import Crew, enter


def rows(session: Session, lead: Lead) -> list[RecordChange]:
    of_lead = (RecordChange.record_type == "lead") & (RecordChange.record_id == lead.id)
    query = select(RecordChange).where(of_lead, RecordChange.field != "created").order_by(RecordChange.id)
    return list(session.scalars(query))


@pytest.mark.requirement("F9", "H2")
def test_a_change_is_written_with_who_when_where_and_in_which_step(session: Session, crew: Crew) -> None:
    lead = enter(session, crew.by("sofia"))
    step = Author(crew["simon"].id, "lead-handoff/contact-customer", 7, "192.0.2.1")
    with clock.moved(timedelta(hours=1)):
        changed = changes.change(session, Lead, lead.id, {"budget": Decimal("10.00"), "stage": "handoff"}, step)
        now = clock.now()
    assert changed == {"budget": (None, Decimal("10.00")), "stage": ("qualification", "handoff")}
    assert (lead.stage, lead.revision) == ("handoff", 2)
    assert abs(lead.updated_at - now) < timedelta(seconds=5)
    budget, stage = sorted(rows(session, lead), key=lambda row: row.field)
    assert (budget.old, budget.new) == (None, "10.00")
    assert (stage.old, stage.new) == ("qualification", "handoff")
    assert (stage.actor_id, stage.process_element, stage.task_id, stage.address) == (
        crew["simon"].id,
        "lead-handoff/contact-customer",
        7,
        "192.0.2.1",
    )


def test_no_change_makes_no_revision_and_no_history(session: Session, by: Author) -> None:
    lead = enter(session, by, account_name="Vizor")
    assert changes.change(session, Lead, lead.id, {"account_name": "Vizor"}, by) == {}
    assert (lead.revision, rows(session, lead)) == (1, [])


def test_times_and_people_are_kept_as_plain_data(session: Session, crew: Crew, by: Author) -> None:
    lead = enter(session, by)
    meeting = datetime(2026, 5, 1, 9, tzinfo=UTC)
    changes.change(session, Lead, lead.id, {"meeting_at": meeting, "owner_id": crew["simon"].id}, by)
    assert {row.field: row.new for row in rows(session, lead)} == {
        "meeting_at": "2026-05-01T09:00:00Z",
        "owner_id": crew["simon"].id,
    }


def test_a_stale_revision_changes_nothing_and_names_the_current_one(session: Session, by: Author) -> None:
    lead = enter(session, by)
    changes.change(session, Lead, lead.id, {"title": "One"}, by, revision=1)
    with pytest.raises(Stale) as stale:
        changes.change(session, Lead, lead.id, {"title": "Two"}, by, revision=1)
    assert stale.value.revision == 2
    assert lead.title == "One"


def test_a_record_that_is_not_there_is_not_found(session: Session, by: Author) -> None:
    with pytest.raises(NotFound):
        changes.change(session, Lead, 4711, {"title": "x"}, by)


@pytest.mark.requirement("H2")
@pytest.mark.parametrize(
    "attempt",
    [
        update(RecordChange).values(field="forged").execution_options(synchronize_session=False),
        delete(RecordChange).execution_options(synchronize_session=False),
        text("TRUNCATE record_change"),
    ],
    ids=["update", "delete", "truncate"],
)
def test_history_cannot_be_rewritten(session: Session, by: Author, attempt: object) -> None:
    enter(session, by)
    with pytest.raises(DBAPIError, match="history is only added to"):
        session.execute(attempt)  # type: ignore[call-overload]


@pytest.mark.requirement("F4")
def test_registration_data_cannot_be_changed_even_past_the_services(session: Session, by: Author) -> None:
    lead = enter(session, by, account_name="Vizor")
    session.execute(update(Lead).where(Lead.id == lead.id).values(registration=lead.registration))
    with pytest.raises(DBAPIError, match="registration data stay"):
        session.execute(update(Lead).where(Lead.id == lead.id).values(registration={}))
