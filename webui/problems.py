"""The one table that says what each error means to whoever asked: a status, a title, and facts to act on."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus as Status
from math import ceil
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from crm import errors as crm
from db import clock
from engine import errors as engine
from tasks import errors as tasks
from tasks.imports import errors as imports
from webui import errors as webui

Facts = Callable[[Any], Mapping[str, Any]]
TYPE = "/api/problems#"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Baton"'}


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal, ready to be shown as a page or as application/problem+json."""

    status: int
    title: str
    detail: str
    type: str = "about:blank"
    facts: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """Return the members of the JSON object of RFC 9457."""
        return {"type": self.type, "title": self.title, "status": self.status, "detail": self.detail, **self.facts}


@dataclass(frozen=True, slots=True)
class Kind:
    """What all errors of one class have in common."""

    status: Status
    code: str
    title: str
    facts: Facts = lambda _error: {}
    headers: Facts = lambda _error: {}
    detail: Callable[[Any], str] = str


def _retry_after(error: crm.SignInThrottled | crm.CalledTooOften) -> dict[str, str]:
    return {"Retry-After": str(max(1, ceil((error.until - clock.now()).total_seconds())))}


KINDS: dict[type[Exception], Kind] = {
    webui.MalformedRequest: Kind(Status.BAD_REQUEST, "malformed", "The request cannot be read"),
    webui.InvalidRequest: Kind(
        Status.UNPROCESSABLE_ENTITY, "invalid", "Some fields are wrong", lambda e: {"errors": e.errors}
    ),
    webui.BodyTooLarge: Kind(Status.REQUEST_ENTITY_TOO_LARGE, "body-too-large", "The body is larger than 1 MB"),
    webui.ModelTooLarge: Kind(Status.REQUEST_ENTITY_TOO_LARGE, "model-too-large", "The model is larger than 5 MB"),
    webui.FileMissing: Kind(
        Status.UNPROCESSABLE_ENTITY, "file-missing", "There is no file", lambda e: {"errors": {"file": [str(e)]}}
    ),
    imports.FileRefused: Kind(
        Status.UNPROCESSABLE_ENTITY,
        "file-refused",
        "The file cannot be imported",
        lambda e: {"errors": {"file": [str(e)]}},
    ),
    imports.FileTooLarge: Kind(Status.REQUEST_ENTITY_TOO_LARGE, "file-too-large", "The file is too large"),
    webui.NotSignedIn: Kind(Status.UNAUTHORIZED, "not-signed-in", "Sign in first", headers=lambda _: CHALLENGE),
    webui.ProviderFailed: Kind(Status.BAD_GATEWAY, "provider-failed", "Your organisation did not sign you in"),
    webui.KeyUsedTwice: Kind(
        Status.UNPROCESSABLE_ENTITY,
        "key-used-twice",
        "The idempotency key belongs to another request",
        lambda e: {"errors": {"Idempotency-Key": [str(e)]}},
    ),
    crm.Invalid: Kind(Status.UNPROCESSABLE_ENTITY, "invalid", "Some fields are wrong", lambda e: {"errors": e.errors}),
    crm.NotAllowed: Kind(Status.FORBIDDEN, "not-allowed", "You may not do this"),
    crm.NotFound: Kind(Status.NOT_FOUND, "not-found", "There is no such record"),
    crm.StateForbids: Kind(
        Status.CONFLICT,
        "state-forbids",
        "The state does not allow this",
        lambda e: {"state": e.state, "possible": list(e.possible)},
    ),
    crm.Stale: Kind(
        Status.PRECONDITION_FAILED, "stale", "Somebody else was faster", lambda e: {"revision": e.revision}
    ),
    crm.UnknownLookup: Kind(Status.NOT_FOUND, "unknown-lookup", "There is no such lookup"),
    crm.UnknownSetting: Kind(Status.NOT_FOUND, "unknown-setting", "There is no such setting"),
    crm.SignInRefused: Kind(
        Status.UNAUTHORIZED, "sign-in-refused", "Login or password is wrong", headers=lambda _: CHALLENGE
    ),
    crm.SingleSignOnRefused: Kind(Status.FORBIDDEN, "single-sign-on-refused", "You cannot sign in"),
    crm.SignInThrottled: Kind(
        Status.TOO_MANY_REQUESTS, "sign-in-throttled", "Too many failed attempts", headers=_retry_after
    ),
    crm.CalledTooOften: Kind(Status.TOO_MANY_REQUESTS, "called-too-often", "Too many calls", headers=_retry_after),
    crm.OriginRefused: Kind(Status.FORBIDDEN, "origin-refused", "This website may not send the form"),
    crm.SignatureRefused: Kind(Status.UNAUTHORIZED, "signature-refused", "The call is not signed as it should be"),
    tasks.TaskAlreadyCompleted: Kind(
        Status.CONFLICT,
        "already-completed",
        "The task is completed already",
        lambda e: {"completed_by": e.by, "completed_at": e.at},
    ),
    tasks.TaskCancelled: Kind(
        Status.CONFLICT, "task-cancelled", "The task was cancelled", lambda e: {"stage_left": e.stage}
    ),
    tasks.TaskTaken: Kind(Status.CONFLICT, "task-taken", "The task has an owner", lambda e: {"owner_name": e.by}),
    tasks.UnknownAction: Kind(
        Status.NOT_FOUND, "unknown-action", "There is no such action", lambda e: {"possible": e.known}
    ),
    tasks.ProcessNotFit: Kind(
        Status.UNPROCESSABLE_ENTITY,
        "process-not-fit",
        "The process cannot be chosen",
        lambda e: {"errors": {"value": [str(e)]}},
    ),
    tasks.NotWalkable: Kind(Status.CONFLICT, "not-walkable", "The process cannot be tried by itself"),
    tasks.StepImpossible: Kind(Status.UNPROCESSABLE_ENTITY, "step-impossible", "The step cannot be taken"),
    tasks.StepRefused: Kind(
        Status.UNPROCESSABLE_ENTITY,
        "step-refused",
        "A step was refused",
        lambda e: {"step": e.number, "errors": e.errors, "reached": e.reached},
    ),
    tasks.ScenarioFailed: Kind(
        Status.UNPROCESSABLE_ENTITY, "scenario-failed", "Something else came about", lambda e: {"step": e.number}
    ),
    tasks.ScenariosUnreadable: Kind(Status.UNPROCESSABLE_ENTITY, "scenarios-unreadable", "The file holds no scenarios"),
    tasks.DemoRefused: Kind(Status.FORBIDDEN, "demo-refused", "Demo data have no place here"),
    engine.ModelRefused: Kind(
        Status.UNPROCESSABLE_ENTITY,
        "model-refused",
        "The model breaks rules",
        lambda e: {"problems": [asdict(problem) for problem in e.problems]},
    ),
    engine.UnknownProcess: Kind(Status.NOT_FOUND, "unknown-process", "There is no such process"),
    engine.UnknownVersion: Kind(Status.NOT_FOUND, "unknown-version", "There is no such version"),
    engine.UnknownElement: Kind(Status.NOT_FOUND, "unknown-element", "There is no such element"),
    engine.AlreadyCurrent: Kind(Status.CONFLICT, "already-current", "The version is the current one already"),
    engine.ProcessDisabled: Kind(Status.CONFLICT, "process-disabled", "The process is disabled"),
    engine.ProcessInUse: Kind(
        Status.CONFLICT, "process-in-use", "The process is in use", lambda e: {"setting": e.setting}
    ),
    engine.NotWaiting: Kind(Status.CONFLICT, "not-waiting", "The process does not wait for this"),
    engine.InstanceStopped: Kind(
        Status.CONFLICT,
        "instance-stopped",
        "A step of the process failed",
        lambda e: {"element": e.element, "error": e.error},
    ),
    engine.UnknownInstance: Kind(Status.NOT_FOUND, "unknown-instance", "There is no such process instance"),
    engine.ProcessExists: Kind(
        Status.UNPROCESSABLE_ENTITY, "process-exists", "The key is taken", lambda e: {"errors": {"key": [str(e)]}}
    ),
    engine.KeyUnfit: Kind(
        Status.UNPROCESSABLE_ENTITY, "key-unfit", "The key cannot be used", lambda e: {"errors": {"key": [str(e)]}}
    ),
    engine.NameUnfit: Kind(
        Status.UNPROCESSABLE_ENTITY, "name-unfit", "The name cannot be used", lambda e: {"errors": {"name": [str(e)]}}
    ),
    engine.DraftChanged: Kind(
        Status.PRECONDITION_FAILED, "stale", "Somebody else was faster", lambda e: {"revision": e.revision}
    ),
    engine.ProcessPublished: Kind(Status.CONFLICT, "process-published", "The process has been published"),
    engine.NothingToPublish: Kind(Status.CONFLICT, "no-draft", "There is no draft"),
    engine.EngineError: Kind(Status.CONFLICT, "process-failed", "The process cannot go on"),
    PoolTimeout: Kind(
        Status.SERVICE_UNAVAILABLE,
        "busy",
        "Too busy",
        headers=lambda _: {"Retry-After": "1"},
        detail=lambda _: "All connections to the database are in use; try again in a moment.",
    ),
    OperationalError: Kind(
        Status.SERVICE_UNAVAILABLE,
        "database-away",
        "The database cannot do this now",
        headers=lambda _: {"Retry-After": "5"},
        detail=lambda _: "It is away or overloaded. Nothing was changed; try again in a moment.",
    ),
    IntegrityError: Kind(
        Status.CONFLICT,
        "conflict",
        "This collides with another record",
        detail=lambda _: "A record with these values exists already, or one that it refers to does not.",
    ),
    DataError: Kind(
        Status.UNPROCESSABLE_ENTITY,
        "out-of-range",
        "A value does not fit",
        detail=lambda _: "A value is too long, too large or of the wrong kind to be stored.",
    ),
}
"""Looked up by the error's class, then by the classes it derives from, nearest first."""


def problem_of(error: Exception) -> Problem | None:
    """Return what an error means to whoever asked; None for one that nobody foresaw."""
    if isinstance(error, HTTPException):
        return _of_http(error)
    kind = next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), None)
    if kind is None:
        return None
    return Problem(
        kind.status, kind.title, kind.detail(error), TYPE + kind.code, kind.facts(error), kind.headers(error)
    )


def internal(incident: str) -> Problem:
    """Return the problem for an error that nobody foresaw; `incident` finds it in the log."""
    return Problem(
        Status.INTERNAL_SERVER_ERROR,
        "Something went wrong here",
        f"Nothing was changed. Whoever runs this site finds the reason in the log under {incident}.",
        TYPE + "internal",
        {"incident": incident},
    )


def _of_http(error: HTTPException) -> Problem:
    status = Status(error.code or Status.INTERNAL_SERVER_ERROR)
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return Problem(status, status.phrase, error.description or status.description, headers=headers)
