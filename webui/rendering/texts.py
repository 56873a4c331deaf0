"""Names and values as people read them: initials, roles, money, fields of records and forms."""

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from webui.rendering import times

ROLES = {
    "admin": "Administrator",
    "process_designer": "Process designer",
    "crm_admin": "CRM administrator",
    "crm_manager": "Manager",
    "crm_marketeer": "Marketing",
    "crm_sales": "Sales",
}
EVENTS = {
    "instance-started": "Process started",
    "instance-completed": "Process completed",
    "instance-cancelled": "Process cancelled",
    "element-completed": "Passed",
    "task-opened": "Task given out",
    "task-completed": "Task completed",
    "task-cancelled": "Task cancelled",
    "message-caught": "Message received",
    "message-ignored": "Message ignored",
    "timer-fired": "Time came",
    "migrated": "Moved to another version",
    "stage-entered": "Stage entered",
    "stage-skipped": "Stage skipped",
    "incident": "Failed",
    "incident-resolved": "Mended",
}
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
"""What browsers call themselves and their system; the first mark that is found counts, for each claims to be others."""
MENTION = re.compile(r"(@[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]|@[A-Za-z0-9])")
FACES = ("blue", "azure", "cyan", "teal", "green", "yellow", "orange", "pink", "purple", "indigo")


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def face(name: str | None) -> Markup:
    """Return the initials of a person in a colour that stays theirs."""
    name = name or "?"
    colour = FACES[zlib.crc32(name.encode()) % len(FACES)]
    element = Markup('<span class="face" style="--face: var(--stage-{})" aria-hidden="true">{}</span>')
    return element.format(colour, initials(name))


def role_name(code: str) -> str:
    """Return the name of a role."""
    return ROLES.get(code, code)


def role_names(codes: str | Iterable[str]) -> str:
    """Return the names of roles, given as a list or in one text with commas."""
    return ", ".join(role_name(code) for code in (codes.split(",") if isinstance(codes, str) else codes))


def browser_name(told: str | None) -> str:
    """Return the name of a browser and of what it runs on, out of what it says of itself."""
    names = [next((name for mark, name in marks if mark in (told or "")), None) for marks in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, names)) or told or "Unknown"


def money(value: Decimal | str | float | None, currency: str | None = None) -> str:
    """Return an amount with its thousands apart; what is no amount, as it is."""
    if value is None or value == "":
        return ""
    try:
        text = f"{Decimal(str(value)):,.2f}".replace(",", "\u202f")
    except InvalidOperation:
        return str(value)
    return f"{text}\u00a0{currency}" if currency else text


def field_text(field: Mapping[str, Any]) -> str | Markup:
    """Return the value of a field as people read it."""
    value = field.get("value")
    if value is None or value == "":
        return ""
    if field.get("choices"):
        return next((str(choice["name"]) for choice in field["choices"] if choice["code"] == value), str(value))
    reader = READERS.get(str(field["type"]))
    return reader(value, field) if reader else str(value)


def _yes_no(value: Any, _field: Mapping[str, Any]) -> str:
    return "Yes" if value else "No"


def _lines(value: Any, _field: Mapping[str, Any]) -> Markup:
    return Markup('<span class="text-prewrap">{}</span>').format(value)


def event_name(kind: str) -> str:
    """Return what happened in an instance, in words."""
    return EVENTS.get(kind, kind.replace("-", " ").capitalize())


def mentions(text: str, logins: Iterable[str]) -> Markup:
    """Return a post with the people that it mentions standing out."""
    known = {f"@{login}".lower() for login in logins}
    parts = [_mention(part) if part.lower() in known else escape(part) for part in MENTION.split(text)]
    return Markup("").join(parts)


def _mention(part: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(part)


def _record(value: Any, field: Mapping[str, Any]) -> Markup:
    address = url_for(f"{field['record']}.page", record_id=value)
    return Markup('<a href="{}">{}</a>').format(address, field.get("record_name") or value)


READERS: dict[str, Callable[[Any, Mapping[str, Any]], str | Markup]] = {
    "boolean": _yes_no,
    "money": lambda value, field: money(value, field.get("currency")),
    "date": lambda value, _: times.day(value),
    "datetime": lambda value, _: times.exact(value),
    "long_text": _lines,
    "record": _record,
}

GLOBALS: dict[str, Callable[..., Any]] = {}
FILTERS: dict[str, Callable[..., Any]] = {
    "face": face,
    "role_name": role_name,
    "browser_name": browser_name,
    "role_names": role_names,
    "money": money,
    "field_text": field_text,
    "event_name": event_name,
    "mentions": mentions,
}
