"""What each tab of a lead's page shows."""

from collections.abc import Callable
from typing import Any

from crm import fields
from crm.fields.lead import BANT, DECISION, DISQUALIFICATION, DISTRIBUTION, HANDOFF, INFO, NEED, QUALIFICATION
from tasks import leads
from tasks.work import Work
from webui.pages import record_page
from webui.pages.groups import shown as group_of
from webui.pages.process_view import process_of
from webui.pages.record_actions import offered
from webui.pages.record_kinds import KINDS

TABS = {
    "need": "Need",
    "info": "Lead info",
    "history": "History",
    "feed": "Feed",
    "similar": "Similar leads",
    "activities": "Activities",
    "process": "Process",
}
LINKS = ("contact_id", "account_id")
MOST_SIMILAR = 20
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
    return {"groups": [group], "registration": entered}


def _history(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    """Return the groups that the process fills; the owner changes by the action, which knows in which stages it may."""
    distribution = group_of(work, KINDS["lead"], lead, DISTRIBUTION)
    distribution["action"] = any(action["code"] == "distribute" for action in offered(work, "lead", lead["id"]))
    distribution["note"] = "Who works on the lead, and how. Possible in every stage but the final ones."
    handoff = group_of(work, KINDS["lead"], lead, HANDOFF)
    handoff["note"] = "What sales was told when the lead was handed over."
    return {"distribution": distribution, "groups": [handoff]}


def _similar(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    """Return other leads of the same address or contact."""
    found: dict[int, dict[str, Any]] = {}
    for name, reason in (("email", "Same e-mail"), ("contact_id", "Same contact")):
        if lead[name]:
            page = leads.find(work, {name: lead[name]}, MOST_SIMILAR, None)
            for other in KINDS["lead"].as_dict(work, page.items):
                found.setdefault(other["id"], {**other, "reason": reason})
    return {"similar": [other for other in found.values() if other["id"] != lead["id"]]}


def _process(work: Work, lead: dict[str, Any]) -> dict[str, Any]:
    return {"process": process_of(work, "lead", lead["id"])}


OWN: dict[str, Callable[[Work, dict[str, Any]], dict[str, Any]]] = {
    "need": _need,
    "info": _info,
    "history": _history,
    "similar": _similar,
    "process": _process,
}
