"""Whom a post may mention: people found by what is typed after an @."""

from flask import request
from flask.typing import ResponseReturnValue

from crm.people import working
from webui.pages.answers import fragment
from webui.pages.blueprint import Pages
from webui.transactions import session

pages = Pages("mentions")
MOST = 6


@pages.get("/mentions")
def suggest() -> ResponseReturnValue:
    """Return the people whose login or name begins with what was typed."""
    word = request.args.get("word", "").lower()
    fit = [
        {"login": login, "name": name}
        for login, name in working(session()).items()
        if login.startswith(word) or any(part.startswith(word) for part in name.lower().split())
    ]
    return fragment("fragments/mentions.html", people=fit[:MOST])
