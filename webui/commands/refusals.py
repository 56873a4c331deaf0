"""What a failed command says: one line, whatever went wrong."""

from collections.abc import Mapping
from typing import Any

import click


def explain(error: Exception) -> str:
    """Return one line that says what was refused or failed."""
    if isinstance(error, click.ClickException):
        return _one_line(error.format_message())
    module = type(error).__module__.split(".")[0]
    if module in ("db", "engine", "crm", "scoring", "tasks", "webui"):
        return _one_line(str(error))
    if module in ("psycopg", "sqlalchemy"):
        return _one_line(f"The database refused: {getattr(error, 'orig', None) or error}")
    if isinstance(error, OSError):
        return _one_line(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return _one_line(f"{type(error).__name__}: {error} (BATON_LOG_LEVEL=DEBUG shows where)")


def facts_of(error: BaseException) -> Mapping[str, Any]:
    """Return what the interface would tell besides: errors by field, problems of a model."""
    from webui.problems import problem_of

    cause = error.__cause__ if isinstance(error, click.ClickException) else error
    problem = problem_of(cause) if isinstance(cause, Exception) else None
    return problem.facts if problem is not None else {}


def _one_line(text: str) -> str:
    return " ".join(text.split())
