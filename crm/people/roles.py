"""Roles, and how far each role sees: the setting that narrows a role to its division's or its own records."""

from collections.abc import Iterable, Mapping

ROLES = ("admin", "process_designer", "crm_admin", "crm_manager", "crm_marketeer", "crm_sales")
CRM_ROLES = frozenset({"crm_admin", "crm_manager", "crm_marketeer", "crm_sales"})

VISIBILITY = "record-visibility"
"""Code of the setting: `{"crm_sales": "division"}`; a role that is not named sees all."""

OWN, DIVISION, ALL = SCOPES = ("own", "division", "all")


def widest_scope(roles: Iterable[str], narrowed: Mapping[str, str] | None) -> str:
    """Return the widest scope that any of the roles has."""
    scopes = [(narrowed or {}).get(role, ALL) for role in roles if role in CRM_ROLES]
    return max(scopes, key=SCOPES.index, default=ALL)
