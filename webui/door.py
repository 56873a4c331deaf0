"""The door for people and programs alike: login and password, and no demo password in production."""

from flask import request

from crm import people
from crm.errors import Invalid, SignInRefused
from crm.people import Actor
from tasks.demo.people import PASSWORD
from webui.transactions import baton, keep, session


def authenticate(login: str, password: str) -> Actor:
    """Return who signs in with the current request.

    Raises:
        crm.errors.SignInRefused: login and password do not belong together, or the password is the published one of
            the demo users and this is production. The attempt is counted in the session: keep it.
        crm.errors.SignInThrottled: there were too many attempts.
    """
    actor = people.authenticate(session(), login, password, request.remote_addr)
    if password == PASSWORD and baton().settings.in_production:
        raise SignInRefused
    return actor


def change_password(actor: Actor, current: str, new: str, secret: str | None = None) -> None:
    """Change the password of whoever asks; all their sessions and tokens end but the session with a secret.

    Raises:
        crm.errors.Invalid: the current password is another one, which counts as a failed attempt to sign in; or the
            new one will not do.
        crm.errors.SignInThrottled: there were too many attempts.
    """
    try:
        authenticate(actor.login, current)
    except SignInRefused:
        keep()
        raise Invalid({"current": ["This is not your password."]}) from None
    people.change_own_password(session(), actor, new, secret)
