"""The lead: its list and its page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webui.pages import lists, profiles, record_page, stage_bar
from webui.pages.blueprint import Pages
from webui.pages.lead_tabs import TABS, tab_of, tabs_of
from webui.pages.record_actions import offered
from webui.pages.record_kinds import KINDS
from webui.transactions import work

pages = Pages("lead")
KIND = KINDS["lead"]


@pages.get("/leads")
def index() -> ResponseReturnValue:
    """Show the list."""
    return lists.index("lead")


@pages.get("/leads/<int:record_id>")
def page(record_id: int) -> ResponseReturnValue:
    """Show a lead."""
    lead = KIND.one(work(), record_id)
    tab = record_page.tab_asked_for(TABS)
    return render_template(
        "pages/lead.html",
        lead=lead,
        record=lead,
        kind=KIND,
        stages=stage_bar.stages(work(), "lead", record_id),
        steps=stage_bar.steps(work(), "lead", record_id),
        awaited=stage_bar.awaited(work(), lead),
        actions=offered(work(), "lead", record_id),
        profiles=profiles.of(work(), record_id),
        tab=tab,
        tabs=tabs_of(work(), record_id),
        **tab_of(work(), lead, tab),
    )
