"""Mini pages for new records; the rest of a record is entered on its own page."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm.errors import Invalid, NotFound
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import filled, typed
from webui.pages.record_forms import form_of
from webui.pages.record_kinds import KINDS, RecordKind
from webui.transactions import work

pages = Pages("new")
FIELDS = {
    "lead": ("customer_need", "account_name", "contact_name", "email", "mobile_phone"),
    "contact": ("name", "account_id", "job_title", "email", "mobile_phone"),
    "account": ("name", "website", "phone", "country", "industry"),
    "opportunity": ("name", "account_id", "contact_id", "amount", "currency", "close_date"),
    "order": ("account_id", "contact_id", "amount", "currency"),
}


@pages.get("/new/<kind>")
def form(kind: str) -> ResponseReturnValue:
    """Return the mini page; parameters of the address fill in fields."""
    return _form(_kind(kind), request.args.to_dict(), {})


@pages.post("/new/<kind>")
def save(kind: str) -> ResponseReturnValue:
    """Save the record and open its page."""
    described = _kind(kind)
    values = typed(form_of(work(), kind, FIELDS[kind]), request.form)
    try:
        record_id = described.create(work(), {name: value for name, value in values.items() if value is not None})
    except Invalid as invalid:
        return _form(described, values, invalid.errors)
    say(f"{described.name} saved.")
    return go_to(url_for(f"{kind}.page", record_id=record_id))


def _kind(name: str) -> RecordKind:
    if name not in KINDS:
        raise NotFound("kind of record", name)
    return KINDS[name]


def _form(kind: RecordKind, values: dict[str, Any], errors: dict[str, list[str]]) -> Response:
    fields = filled(form_of(work(), kind.type, FIELDS[kind.type]), values)
    return fragment("fragments/new_record.html", 422 if errors else 200, kind=kind, fields=fields, errors=errors)
