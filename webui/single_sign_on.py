"""Signing in with the organisation's identity provider: OpenID Connect by code, with PKCE, state and nonce."""

import logging
from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app
from joserfc.errors import JoseError

from crm.people.single_sign_on import Identity
from db.settings import IdentityProvider, Settings
from webui.errors import ProviderFailed

NAME = "organisation"
SCOPE = "openid email profile"
PATIENCE = 10.0
PROBLEMS = (requests.RequestException, AuthlibBaseError, JoseError, KeyError, ValueError, RuntimeError)
"""What goes wrong between two servers: no answer, one that makes no sense, and one that cannot be trusted."""

log = logging.getLogger(__name__)


def install(app: Flask, settings: Settings) -> None:
    """Make the provider known to the application, if one is set up; it is asked for its addresses when it is needed."""
    provider = settings.identity_provider
    if provider is None:
        return
    OAuth(app).register(
        NAME,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": SCOPE, "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )


def is_set_up() -> bool:
    """Say whether people can sign in with their organisation."""
    return _settings().identity_provider is not None


def to_provider(back_here: str) -> Response:
    """Send somebody to the provider, which sends them on to `back_here`.

    Raises:
        webui.errors.ProviderFailed: it cannot be reached.
    """
    try:
        _require_issuer()
        answer = _client().authorize_redirect(back_here)
    except PROBLEMS as error:
        raise _failed(error) from error
    assert isinstance(answer, Response)
    return answer


def identity() -> Identity:
    """Return whom the provider vouches for with the current request, which it has sent here.

    Raises:
        webui.errors.ProviderFailed: the request was not begun in this browser, or the provider vouches for nobody.
    """
    client = _client()
    try:
        _require_issuer()
        token = client.authorize_access_token()
        claims: dict[str, Any] = dict(token["userinfo"])
        if "email" not in claims:
            claims = _with_further(claims, client.userinfo(token=token))
    except PROBLEMS as error:
        raise _failed(error) from error
    return _identity(claims)


def _with_further(claims: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Add what the provider tells on request; what it says of somebody else does not count."""
    return {**told, **claims} if told.get("sub") == claims.get("sub") else claims


def _identity(claims: Mapping[str, Any]) -> Identity:
    role_claim = _provider().role_claim
    roles = claims.get(role_claim) if role_claim else None
    return Identity(
        email=_text(claims.get("email")),
        verified=claims.get("email_verified") in (True, "true"),
        name=_text(claims.get("name")),
        login=_text(claims.get("preferred_username")),
        roles=tuple(str(role) for role in (roles if isinstance(roles, list) else [roles]) if role),
    )


def _require_issuer() -> None:
    told = _client().load_server_metadata().get("issuer")
    if str(told).rstrip("/") != _provider().issuer:
        raise ValueError(f"the provider calls itself {told}")


def _failed(error: Exception) -> ProviderFailed:
    log.warning("single sign-on failed: %s: %s", type(error).__name__, error)
    if isinstance(error, requests.RequestException):
        return ProviderFailed("it cannot be reached")
    if getattr(error, "error", None) == "access_denied":
        return ProviderFailed("it was declined there")
    return ProviderFailed("it gave no answer that can be trusted")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _client() -> Any:
    return current_app.extensions["authlib.integrations.flask_client"].create_client(NAME)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["baton"].settings
    return settings


def _provider() -> IdentityProvider:
    provider = _settings().identity_provider
    assert provider is not None
    return provider
