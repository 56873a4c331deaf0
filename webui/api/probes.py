"""What watches over Baton asks here: is it alive, is it ready, how is it doing."""

from ipaddress import ip_address

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from crm.errors import NotAllowed
from db import migrate
from webui import transactions
from webui.api import authentication, metrics
from webui.api.answers import JSON, dump
from webui.api.failures import answer_problem

MAY_READ_METRICS = frozenset({"admin"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")

probes = Blueprint("probes", __name__)
probes.register_error_handler(Exception, answer_problem)


@probes.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process is alive."""
    return Response(dump({"status": "alive"}), content_type=JSON)


@probes.get("/readyz")
def readyz() -> Response:
    """Answer 200 when the database answers and stands at the newest migration, else 503."""
    try:
        migrated = migrate.is_current(transactions.baton().engine)
    except SQLAlchemyError:
        return _readiness(database="away", migrations="unknown")
    return _readiness(database="ok", migrations="ok" if migrated else "behind")


@probes.get("/metrics")
def scrape() -> Response:
    """Return the figures for Prometheus: to this machine, or to an administrator's token."""
    if not _is_from_here():
        authentication.require_token()
        if not MAY_READ_METRICS.intersection(transactions.work().actor.roles):
            raise NotAllowed("read metrics", "only administrators may")
    return Response(metrics.exposition(transactions.session()), content_type=CONTENT_TYPE_LATEST)


def _readiness(**parts: str) -> Response:
    ready = all(state == "ok" for state in parts.values())
    return Response(
        dump({"status": "ready" if ready else "not ready", **parts}), 200 if ready else 503, content_type=JSON
    )


def _is_from_here() -> bool:
    """Say whether the request was made on this machine; one that a proxy here passes on was not."""
    if any(name in request.headers for name in FORWARDED):
        return False
    return ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104  # stands for “unknown”
