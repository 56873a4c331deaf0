"""On which websites a form may stand: an origin is compared with the websites that its landing page lists."""

from urllib.parse import urlsplit

from crm.errors import OriginRefused
from crm.models import LandingPage

PORTS = {"http": 80, "https": 443}


def require(page: LandingPage, origin: str | None, own: str) -> None:
    """Refuse a form from a website that is neither ours (`own` is our origin) nor listed; no origin is no browser.

    Raises:
        crm.errors.OriginRefused
    """
    if origin is not None and origin != own and not allows(page, origin):
        raise OriginRefused(origin[:200])


def allows(page: LandingPage, origin: str) -> bool:
    """Say whether a page lists the website of an origin: by host, `*.` for all below it, with the port if unusual."""
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in PORTS or not host or parts.path or parts.query:
        return False
    usual = port is None or port == PORTS[parts.scheme]
    return any(_fits(domain, host, None if usual else port) for domain in page.domains)


def _fits(domain: str, host: str, port: int | None) -> bool:
    name, _, listed = domain.partition(":")
    if (int(listed) if listed else None) != port and not (port is None and listed in {"80", "443"}):
        return False
    if name.startswith("*."):
        return host.endswith(name[1:])
    return host == name
