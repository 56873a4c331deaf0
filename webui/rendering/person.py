"""What every page shows of the person who has signed in: name, rights, sections, unread notifications."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import g, request

from crm import currencies, notifications, rights
from crm.people import Actor
from webui.pages.answers import flashed
from webui.transactions import session, work


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the sidebar; `read` names the type of record that one has to be allowed to read."""

    name: str
    icon: str
    href: str
    read: str

    @property
    def current(self) -> bool:
        """Say whether the page shown belongs to this section."""
        return request.path == self.href or request.path.startswith(f"{self.href}/")


SECTIONS = (
    Section("Inbox", "inbox", "/inbox", "lead"),
    Section("Leads", "flame", "/leads", "lead"),
    Section("Contacts", "address-book", "/contacts", "contact"),
    Section("Accounts", "building", "/accounts", "account"),
    Section("Opportunities", "target-arrow", "/opportunities", "opportunity"),
    Section("Orders", "receipt", "/orders", "order"),
    Section("Calendar", "calendar", "/calendar", "lead"),
    Section("Processes", "sitemap", "/processes", "process"),
    Section("Settings", "settings", "/settings", "setting"),
)


def me() -> Actor:
    """Return who has signed in."""
    actor: Actor = g.work.actor
    return actor


def may(action: str, record_type: str) -> bool:
    """Say whether the person has a right."""
    return rights.may(work().actor, action, record_type)


def sections() -> list[Section]:
    """Return the sections that the person may see."""
    return [section for section in SECTIONS if may("read", section.read)]


def unread() -> int:
    """Return how many notifications wait."""
    return notifications.count_unread(session(), me().id)


def base_currency() -> str:
    """Return the code of the currency that amounts without their own are in."""
    return currencies.base(session())


def in_base_currency(amount: Decimal | str | None, currency: str | None) -> Decimal | None:
    """Return an amount of another currency in the base currency; None where that says nothing new, or no rate is known."""
    if not amount or currency in (None, base_currency()):
        return None
    return currencies.in_base(session(), Decimal(amount), currency)


GLOBALS: dict[str, Callable[..., Any]] = {
    "me": me,
    "may": may,
    "sections": sections,
    "unread": unread,
    "base_currency": base_currency,
    "in_base_currency": in_base_currency,
    "flashed": flashed,
}
FILTERS: dict[str, Callable[..., Any]] = {}
