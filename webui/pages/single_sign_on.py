"""Signing in with the organisation: there, and back."""

from flask import abort, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from crm.audit import events
from crm.changes import Author
from crm.errors import SingleSignOnRefused
from crm.people.single_sign_on import Identity, admit
from webui import single_sign_on
from webui.errors import ProviderFailed
from webui.pages import signed_in
from webui.pages.answers import go_to, own_address
from webui.pages.blueprint import Pages
from webui.pages.sign_in import sign_in_form
from webui.transactions import keep, session

pages = Pages("single_sign_on", open_to_all=True)
BACK = "back"
FORBIDDEN, BAD_GATEWAY = 403, 502


@pages.get("/sign-in/organisation")
def leave() -> ResponseReturnValue:
    """Send somebody to their organisation to sign in."""
    _require_set_up()
    cookie[BACK] = own_address(request.args.get("back"))
    try:
        return single_sign_on.to_provider(url_for("single_sign_on.come_back", _external=True))
    except ProviderFailed as failed:
        return sign_in_form(cookie[BACK], problem=str(failed)), BAD_GATEWAY


@pages.get("/sign-in/organisation/callback")
def come_back() -> ResponseReturnValue:
    """Sign in whom the organisation vouches for."""
    _require_set_up()
    back = own_address(cookie.pop(BACK, None))
    try:
        identity = single_sign_on.identity()
    except ProviderFailed as failed:
        return sign_in_form(back, problem=str(failed)), BAD_GATEWAY
    try:
        actor = admit(session(), identity, request.remote_addr)
    except SingleSignOnRefused as refused:
        _note_refused(identity, refused)
        return sign_in_form(back, problem=str(refused)), FORBIDDEN
    signed_in.remember(actor, "single sign-on")
    return go_to(back)


def _note_refused(identity: Identity, refused: SingleSignOnRefused) -> None:
    facts = {"email": identity.email, "with": "single sign-on", "because": refused.reason}
    events.write(session(), "sign_in_failed", ("user", None), facts, Author(address=request.remote_addr))
    keep()


def _require_set_up() -> None:
    if not single_sign_on.is_set_up():
        abort(404)
