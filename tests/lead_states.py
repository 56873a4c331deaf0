"""Who may do what with a lead in which state, as seed 004 says it: one table, written from the seed and not from the code.

Rows are the seed's own: the action, the states in which it is available, whom it is for. An owner's row is for somebody
of that role who owns the lead; the other one for anybody of that role. Who is in no row may not.
"""

from collections.abc import Iterator
from typing import NamedTuple

STATES = ("new", "assigned", "qualified", "disqualified", "dropped")
LOGINS = {
    "admin": "admin",
    "process_designer": "designer",
    "crm_admin": "crmadmin",
    "crm_manager": "manager",
    "crm_marketeer": "marketeer",
    "crm_sales": "sales",
}
ANYBODY, OWNER = "anybody", "owner"
ALL_FOUR = ("crm_admin", "crm_sales", "crm_marketeer", "crm_manager")

TABLE: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "assign": (("new",), {ANYBODY: ("crm_admin", "crm_sales"), OWNER: ("crm_marketeer", "crm_manager")}),
    "reassign": (("assigned",), {ANYBODY: ("crm_admin", "crm_sales"), OWNER: ("crm_marketeer", "crm_manager")}),
    "qualify": (("assigned",), {ANYBODY: (), OWNER: ALL_FOUR}),
    "disqualify": (("assigned",), {ANYBODY: (), OWNER: ALL_FOUR}),
    "add_to_marketing_list": (STATES, {ANYBODY: ("crm_sales", "crm_manager"), OWNER: ()}),
    "deactivate": (STATES, {ANYBODY: ALL_FOUR, OWNER: ()}),
}
# The seed knows no administrator of the site. These two are no steps of the process, and an admin may do everything that
# is a matter of rights on records.
RIGHTS_ON_RECORDS = ("add_to_marketing_list", "deactivate")
ADMIN = "admin"
READERS = (ADMIN, *ALL_FOUR)


class Cell(NamedTuple):
    """One cell: somebody of a role, owning the lead or not, does an action in a state; `status` is what comes of it."""

    action: str
    role: str
    owns: bool
    state: str
    status: int


def cells() -> Iterator[Cell]:
    """Yield every cell: actions × roles × owner or not × states."""
    for action, (states, rows) in TABLE.items():
        for role in LOGINS:
            for owns in (False, True):
                allowed = role in rows[ANYBODY] or (owns and role in rows[OWNER])
                allowed |= role == ADMIN and action in RIGHTS_ON_RECORDS
                for state in STATES:
                    yield Cell(action, role, owns, state, _status(allowed, state in states))


def _status(allowed: bool, fits: bool) -> int:
    if not allowed:
        return 403
    return 200 if fits else 409
