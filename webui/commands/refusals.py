"""What a failed command says: one line, whatever went wrong."""

from collections.abc import Iterator

import click


def explain(error: Exception) -> str:
    """Return one line that says what was refused or failed."""
    if isinstance(error, click.ClickException):
        return _one_line(error.format_message())
    if errors := getattr(error, "errors", None):
        return _one_line(f"{error} {'; '.join(_by_field(errors))}" if isinstance(errors, dict) else str(error))
    module = type(error).__module__.split(".")[0]
    if module in ("db", "engine", "crm", "scoring", "tasks", "webui"):
        return _one_line(str(error))
    if module in ("psycopg", "sqlalchemy"):
        return _one_line(f"The database refused: {getattr(error, 'orig', None) or error}")
    if isinstance(error, OSError):
        return _one_line(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return _one_line(f"{type(error).__name__}: {error} (BATON_LOG_LEVEL=DEBUG shows where)")


def _by_field(errors: dict[str, object]) -> Iterator[str]:
    for field, messages in errors.items():
        yield f"{field}: {', '.join(map(str, messages)) if isinstance(messages, list | tuple) else messages}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
