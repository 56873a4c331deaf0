"""Turns whatever a request failed with into application/problem+json (RFC 9457)."""

import logging
from secrets import token_hex

from flask import Flask, Response, request
from sqlalchemy.exc import SQLAlchemyError

from webui.api.answers import dump
from webui.problems import Problem, internal, problem_of

PROBLEM = "application/problem+json"

log = logging.getLogger(__name__)


def answer_problem(error: Exception) -> Response:
    """Answer a request that failed; what nobody foresaw is logged under an id that the answer carries."""
    problem = problem_of(error)
    if problem is None:
        incident = token_hex(8)
        log.error("%s %s failed [%s]", request.method, request.path, incident, exc_info=error)
        problem = internal(incident)
    elif isinstance(error, SQLAlchemyError):
        # Away, or stopped by a constraint because nobody checked: either way somebody should look.
        log.warning("%s %s was refused by the database", request.method, request.path, exc_info=error)
    return respond(problem)


def respond(problem: Problem) -> Response:
    """Return a problem as Flask sends it."""
    return Response(dump(problem.members()), problem.status, problem.headers, content_type=PROBLEM)


def answer_unrouted(app: Flask) -> None:
    """Have addresses under /api that lead nowhere, or not by this method, answered like any other failure there."""

    @app.before_request
    def unrouted() -> Response | None:
        missed = request.routing_exception
        if missed is None or not request.path.startswith("/api/"):
            return None
        return answer_problem(missed)
