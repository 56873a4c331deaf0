"""Who has signed in: the cookie carries the random secret of a session that the server keeps, and can end."""

from flask import request
from flask import session as cookie

from crm import people
from crm.people import Actor, sessions
from webui.transactions import session

SECRET = "session"  # noqa: S105 - the name under which the cookie carries it


def remember(actor: Actor, way: str) -> None:
    """Sign somebody in on this browser; whatever the cookie held before is forgotten."""
    forget()
    cookie.permanent = True
    cookie[SECRET] = sessions.begin(session(), actor.id, request.remote_addr, request.headers.get("User-Agent"))
    people.note_signed_in(session(), actor, way)


def forget() -> None:
    """End the session of this browser, if it has one."""
    secret = own_secret()
    cookie.clear()
    if secret:
        sessions.end(session(), secret)


def own_secret() -> str | None:
    """Return the secret of this browser's session, None without one."""
    secret = cookie.get(SECRET)
    return secret if isinstance(secret, str) else None


def current_actor() -> Actor | None:
    """Return who has signed in, None when nobody has, or no more."""
    secret = own_secret()
    if secret is None:
        return None
    return sessions.actor_of(session(), secret, request.remote_addr, in_use=request.endpoint not in ASKED_BY_ITSELF)


ASKED_BY_ITSELF = frozenset({"notices.count", "inbox.pulse", "migrations.progress"})
"""What open pages ask for now and then; it keeps no session alive."""
