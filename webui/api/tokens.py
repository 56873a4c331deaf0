"""Tokens: login and password are exchanged for one; they are listed, and given up."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from crm import people, rights, tokens
from crm.errors import Invalid, SignInRefused
from webui import door, transactions
from webui.api import answers, authentication, parts
from webui.api.answers import Answer
from webui.api.reading import Body
from webui.api.routes import Routes
from webui.api.schemas import described
from webui.api.schemas.common import Id, Page, RecordPath
from webui.api.schemas.settings import Moment
from webui.transactions import work

ABOUT = "Signing in and out."
routes = Routes("tokens", ABOUT, open_to_all=True)
own = Routes("tokens", ABOUT)


class Credentials(Body):
    """Login and password."""

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    label: Annotated[str | None, Field(max_length=100)] = Field(None, description="What the token is for.")
    days: int = Field(tokens.LIFETIME.days, ge=1, le=tokens.LONGEST_DAYS, description="How long it is good for.")


class Token(BaseModel):
    """A new token; it is shown this once."""

    token: str


class KeptToken(BaseModel):
    """A token that is good for something; its secret is not kept."""

    id: Id
    label: str | None
    created_at: Moment
    last_used_at: Moment | None = Field(description="To the minute; null: never.")
    expires_at: Moment
    current: bool = Field(description="Whether this very call was made with it.")


class TokenFilters(Page):
    """Whose tokens are wanted; the caller's own without."""

    user: str | None = Field(None, description="Login of the user; only admins see those of others.")


@routes.post("/tokens", responses={201: Token})
def sign_in(body: Credentials) -> Answer:
    """Exchange login and password for a token."""
    session = transactions.session()
    try:
        actor = door.authenticate(body.login, body.password)
    except SignInRefused:
        transactions.keep()
        raise
    secret = tokens.issue(session, actor, body.label, timedelta(days=body.days))
    people.note_signed_in(session, actor, "password, for a token")
    return Answer(answers.dump({"token": secret}), 201)


@own.get("/tokens", responses={200: described.page_of(KeptToken)})
def find(query: TokenFilters) -> Answer:
    """List tokens that are good for something, newest first."""
    session, actor = work().session, work().actor
    user_id = actor.id
    if query.user is not None and query.user != actor.login:
        rights.require(actor, "edit", "user")
        user_id = people.id_of(session, query.user) or 0
        if not user_id:
            raise Invalid({"user": [f"There is no user “{query.user}”."]})
    return parts.after(query, tokens.of_user(session, user_id, authentication.bearer_token()))


@own.delete("/tokens/current", responses={204: None})
def sign_out() -> Answer:
    """Make the token of this very call worthless."""
    tokens.revoke(work().session, authentication.bearer_token(), work().actor.author())
    return answers.nothing()


@own.delete("/tokens/<int:id>", responses={204: None})
def revoke(path: RecordPath) -> Answer:
    """Make a token worthless: one of the caller's own, or for admins anybody's."""
    session, actor = work().session, work().actor
    if rights.may(actor, "edit", "user"):
        tokens.revoke_one(session, path.id, actor.author())
    else:
        tokens.revoke_own(session, actor, path.id)
    return answers.nothing()
