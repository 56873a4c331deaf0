"""A form that was sent: proven to come from a person, it becomes a lead, with its contact and what the visitor did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.changes import Author
from crm.errors import Invalid
from crm.landing import form, matching, proof, website
from crm.models import LandingPage, LandingSubmission
from db import clock
from tasks.landing.registration import register
from tasks.work import Baton


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it arrived: its fields, the address it came from, and the page it was filled in on."""

    values: Mapping[str, str]
    address: str
    page: str | None = None


def submit(app: Baton, session: Session, page: LandingPage, sent: Sent) -> int:
    """Save the lead of a form and return its id; the same ticket again leads to the same lead.

    Raises:
        crm.errors.Invalid: with every error at its field; at no field when it may not have been sent by a person.
    """
    ticket = sent.values.get(form.TICKET, "")
    # Two clicks at once: the second waits here, and finds what the first made.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(ticket, 0))))
    before = session.scalar(select(LandingSubmission.lead_id).where(LandingSubmission.ticket == ticket))
    if before is not None:
        return before
    values = _accepted(app, page, sent)
    lead_id = register(app, session, _lead_values(session, page, sent, values), Author(address=sent.address))
    _keep(session, page, sent, values, lead_id)
    return lead_id


def _accepted(app: Baton, page: LandingPage, sent: Sent) -> dict[str, Any]:
    """Return what was typed, with what is wrong told together with a missing proof."""
    errors: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    try:
        values = form.accept(page, sent.values)
    except Invalid as invalid:
        errors = invalid.errors
    refusal = proof.refusal(app.settings.secret_key, page.slug, sent.values)
    if refusal is not None:
        errors[form.ANSWER] = [refusal]
    if errors:
        raise Invalid(errors)
    return values


def _lead_values(session: Session, page: LandingPage, sent: Sent, values: Mapping[str, Any]) -> dict[str, Any]:
    utm = form.utm_of(sent.values)
    by_default = {
        "source": page.source,
        "channel": page.channel,
        "ad_campaign": utm.get("utm_campaign"),
        "ad_banner": utm.get("utm_content"),
        "lead_generation_form": page.title,
    }
    given = {name: value for name, value in by_default.items() if value} | dict(values)
    if page.create_contact:
        by = Author(address=sent.address)
        contact_id = matching.find_or_make(session, given, by)
        given |= {"contact_id": contact_id} if contact_id else {}
    return given


def _keep(session: Session, page: LandingPage, sent: Sent, values: Mapping[str, Any], lead_id: int) -> None:
    agreed = bool(page.consent and sent.values.get(form.CONSENT))
    row = LandingSubmission(
        landing_page_id=page.id,
        lead_id=lead_id,
        ticket=sent.values[form.TICKET],
        values={name: str(value) for name, value in values.items()},
        utm=form.utm_of(sent.values),
        visitor=form.visitor_of(sent.values),
        page=sent.values.get(form.PAGE, sent.page or "")[: website.LONGEST] or None,
        address=sent.address,
        consent=page.consent if agreed else None,
        consented_at=clock.now() if agreed else None,
    )
    session.add(row)
    session.flush()
    website.join(session, page, row)
