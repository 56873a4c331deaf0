"""Rights: how far each role sees, and what it may do with the leads of a process, as it is enforced."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from crm import rights, settings
from crm.people import ROLES
from crm.people.roles import VISIBILITY
from tasks import action_rights, processes
from tasks.action_rights import ActionRights, Cell, Matrix
from tasks.active_process import KIND, active_key
from webui.pages.blueprint import Pages
from webui.pages.settings import shown_setting
from webui.transactions import session, work

pages = Pages("rights")
WORDS = {
    ("own", "others", "nobodys"): "Every lead",
    ("own", "others"): "With an owner",
    ("own", "nobodys"): "Own, or without owner",
    ("own",): "Own",
    ("nobodys",): "Without owner",
    ("others", "nobodys"): "Not their own",
    ("others",): "Others’",
    ("inactive",): "Inactive",
}


@dataclass(frozen=True, slots=True)
class Row:
    """Roles that may do an action in the same stages; `cells` are a word and the reason why not, for each stage."""

    roles: list[str]
    cells: list[tuple[str, str]]


@pages.get("/settings/rights")
def index() -> ResponseReturnValue:
    """Show the rights of all roles, for the active process unless another is asked for."""
    rights.require(work().actor, "read", "right")
    offered = [each for each in processes.summaries(work()) if each["kind"] == KIND and each["state"] == "published"]
    keys = [each["key"] for each in offered]
    asked = request.args.get("process") or active_key(session())
    key = asked if asked in keys else next(iter(keys), None)
    matrix = next(iter(action_rights.matrices(work(), key)), None) if key else None
    declared = settings.declared(VISIBILITY)
    return render_template(
        "pages/rights.html",
        processes=offered,
        key=key,
        matrix=matrix,
        rows=[(action, _rows(matrix, action)) for action in matrix.actions] if matrix else [],
        setting=shown_setting(declared, settings.get(session(), VISIBILITY)),
    )


def _rows(matrix: Matrix, action: ActionRights) -> list[Row]:
    """Return the roles with the same rights together, in the order of the roles; those that may nothing come last."""
    grouped: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for role in ROLES:
        cells = {cell.stage: cell for cell in action.cells if cell.role == role}
        grouped.setdefault(tuple(_said(cells.get(code)) for code, _ in matrix.stages), []).append(role)
    rows = [Row(roles, list(said)) for said, roles in grouped.items()]
    return sorted(rows, key=lambda row: all(not word for word, _ in row.cells))


def _said(cell: Cell | None) -> tuple[str, str]:
    """Return for which leads a role may do an action, in a word, and why not for others."""
    if cell is None:
        return "", "There is no such action in this stage."
    may = tuple(case for case in action_rights.CASES if cell.refusals[case] is None)
    why = _sentences(reason for case, reason in cell.refusals.items() if reason is not None and case != "inactive")
    if not may:
        return "", why
    active = tuple(case for case in may if case != "inactive")
    return WORDS[active or ("inactive",)], why


def _sentences(reasons: Iterable[str]) -> str:
    return " ".join(f"{reason[:1].upper()}{reason[1:]}." for reason in dict.fromkeys(reasons))
