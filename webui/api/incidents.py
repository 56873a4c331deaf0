"""Incidents: steps of processes that failed, and trying them again."""

from typing import Any

from tasks import incidents
from webui.api import answers, parts
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import described
from webui.api.schemas.common import RecordPath
from webui.api.schemas.settings import Incident, IncidentFilters, Retried, Retry
from webui.errors import InvalidRequest
from webui.transactions import work

routes = Routes("incidents", "Steps of processes that failed.")


@routes.get("/incidents", responses={200: described.page_of(Incident)})
def find(query: IncidentFilters) -> Answer:
    """List the open incidents, newest first."""
    if query.lead is not None and query.opportunity is not None:
        raise InvalidRequest({"opportunity": ["Ask for those of a lead or of an opportunity."]})
    return parts.after(query, _open_ones(query))


@routes.post("/incidents/<int:id>/retry", responses={200: Retried})
def retry(path: RecordPath, body: Retry) -> Answer:
    """Try the step again, with changed inputs if given; the process goes on when it succeeds."""
    stopped = {incident["instance_id"] for incident in incidents.open_ones(work()) if incident["id"] == path.id}
    incidents.retry(work(), path.id, body.inputs)
    left = [incident for incident in incidents.open_ones(work()) if incident["instance_id"] in stopped]
    return answers.ok({"resolved": not left, "incident": left[0] if left else None})


def _open_ones(query: IncidentFilters) -> list[dict[str, Any]]:
    if query.lead is not None:
        return incidents.open_ones(work(), "lead", query.lead)
    if query.opportunity is not None:
        return incidents.open_ones(work(), "opportunity", query.opportunity)
    return incidents.open_ones(work())
