"""Saving leads that nobody who has signed in enters: from landing pages and from other programs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm import leads
from crm.changes import Author
from engine.ports import RecordKey
from tasks.leads import CREATED
from tasks.stages import ladder_of_new_lead
from tasks.work import Baton


def register(app: Baton, session: Session, values: Mapping[str, Any], by: Author) -> int:
    """Save a new lead in the first stage, start the active process if its model says so, and return the lead's id.

    Raises:
        crm.errors.Invalid
    """
    ladder = ladder_of_new_lead(app, session)
    lead = leads.create(session, values, by, stage=ladder.first)
    if ladder.specs is not None and CREATED in ladder.specs.starts:
        app.host.start(session, ladder.specs.process_key, RecordKey("lead", lead.id), message=CREATED, actor_id=None)
    return lead.id
