"""Switching records off and on that have no actions for it: inactive ones are hidden and read-only."""

from flask import url_for
from flask.typing import ResponseReturnValue

from webui.pages.answers import say, show_again
from webui.pages.blueprint import Pages
from webui.pages.record_kinds import KINDS
from webui.transactions import work

pages = Pages("switch")


@pages.post("/<any(contact, account, opportunity, order):record_type>/<int:record_id>/<any(activate, deactivate):turn>")
def put(record_type: str, record_id: int, turn: str) -> ResponseReturnValue:
    """Switch a record on or off, and show its page as it is then."""
    KINDS[record_type].update(work(), record_id, {"active": turn == "activate"})
    say(f"The {record_type} is active again." if turn == "activate" else f"The {record_type} is inactive now.")
    return show_again(url_for(f"{record_type}.page", record_id=record_id))
