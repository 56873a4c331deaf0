"""Values of lookups as people edit them: the rights of each lookup, and what only the layer of processes can check."""

from collections.abc import Mapping
from typing import Any

from crm import lookups, rights
from crm.lookups import LookupValue
from tasks import mail_templates
from tasks.work import Work


def may_edit(work: Work, name: str) -> bool:
    """Say whether a person may edit a lookup."""
    return rights.may(work.actor, "edit", _type(name))


def require_editor(work: Work, name: str) -> None:
    """Refuse whoever may not edit a lookup.

    Raises:
        crm.errors.UnknownLookup, crm.errors.NotAllowed.
    """
    rights.require(work.actor, "edit", _type(name))


def create(work: Work, name: str, given: Mapping[str, Any]) -> LookupValue:
    """Add a value to a lookup. Errors as `require_editor` and `crm.lookups.create`."""
    require_editor(work, name)
    _require_fit(name, given)
    accepted = mail_templates.with_code(given) if name == mail_templates.LOOKUP else given
    return lookups.create(work.session, name, accepted, work.actor.author())


def update(work: Work, value: LookupValue, given: Mapping[str, Any], revision: int | None) -> LookupValue:
    """Change a value. Errors as `require_editor` and `crm.lookups.update`."""
    require_editor(work, value.lookup)
    _require_fit(value.lookup, given)
    return lookups.update(work.session, value.id, given, work.actor.author(), revision)


def _require_fit(name: str, given: Mapping[str, Any]) -> None:
    attributes = given.get("attributes")
    if name == mail_templates.LOOKUP and isinstance(attributes, Mapping):
        mail_templates.require_fit(attributes)


def _type(name: str) -> str:
    return "lead_lookup" if lookups.kind(name).of_leads else "lookup"
