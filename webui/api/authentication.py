"""Who asks: the bearer of a token. Cookies of pages do not count here, so no page can be tricked into a call."""

from flask import g, request

from crm import tokens
from tasks.work import Work
from webui import transactions
from webui.errors import NotSignedIn

SCHEME = "bearer"


def require_token() -> None:
    """Find the bearer of the request's token, and make the request their work.

    Raises:
        NotSignedIn: no token, or one that is unknown, expired or revoked.
    """
    session = transactions.session()
    actor = tokens.actor_of(session, bearer_token(), request.remote_addr)
    if actor is None:
        raise NotSignedIn("This token is unknown, expired or revoked.")
    g.work = Work(session, transactions.baton(), actor)


def bearer_token() -> str:
    """Return the token that the request carries.

    Raises:
        NotSignedIn: it carries none.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME or not token.strip():
        raise NotSignedIn("This call needs a token.")
    return token.strip()
