"""Names that expressions in models may use: the record, its lead, who acts, and mail templates filled in for them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import leads, opportunities
from crm.models import Opportunity, User, UserRole
from engine.ports import RecordKey
from tasks import mail_templates


class RecordNames:
    """The records as expressions see them (`engine.ports.Records`); each is loaded when first used."""

    def names(self, session: Session, record: RecordKey, actor_id: int | None) -> Mapping[str, Any]:
        """Return the names for a record: functions without arguments that load the value."""
        names: dict[str, Callable[[], Any]] = {
            "actor": partial(_login, session, actor_id),
            "actor_roles": partial(_roles, session, actor_id),
        }
        if record.type == "lead":
            names["lead"] = partial(leads.as_names, session, record.id)
        elif record.type == "opportunity":
            names["opportunity"] = partial(opportunities.as_names, session, record.id)
            names["lead"] = partial(_lead_of, session, record.id)
        names["mail_templates"] = partial(mail_templates.rendered, session, dict(names), actor_id)
        return names


def _login(session: Session, actor_id: int | None) -> str | None:
    if actor_id is None:
        return None
    return session.scalar(select(User.login).where(User.id == actor_id))


def _roles(session: Session, actor_id: int | None) -> list[str]:
    if actor_id is None:
        return []
    return sorted(session.scalars(select(UserRole.role).where(UserRole.user_id == actor_id)))


def _lead_of(session: Session, opportunity_id: int) -> dict[str, Any] | None:
    lead_id = session.scalar(select(Opportunity.lead_id).where(Opportunity.id == opportunity_id))
    return leads.as_names(session, lead_id) if lead_id is not None else None
