"""My account: who I am here, my password, where I am signed in, and my tokens."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import people, tokens
from crm.errors import Invalid
from crm.people import sessions
from tasks.calendar import addresses
from webui import door
from webui.pages import signed_in
from webui.pages.answers import fragment, go_to, say
from webui.pages.blueprint import Pages
from webui.transactions import session, work

pages = Pages("my")
DAYS = (("7", "A week"), ("30", "30 days"), ("90", "90 days"), ("365", "A year"))
LONGEST_LABEL = 100
Errors = Mapping[str, list[str]]


@pages.get("/account")
def page() -> ResponseReturnValue:
    """Show everything about whoever asks."""
    actor = work().actor
    return render_template(
        "pages/my_account.html",
        user=people.user(session(), actor.id),
        has_password=people.has_password(session(), actor.id),
        sessions=sessions.of_user(session(), actor.id, signed_in.own_secret()),
        tokens=tokens.of_user(session(), actor.id),
        calendar_since=addresses.made_at(session(), actor),
    )


@pages.get("/account/password")
def password_form() -> ResponseReturnValue:
    """Return the form for another password."""
    return _password_form({})


@pages.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password; this browser stays signed in, all others do not."""
    current, new = request.form.get("current", ""), request.form.get("password", "")
    if new != request.form.get("again", ""):
        return _password_form({"again": ["This is not the same as above."]})
    try:
        door.change_password(work().actor, current, new, signed_in.own_secret())
    except Invalid as invalid:
        return _password_form(invalid.errors)
    say("Your password is changed. Other browsers are signed out, and your tokens are revoked.")
    return go_to(url_for("my.page"))


@pages.post("/account/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out in another browser."""
    sessions.end_one(session(), work().actor, session_id)
    say("Signed out there.")
    return go_to(url_for("my.page"))


@pages.get("/account/tokens/new")
def token_form() -> ResponseReturnValue:
    """Return the form of a new token."""
    return _token_form({}, {})


@pages.post("/account/tokens/new")
def issue_token() -> ResponseReturnValue:
    """Make a token, and show its secret this once."""
    label, days = request.form.get("label", "").strip(), request.form.get("days", "")
    errors: dict[str, list[str]] = {}
    if not 0 < len(label) <= LONGEST_LABEL:
        errors["label"] = [f"Say in 1 to {LONGEST_LABEL} characters what the token is for."]
    if days not in dict(DAYS):
        errors["days"] = ["Choose how long it is to be good for."]
    if errors:
        return _token_form({"label": label, "days": days}, errors)
    secret = tokens.issue(session(), work().actor, label, timedelta(days=int(days)))
    return fragment("fragments/token_issued.html", label=label, secret=secret)


@pages.post("/account/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Make one of one's own tokens worthless."""
    tokens.revoke_own(session(), work().actor, token_id)
    say("The token is revoked.")
    return go_to(url_for("my.page"))


def _password_form(errors: Errors) -> Response:
    return fragment("fragments/password_form.html", 422 if errors else 200, errors=errors)


def _token_form(values: Mapping[str, Any], errors: Errors) -> Response:
    choices = [{"code": code, "name": name} for code, name in DAYS]
    fields = [
        {"name": "label", "label": "What is it for?", "type": "text", "required": True, "value": values.get("label")},
        {
            "name": "days",
            "label": "Good for",
            "type": "choice",
            "required": True,
            "value": values.get("days", "30"),
            "choices": choices,
        },
    ]
    return fragment("fragments/token_form.html", 422 if errors else 200, fields=fields, errors=errors)
