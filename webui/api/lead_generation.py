"""Extended lead information: which campaign, banner and form a lead came by, and what its visitor did on websites."""

from crm.landing import website
from tasks import leads
from webui.api import answers
from webui.api.answers import Answer
from webui.api.leads import left, row_of
from webui.api.preconditions import expected_revision
from webui.api.routes import Routes
from webui.api.schemas.common import RecordPath
from webui.api.schemas.lead_generation import Extended, Website
from webui.api.schemas.leads import LEAD
from webui.transactions import work

routes = Routes("lead_generation", "What brought a lead here.")


@routes.post("/leads/<int:id>/lead_generation", responses={200: LEAD})
def fill(path: RecordPath, body: Extended) -> Answer:
    """Fill in the campaign, banner and form that a lead came by; what is left out stays."""
    leads.update(work(), path.id, body.given(), expected_revision())
    return answers.record(left(path.id))


@routes.get("/leads/<int:id>/website", responses={200: Website})
def visits(path: RecordPath) -> Answer:
    """Show the forms that a lead came by, and what its visitor did on websites, the last first."""
    lead = row_of(path.id)
    session = work().session
    sent, events = website.submissions_of(session, lead.id), website.of_lead(session, lead.id)
    return answers.ok({"submissions": sent, "events": events})
