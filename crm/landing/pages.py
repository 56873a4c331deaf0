"""Landing pages: saved, changed, found and shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import changes, entry, fields, filters, records
from crm.changes import Author, Changed
from crm.errors import Invalid, NotFound
from crm.landing import design
from crm.models import LandingPage, LandingSubmission
from crm.paging import Listing
from crm.records import Service

TYPE = "landing_page"
OWN = ("fields", "hidden", "domains")
LISTING = Listing(LandingPage, {"active": filters.flag("active", LandingPage.active)})
PAGES = Service(LISTING)

get, find = PAGES.get, PAGES.find


def create(session: Session, values: Mapping[str, Any], by: Author) -> LandingPage:
    """Save a new page.

    Raises:
        crm.errors.Invalid: with every error at its field.
    """
    plain, own = _parted(values)
    design.accept_slug(plain.get("slug"))
    _require_other_slug(session, plain.get("slug"), None)
    columns = entry.accept_new(session, fields.of(TYPE), plain)
    designed = design.accept(session, own.get("fields", ()), own.get("hidden", {}), own.get("domains", ()))
    return records.add(session, LandingPage, {**columns, **designed}, by)


def update(
    session: Session, page_id: int, values: Mapping[str, Any], by: Author, revision: int | None = None
) -> Changed:
    """Change a page. Errors as `create`, and crm.errors.NotFound, crm.errors.Stale."""
    plain, own = _parted(values)
    design.accept_slug(plain.get("slug"))
    _require_other_slug(session, plain.get("slug"), page_id)
    known = fields.of(TYPE)
    row = changes.lock(session, LandingPage, page_id, revision=revision)
    columns = entry.accept_changes(session, known, plain, row)
    designed = design.accept(session, *(own.get(name, row[name]) for name in OWN))
    return changes.write(session, LandingPage, row, {**columns, **designed}, by)


def by_slug(session: Session, slug: str) -> LandingPage:
    """Return the active page at an address.

    Raises:
        crm.errors.NotFound: there is none, or it is inactive.
    """
    found = session.scalar(select(LandingPage).where(LandingPage.slug == slug, LandingPage.active))
    if found is None:
        raise NotFound("landing page", slug)
    return found


def as_dict(session: Session, pages: Sequence[LandingPage]) -> list[dict[str, Any]]:
    """Return pages as the interface shows them, with how often each was sent."""
    count = select(LandingSubmission.landing_page_id, func.count()).group_by(LandingSubmission.landing_page_id)
    sent = dict(session.execute(count.where(LandingSubmission.landing_page_id.in_([p.id for p in pages]))).all())
    return [
        {**shown, **{name: getattr(page, name) for name in OWN}, "submissions": sent.get(page.id, 0)}
        for shown, page in zip(PAGES.as_dict(session, pages), pages, strict=True)
    ]


def _parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    plain = {name: value for name, value in values.items() if name not in OWN}
    return plain, {name: values[name] for name in OWN if name in values}


def _require_other_slug(session: Session, slug: Any, page_id: int | None) -> None:
    if not isinstance(slug, str):
        return
    found = session.scalar(select(LandingPage.id).where(LandingPage.slug == slug.strip()))
    if found is not None and found != page_id:
        raise Invalid({"slug": [f"There is a landing page “{slug.strip()}” already."]})
