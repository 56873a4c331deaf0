"""The door for people and programs alike: login and password, and no demo password in production."""

from flask import request

from crm import people
from crm.errors import SignInRefused
from crm.people import Actor
from tasks.demo.people import PASSWORD
from webui.transactions import baton, session


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
