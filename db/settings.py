"""What the environment says, read once: see “Environment” in docs/operations.md."""

import logging
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from db.errors import SettingRefused

ENVIRONMENTS = ("development", "production")
MOST_PROXIES = 10


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """The OpenID Connect provider that people of the organisation sign in with; `role_claim` names their roles."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation. `database_url` is None where the embedded server is used."""

    data_dir: Path
    secret_key: str
    database_url: str | None = None
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    log_level: str = "INFO"
    environment: str = "development"
    trusted_proxies: int = 0
    identity_provider: IdentityProvider | None = None

    @property
    def in_production(self) -> bool:
        """Say whether unsafe conveniences (demo passwords, a made-up secret) are off."""
        return self.environment == "production"


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, making the data folder and the secret key where they are missing.

    Raises:
        SettingRefused: a value cannot be used.
    """
    environment = _one_of(environ, "BATON_ENV", ENVIRONMENTS, "development")
    data_dir = Path(environ.get("BATON_DATA_DIR") or "var").expanduser().resolve()
    _make_folder(data_dir)
    return Settings(
        data_dir=data_dir,
        secret_key=environ.get("BATON_SECRET_KEY") or _kept_secret(data_dir, environment),
        database_url=_database_url(environ),
        base_url=(environ.get("BATON_BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=environ.get("BATON_SMTP_URL") or None,
        log_level=_one_of(environ, "BATON_LOG_LEVEL", tuple(logging.getLevelNamesMapping()), "INFO", upper=True),
        environment=environment,
        trusted_proxies=_count(environ, "BATON_TRUSTED_PROXIES"),
        identity_provider=_identity_provider(environ, environment),
    )


def _one_of(
    environ: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str, *, upper: bool = False
) -> str:
    value = environ.get(name) or default
    value = value.upper() if upper else value.lower()
    if value not in allowed:
        raise SettingRefused(name, f"“{value}” is none of {', '.join(allowed)}")
    return value


def _count(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name) or "0"
    if not value.isdecimal() or int(value) > MOST_PROXIES:
        raise SettingRefused(name, f"“{value}” is no number from 0 to {MOST_PROXIES}")
    return int(value)


def _identity_provider(environ: Mapping[str, str], environment: str) -> IdentityProvider | None:
    names = ("BATON_OIDC_ISSUER", "BATON_OIDC_CLIENT_ID", "BATON_OIDC_CLIENT_SECRET")
    given = [environ.get(name) or "" for name in names]
    if not any(given):
        return None
    missing = next((name for name, value in zip(names, given, strict=True) if not value), None)
    if missing:
        raise SettingRefused(missing, f"has to be set when another of {', '.join(names)} is")
    issuer, client_id, client_secret = given
    if not issuer.startswith(("https://",) if environment == "production" else ("https://", "http://")):
        raise SettingRefused(names[0], "has to be an address that begins with https://")
    return IdentityProvider(issuer.rstrip("/"), client_id, client_secret, environ.get("BATON_OIDC_ROLE_CLAIM") or None)


def _database_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("BATON_DATABASE_URL") or None
    if url and not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise SettingRefused("BATON_DATABASE_URL", "only PostgreSQL will do, as in postgresql://user@host/database")
    return url


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingRefused("BATON_DATA_DIR", f"{folder} cannot be made ({error.strerror})") from error


def _kept_secret(data_dir: Path, environment: str) -> str:
    """Return the secret kept in the data folder; of several programs that start at once, the first one makes it."""
    if environment == "production":
        raise SettingRefused("BATON_SECRET_KEY", "has to be set when BATON_ENV=production")
    kept = data_dir / "secret_key"
    if not kept.exists():
        draft = data_dir / f".secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        # A link fails where a rename would overwrite: whoever comes second uses the key of the first.
        try:
            kept.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()
