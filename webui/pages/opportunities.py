"""The opportunity: its list and its page, with a bar and tasks of its own."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webui.pages import lists, record_page, stage_bar
from webui.pages.blueprint import Pages
from webui.pages.process_view import process_of
from webui.pages.record_actions import offered
from webui.pages.record_kinds import KINDS
from webui.pages.records import groups
from webui.transactions import work

pages = Pages("opportunity")
KIND = KINDS["opportunity"]
TABS = {
    "details": "Details",
    "feed": "Feed",
    "activities": "Activities",
    "history": "History",
    "process": "Process",
}


@pages.get("/opportunities")
def index() -> ResponseReturnValue:
    """Show the list."""
    return lists.index("opportunity")


@pages.get("/opportunities/<int:record_id>")
def page(record_id: int) -> ResponseReturnValue:
    """Show an opportunity."""
    record = KIND.one(work(), record_id)
    tab = record_page.tab_asked_for(TABS)
    return render_template(
        "pages/opportunity.html",
        record=record,
        kind=KIND,
        stages=stage_bar.stages(work(), "opportunity", record_id),
        steps=stage_bar.steps(work(), "opportunity", record_id),
        actions=offered(work(), "opportunity", record_id),
        tab=tab,
        tabs=record_page.tabs("opportunity", record_id, TABS),
        groups=groups(work(), KIND, record) if tab == "details" else [],
        process=process_of(work(), "opportunity", record_id) if tab == "process" else None,
        **record_page.detail(work(), "opportunity", record_id, tab),
    )
