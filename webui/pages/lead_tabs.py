"""What each tab of a lead's page shows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import url_for

from crm import fields
from crm.fields.lead import BANT, DECISION, DISQUALIFICATION, DISTRIBUTION, EXTENDED, HANDOFF, INFO, NEED, QUALIFICATION
from crm.landing import website
from tasks.work import Work
from webui.pages import record_page, similar_leads
from webui.pages.groups import shown as group_of
from webui.pages.process_view import process_of
from webui.pages.record_actions import offered
from webui.pages.record_kinds import KINDS
from webui.pages.record_page import Tab

TABS = {
    "need": "Need",
    "info": "Lead info",
    "history": "History",
    "feed": "Feed",
    "similar": "Similar leads",
    "activities": "Activities",
    "website": "Website",
    "process": "Process",
}
LINKS = ("contact_id", "account_id")
# Groups that only some leads need: those in these stages, and those that have something there already.
SHOWN_IN = {
    QUALIFICATION: ("mql", "sql", "converted"),
    BANT: ("sql", "converted"),
    DECISION: ("new", "assigned", "qualified"),
}


def tab_of(work: Work, lead: dict[str, Any], tab: str) -> dict[str, Any]:
    """Return what a tab shows."""
    own = OWN.get(tab)
    return (own(work, lead) if own else {}) | record_page.detail(work, "lead", lead["id"], tab)


def tabs_of(work: Work, lead_id: int) -> list[Tab]:
    """Return the tabs; how many leads are similar stays up to date while the page is open."""
    live = url_for("similar_lead.counted", lead_id=lead_id)
    found = record_page.tabs("lead", lead_id, TABS, {"similar": similar_leads.count(work, lead_id)})
    return [replace(tab, live=live) if tab.code == "similar" else tab for tab in found]


def _need(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    groups = [group_of(work, KINDS["lead"], lead, NEED)]
    if lead["disqualification_reason"]:
        groups.append(group_of(work, KINDS["lead"], lead, DISQUALIFICATION))
    for heading, stages in SHOWN_IN.items():
        group = group_of(work, KINDS["lead"], lead, heading)
        if lead["stage"]["code"] in stages or any(_is_own(field, heading) for field in group["fields"]):
            groups.append(group)
    return {"groups": groups}


def _is_own(field: dict[str, Any], heading: str) -> bool:
    """Say whether something was entered that stands under this heading alone."""
    return field["value"] not in (None, "") and fields.of("lead")[field["name"]].group == heading


def _info(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    group = group_of(work, KINDS["lead"], lead, INFO)
    group["fields"] = [field for field in group["fields"] if field["name"] not in LINKS]
    described = fields.of("lead")
    entered = {described[name].label: value for name, value in lead["registration"].items() if name in described}
    return {"groups": [group, group_of(work, KINDS["lead"], lead, EXTENDED)], "registration": entered}


def _history(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    """Return the groups that the process fills; the owner changes by the action, which knows in which stages it may."""
    distribution = group_of(work, KINDS["lead"], lead, DISTRIBUTION)
    distribution["action"] = any(action["code"] == "distribute" for action in offered(work, "lead", lead["id"]))
    distribution["note"] = "Who works on the lead, and how. Possible in every stage but the final ones."
    handoff = group_of(work, KINDS["lead"], lead, HANDOFF)
    handoff["note"] = "What sales was told when the lead was handed over."
    return {"distribution": distribution, "groups": [handoff]}


def _similar(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    return similar_leads.of(work, lead["id"])


def _website(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    return {
        "submissions": website.submissions_of(work.session, lead["id"]),
        "events": website.of_lead(work.session, lead["id"]),
    }


def _process(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    return {"process": process_of(work, "lead", lead["id"])}


OWN: dict[str, Callable[[Work, dict[str, Any]], dict[str, Any]]] = {
    "need": _need,
    "info": _info,
    "history": _history,
    "similar": _similar,
    "website": _website,
    "process": _process,
}
