"""What visitors of websites did: recorded with their consent, and joined to their lead once a form says who they are."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.errors import Invalid
from crm.landing.form import utm_of
from crm.models import LandingPage, LandingSubmission, WebsiteEvent
from db import clock

VIEW, SENT = "page_view", "form_sent"
LONGEST, MOST_SHOWN = 1000, 200


def view(session: Session, page: LandingPage, visitor: str | None, told: Mapping[str, Any], address: str) -> None:
    """Record that a visitor, who has agreed to it, looked at a page of a website.

    Raises:
        crm.errors.Invalid: without consent, without a visitor, or without the address of a page.
    """
    errors: dict[str, list[str]] = {}
    if visitor is None:
        errors["visitor"] = ["Enter the id of the visitor: 32 hexadecimal digits."]
    if told.get("consent") is not True:
        errors["consent"] = ["Visits are recorded with consent only."]
    if not _page(told.get("page")):
        errors["page"] = ["Enter the address of the page."]
    if errors or visitor is None:
        raise Invalid(errors)
    _add(session, page, visitor, VIEW, told, address)


def join(session: Session, page: LandingPage, sent: LandingSubmission) -> None:
    """Join what a visitor did so far to the lead of the form that they sent."""
    if sent.visitor is None:
        return
    unknown = WebsiteEvent.visitor == sent.visitor, WebsiteEvent.lead_id.is_(None)
    session.execute(update(WebsiteEvent).where(*unknown).values(lead_id=sent.lead_id))
    told = {"page": sent.page, "title": page.title, **sent.utm}
    _add(session, page, sent.visitor, SENT, told, sent.address)


def of_lead(session: Session, lead_id: int) -> list[dict[str, Any]]:
    """Return what the visitor behind a lead did, the last first: `[{kind, page, title, referrer, utm, at}]`."""
    query = select(WebsiteEvent).where(WebsiteEvent.lead_id == lead_id)
    names = ("kind", "page", "title", "referrer", "utm", "at")
    latest = query.order_by(WebsiteEvent.at.desc(), WebsiteEvent.id.desc()).limit(MOST_SHOWN)
    return [{name: getattr(event, name) for name in names} for event in session.scalars(latest)]


def submissions_of(session: Session, lead_id: int) -> list[dict[str, Any]]:
    """Return the forms that a lead came by, the first first: page, what brought the visitor, and what they agreed to."""
    query = select(LandingSubmission, LandingPage).join(
        LandingPage, LandingPage.id == LandingSubmission.landing_page_id
    )
    return [
        {
            "landing_page": page.title,
            "landing_page_id": page.id,
            "page": sent.page,
            "utm": sent.utm,
            "address": sent.address,
            "consent": sent.consent,
            "consented_at": sent.consented_at,
            "at": sent.at,
        }
        for sent, page in session.execute(
            query.where(LandingSubmission.lead_id == lead_id).order_by(LandingSubmission.id)
        )
    ]


def _add(session: Session, page: LandingPage, visitor: str, kind: str, told: Mapping[str, Any], address: str) -> None:
    event = WebsiteEvent(
        landing_page_id=page.id,
        lead_id=_lead_of(session, visitor),
        visitor=visitor,
        kind=kind,
        page=_page(told.get("page")) or "",
        title=_cut(told.get("title")),
        referrer=_page(told.get("referrer")),
        utm=utm_of(told),
        address=address,
    )
    if kind == VIEW:
        event.consent, event.consented_at = page.consent, clock.now()
    session.add(event)
    session.flush()


def _lead_of(session: Session, visitor: str) -> int | None:
    sent = select(LandingSubmission.lead_id).where(LandingSubmission.visitor == visitor)
    return session.scalar(sent.order_by(LandingSubmission.id.desc()).limit(1))


def _cut(text: Any) -> str | None:
    return " ".join(text.replace("\x00", " ").split())[:LONGEST] if isinstance(text, str) and text.strip() else None


def _page(address: Any) -> str | None:
    """Return an address of a website, None for anything else: it is shown as a link."""
    cut = _cut(address)
    try:
        return cut if cut and urlsplit(cut).scheme in ("http", "https") else None
    except ValueError:
        return None
