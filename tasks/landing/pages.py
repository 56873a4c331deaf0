"""Landing pages behind their rights."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm import rights
from crm.landing import pages
from crm.landing.pages import TYPE
from crm.models import LandingPage
from crm.paging import Page
from tasks.work import Work


def create(work: Work, values: Mapping[str, Any]) -> int:
    """Save a new page and return its id. Errors as `crm.landing.pages.create`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "create", TYPE)
    return pages.create(work.session, values, work.actor.author()).id


def update(work: Work, page_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change a page. Errors as `crm.landing.pages.update`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "edit", TYPE)
    pages.update(work.session, page_id, values, work.actor.author(), revision)


def get(work: Work, page_id: int) -> LandingPage:
    """Return one page.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    rights.require(work.actor, "read", TYPE)
    return pages.get(work.session, page_id)


def find(work: Work, given: Mapping[str, Any], limit: int, cursor: str | None = None) -> Page[LandingPage]:
    """Return a page of landing pages, newest first."""
    rights.require(work.actor, "read", TYPE)
    return pages.find(work.session, given, limit, cursor)


def as_dict(work: Work, found: Sequence[LandingPage]) -> list[dict[str, Any]]:
    """Return landing pages as the interface shows them."""
    return pages.as_dict(work.session, found)
