"""Says in place what went wrong: a message beside what was clicked, or a page of its own."""

import logging
from dataclasses import replace
from secrets import token_hex

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError

from webui.pages.answers import is_htmx, problem_headers
from webui.problems import Problem, internal, problem_of
from webui.rendering.times import in_zone
from webui.transactions import drop

OUTDATED = "This page is too old, or your session has ended. Reload it; what you typed is kept."
log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Answer everything that a page request fails with."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """Return what the person sees."""
    drop()
    problem = _problem(error)
    problem = replace(problem, detail=in_zone(problem.detail))
    if is_htmx():
        return Response(problem.detail, problem.status, {**problem.headers, **problem_headers(problem.detail)})
    return make_response(_page(problem), problem.status, dict(problem.headers))


def _problem(error: Exception) -> Problem:
    if isinstance(error, CSRFError):
        return Problem(400, "This page is too old", OUTDATED)
    problem = problem_of(error)
    if problem is None:
        incident = token_hex(4)
        log.error("%s %s failed [%s]", request.method, request.path, incident, exc_info=error)
        problem = internal(incident)
    return problem


def _page(problem: Problem) -> str:
    """Return the page in its frame, or bare where the frame itself cannot be drawn."""
    template = "pages/problem.html" if "work" in g else "pages/problem_bare.html"
    try:
        return render_template(template, problem=problem)
    except Exception:
        log.exception("the frame of the error page could not be drawn")
        return render_template("pages/problem_bare.html", problem=problem)
