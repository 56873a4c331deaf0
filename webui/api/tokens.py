"""Tokens: login and password are exchanged for one, and it can be given up."""

from typing import Annotated

from pydantic import BaseModel, Field

from crm import tokens
from crm.errors import SignInRefused
from webui import door, transactions
from webui.api import answers, authentication
from webui.api.answers import Answer
from webui.api.reading import Body
from webui.api.routes import Routes

ABOUT = "Signing in and out."
routes = Routes("tokens", ABOUT, open_to_all=True)
own = Routes("tokens", ABOUT)


class Credentials(Body):
    """Login and password."""

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    label: Annotated[str | None, Field(max_length=100)] = Field(None, description="What the token is for.")


class Token(BaseModel):
    """A new token; it is shown this once."""

    token: str


@routes.post("/tokens", responses={201: Token})
def sign_in(body: Credentials) -> Answer:
    """Exchange login and password for a token."""
    session = transactions.session()
    try:
        actor = door.authenticate(body.login, body.password)
    except SignInRefused:
        transactions.keep()
        raise
    return Answer(answers.dump({"token": tokens.issue(session, actor, body.label)}), 201)


@own.delete("/tokens/current", responses={204: None})
def sign_out() -> Answer:
    """Make the token of this very call worthless."""
    tokens.revoke(transactions.session(), authentication.bearer_token())
    return answers.nothing()
