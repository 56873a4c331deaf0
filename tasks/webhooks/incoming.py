"""Leads made and enriched by other programs: `{"values": {…}}` makes one, `{"lead_id": 17, "values": {…}}` enriches it."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crm import leads, rights
from crm.changes import Author
from crm.errors import Invalid
from crm.models import IncomingHook
from crm.webhooks import hooks, signatures
from crm.webhooks.hooks import Made
from crm.webhooks.signatures import Signed
from tasks.landing.registration import register
from tasks.work import Baton, Work

NOT_TAKEN = frozenset({"stage", "owner", "contact_id", "account_id"})
"""What a program outside does not decide: who works on a lead, and what it is linked to."""


def create(work: Work, values: Mapping[str, Any]) -> Made:
    """Save a program that may make leads. Errors as `crm.webhooks.hooks.create_in`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "create", "incoming_hook")
    return hooks.create_in(work.session, values, work.actor.author())


def update(work: Work, hook_id: int, values: Mapping[str, Any], revision: int | None = None) -> None:
    """Change a program that may make leads. Errors as `crm.records.Service.update`, and crm.errors.NotAllowed."""
    rights.require(work.actor, "edit", "incoming_hook")
    hooks.IN.update(work.session, hook_id, values, work.actor.author(), revision)


def get(work: Work, hook_id: int) -> IncomingHook:
    """Return one program that may make leads.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    rights.require(work.actor, "read", "incoming_hook")
    return hooks.IN.get(work.session, hook_id)


def everything(work: Work, limit: int = 200) -> list[dict[str, Any]]:
    """Return all programs that may make leads as the interface shows them."""
    rights.require(work.actor, "read", "incoming_hook")
    return hooks.in_as_dict(work.session, hooks.IN.find(work.session, {}, limit).items)


def take(app: Baton, session: Session, key: str, call: Signed) -> tuple[int, bool]:
    """Do what a signed call says; return the lead's id, and whether it is a new one.

    Raises:
        crm.errors.NotFound: there is no such webhook, or no such lead.
        crm.errors.SignatureRefused, crm.errors.Invalid.
    """
    hook = hooks.by_key(session, key)
    signatures.require(session, hook.secret, call)
    told = _read(call.body)
    values, lead_id, by = _values(told), told.get("lead_id"), Author(address=call.address)
    if lead_id is not None:
        leads.update(session, lead_id, values, by)
        return lead_id, False
    return register(app, session, _by_default(hook) | values, by), True


def _by_default(hook: IncomingHook) -> dict[str, Any]:
    return {name: value for name, value in (("source", hook.source), ("channel", hook.channel)) if value}


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, Mapping) or told.keys() - {"lead_id", "values"}:
        raise Invalid({"": ["Send a JSON object with “values”, and “lead_id” to enrich a lead there is."]})
    lead_id = told.get("lead_id")
    if lead_id is not None and (isinstance(lead_id, bool) or not isinstance(lead_id, int) or not 0 < lead_id < 2**63):
        raise Invalid({"lead_id": ["Enter the id of a lead."]})
    return told


def _values(told: Mapping[str, Any]) -> dict[str, Any]:
    values = told.get("values")
    if not isinstance(values, Mapping) or not values:
        raise Invalid({"values": ["Enter fields of the lead with their values."]})
    refused = {name: ["This field is not taken from outside."] for name in values if name in NOT_TAKEN}
    if refused:
        raise Invalid(refused)
    return dict(values)
