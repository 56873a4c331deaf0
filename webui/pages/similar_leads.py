"""Similar leads: the tab of a lead with the reason of each match, its count, and a duplicate deleted by hand."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from crm.models import Lead
from tasks import duplicates, lead_deletion, leads
from tasks.work import Work
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.pages.record_kinds import KINDS
from webui.transactions import session, work

pages = Pages("similar_lead")


def of(work: Work, lead_id: int) -> dict[str, Any]:
    """Return the leads that are similar to one, each with the reasons of all rules, and what tells this answer apart."""
    found: dict[int, dict[str, Any]] = {}
    for match in duplicates.similar(work, "lead", lead_id):
        other = found.setdefault(match["lead_id"], {"reasons": [], "score": match["score"]})
        other["reasons"].append((match["rule"], match["reason"]))
    rows = [work.session.get_one(Lead, each) for each in found]
    shown = [lead | found[lead["id"]] for lead in leads.as_dict(work, rows)]
    seen = "-".join(f"{lead['id']}.{lead['revision']}.{len(lead['reasons'])}" for lead in shown)
    return {"similar": shown, "seen": seen}


def count(work: Work, lead_id: int) -> int:
    """Return how many leads are similar to one."""
    return len({match["lead_id"] for match in duplicates.similar(work, "lead", lead_id)})


@pages.get("/leads/<int:lead_id>/similar-leads")
def table(lead_id: int) -> ResponseReturnValue:
    """Return the similar leads anew; nothing when they are those that the page shows already."""
    found = of(work(), lead_id)
    if request.args.get("seen") == found["seen"]:
        return "", 204
    return fragment("fragments/similar_leads.html", lead=KINDS["lead"].one(work(), lead_id), **found)


@pages.get("/leads/<int:lead_id>/similar-count")
def counted(lead_id: int) -> ResponseReturnValue:
    """Return how many there are, for the label of the tab."""
    return fragment(
        "fragments/tab_count.html", count=count(work(), lead_id), href=url_for("similar_lead.counted", lead_id=lead_id)
    )


@pages.post("/leads/<int:lead_id>/delete")
def delete(lead_id: int) -> ResponseReturnValue:
    """Delete a lead; back to the one it was similar to, or to the list."""
    lead_deletion.delete(work(), lead_id)
    back = request.args.get("back", type=int)
    say("The lead is deleted. Its history stays in the audit log.")
    if back is not None and session().get(Lead, back) is not None:
        return go_to(url_for("lead.page", record_id=back, tab="similar"))
    return go_to(url_for("lead.index"))
