"""Signing in and out."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm import people
from crm.audit import events
from crm.errors import SignInRefused, SignInThrottled
from tasks.demo.people import PASSWORD, USERS
from webui import door, single_sign_on
from webui.pages import signed_in
from webui.pages.answers import go_to, own_address
from webui.pages.blueprint import Pages
from webui.problems import problem_of
from webui.rendering.times import in_zone
from webui.transactions import baton, keep, session

pages = Pages("sign_in", open_to_all=True)


@pages.get("/sign-in")
def page() -> ResponseReturnValue:
    """Show the form; who has signed in already is sent on."""
    back = own_address(request.args.get("back"))
    if signed_in.current_actor() is not None:
        return go_to(back)
    return sign_in_form(back)


@pages.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Sign in by login and password."""
    login, back = request.form.get("login", ""), own_address(request.form.get("back"))
    try:
        actor = door.authenticate(login, request.form.get("password", ""))
    except SignInRefused as refused:
        keep()
        return sign_in_form(back, login, str(refused)), 401
    except SignInThrottled as throttled:
        problem = problem_of(throttled)
        assert problem is not None
        return sign_in_form(back, login, in_zone(problem.detail)), problem.status, dict(problem.headers)
    signed_in.remember(actor, "password")
    return go_to(back)


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out on this browser."""
    actor = signed_in.current_actor()
    if actor is not None:
        events.write(session(), "signed_out", ("user", actor.id), {"login": actor.login}, actor.author())
    signed_in.forget()
    return go_to(url_for("sign_in.page"))


def sign_in_form(back: str, login: str = "", problem: str | None = None) -> str:
    """Return the page that asks who is there."""
    return render_template(
        "pages/sign_in.html",
        back=back,
        login=login,
        problem=problem,
        organisation=single_sign_on.is_set_up(),
        demo_users=_demo_users(),
        demo_password=PASSWORD,
    )


def _demo_users() -> list[dict[str, Any]]:
    """Return the demo users that exist; none in production, where their password is refused."""
    if baton().settings.in_production:
        return []
    logins = [login for login, *_ in USERS]
    found = {user["login"]: user for user in people.users(session(), active=True)}
    return [found[login] for login in logins if login in found]
