"""Who may do what: computed by asking what enforces it, never written down."""

from dataclasses import asdict
from typing import Any

from crm import settings
from crm.people import roles
from tasks import action_rights
from tasks.action_rights import Matrix
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import rights as shapes
from webui.transactions import work

routes = Routes("rights", "Who sees and who may do what, by role, stage and owner.")


@routes.get("/rights", responses={200: shapes.Rights})
def show(query: shapes.RightsFilters) -> Answer:
    """Show what each role may do with a lead in each stage of its process, and how far it sees."""
    found = action_rights.matrices(work(), query.process)
    narrowed = settings.get(work().session, roles.VISIBILITY)
    visibility = [{"role": role, "scope": roles.widest_scope([role], narrowed)} for role in sorted(roles.CRM_ROLES)]
    return answers.ok({"visibility": visibility, "processes": [_shown(matrix) for matrix in found]})


def _shown(matrix: Matrix) -> dict[str, Any]:
    stages = [{"code": code, "name": name} for code, name in matrix.stages]
    return {**asdict(matrix), "stages": stages}
