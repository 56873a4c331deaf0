"""Contact and account of a lead as profiles: linked, or as the lead names them, with what is similar to choose from."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from crm import fields as known_fields
from crm import rights, similar
from crm.errors import Invalid, NotFound
from crm.models import Account, Contact, Lead
from tasks import leads as lead_tasks
from tasks.work import Work
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.form_values import typed
from webui.pages.record_forms import form_of, shown
from webui.pages.record_kinds import KINDS
from webui.transactions import session, work

pages = Pages("profile")
SHOWN = {
    "contact": ("job_title", "email", "mobile_phone", "business_phone"),
    "account": ("industry", "website", "phone", "country"),
}
NAMED = {"contact": ("email", "mobile_phone", "business_phone"), "account": ("website", "country")}
FINDERS = {"contact": similar.contacts, "account": similar.accounts}
MODELS: dict[str, type[Contact | Account]] = {"contact": Contact, "account": Account}


@dataclass(frozen=True, slots=True)
class Profile:
    """A contact or an account beside a lead; without a record it is only named there.

    One that is linked and has no name is not for the person who asks.
    """

    type: str
    name: str | None
    record_id: int | None
    fields: list[dict[str, Any]]
    similar: list[dict[str, Any]] = field(default_factory=list)


def of(work: Work, lead_id: int) -> list[Profile]:
    """Return the profiles of a lead that the person has been shown already."""
    lead = work.session.get_one(Lead, lead_id)
    return [_profile(work, lead, "contact", lead.contact_id), _profile(work, lead, "account", lead.account_id)]


def _profile(work: Work, lead: Lead, record_type: str, record_id: int | None) -> Profile:
    if record_id is None:
        values = {name: getattr(lead, name) for name in NAMED[record_type]}
        fields = form_of(work, "lead", NAMED[record_type], values)
        name = lead.contact_name if record_type == "contact" else lead.account_name
        return Profile(record_type, name, None, fields, similar_to(work, record_type, lead))
    if not rights.may_see(work.session, work.actor, MODELS[record_type], record_id):
        return Profile(record_type, None, record_id, [])
    record = KINDS[record_type].one(work, record_id)
    return Profile(record_type, record["name"], record_id, form_of(work, record_type, SHOWN[record_type], record))


def similar_to(work: Work, record_type: str, lead: Lead) -> list[dict[str, Any]]:
    """Return the contacts or accounts that are like the one a lead names, as far as the person may see them."""
    return FINDERS[record_type](work.session, lead, work.actor)


@pages.get("/lead/<int:lead_id>/<any(contact, account):record_type>/choose")
def choose(lead_id: int, record_type: str) -> ResponseReturnValue:
    """Ask which existing record to link: one that is similar, or any other."""
    return _choose(lead_id, record_type, {})


@pages.post("/lead/<int:lead_id>/<any(contact, account):record_type>")
def link(lead_id: int, record_type: str) -> ResponseReturnValue:
    """Link a contact or an account to a lead, or take the link away."""
    name = f"{record_type}_id"
    record_id = request.form.get("similar", type=int) or request.form.get(name, type=int)
    if record_id is None and "unlink" not in request.form:
        return _choose(lead_id, record_type, {name: ["Choose one."]})
    try:
        lead_tasks.update(work(), lead_id, {name: record_id})
    except Invalid as invalid:
        return _choose(lead_id, record_type, invalid.errors)
    say(f"The {record_type} is linked." if record_id else f"The {record_type} is not linked any more.")
    return go_to(url_for("lead.page", record_id=lead_id))


@pages.get("/lead/<int:lead_id>/<any(contact, account):record_type>/edit")
def edit(lead_id: int, record_type: str) -> ResponseReturnValue:
    """Return the profile of a linked record as a form."""
    return _form(lead_id, record_type, None, {})


@pages.get("/lead/<int:lead_id>/<any(contact, account):record_type>")
def view(lead_id: int, record_type: str) -> ResponseReturnValue:
    """Return a profile."""
    KINDS["lead"].one(work(), lead_id)
    found = next(profile for profile in of(work(), lead_id) if profile.type == record_type)
    return fragment("fragments/profile.html", profile=found, lead_id=lead_id)


@pages.post("/lead/<int:lead_id>/<any(contact, account):record_type>/edit")
def save(lead_id: int, record_type: str) -> ResponseReturnValue:
    """Save what was changed in a profile: on the linked record, not on the lead."""
    record = _linked(lead_id, record_type)
    fields = form_of(work(), record_type, ("name", *SHOWN[record_type]), record)
    values = typed(fields, request.form)
    try:
        KINDS[record_type].update(work(), record["id"], values, request.form.get("revision", type=int))
    except Invalid as invalid:
        return _form(lead_id, record_type, values, invalid.errors)
    session().expire_all()
    say("Saved.")
    return view(lead_id, record_type)


def _linked(lead_id: int, record_type: str) -> dict[str, Any]:
    lead = KINDS["lead"].one(work(), lead_id)
    record_id = lead[f"{record_type}_id"]
    if record_id is None:
        raise NotFound(f"linked {record_type} of lead", lead_id)
    return KINDS[record_type].one(work(), record_id)


def _form(lead_id: int, record_type: str, values: dict[str, Any] | None, errors: dict[str, list[str]]) -> Response:
    record = _linked(lead_id, record_type)
    fields = form_of(work(), record_type, ("name", *SHOWN[record_type]), {**record, **(values or {})})
    return fragment(
        "fragments/profile_form.html",
        422 if errors else 200,
        lead_id=lead_id,
        type=record_type,
        fields=fields,
        errors=errors,
        revision=request.form.get("revision", type=int) or record["revision"],
    )


def _choose(lead_id: int, record_type: str, errors: dict[str, list[str]]) -> Response:
    KINDS["lead"].one(work(), lead_id)
    lead = session().get_one(Lead, lead_id)
    described = known_fields.of("lead")[f"{record_type}_id"]
    return fragment(
        "fragments/choose_similar.html",
        422 if errors else 200,
        lead_id=lead_id,
        type=record_type,
        similar=similar_to(work(), record_type, lead),
        field=shown(work(), described, None),
        errors=errors,
    )
