"""The process that new leads run: the system setting “Lead management business process”."""

from sqlalchemy.orm import Session

from crm import settings
from engine.checks.starts import STARTING, listed
from engine.errors import ProcessDisabled, UnknownProcess
from engine.models import ProcessVersion
from engine.specs import Specs
from tasks.audit import of_process
from tasks.errors import ProcessNotFit
from tasks.work import Baton, Work

SETTING = "lead-management-business-process"
KIND = "lead-management"


def active_key(session: Session) -> str | None:
    """Return the key of the active process, None when leads are worked by hand."""
    value = settings.get(session, SETTING)
    return str(value) if value else None


def active_specs(app: Baton, session: Session) -> Specs | None:
    """Return the current version of the active process, None when there is none to start."""
    key = active_key(session)
    if key is None:
        return None
    try:
        return app.specs.current(session, key)
    except (UnknownProcess, ProcessDisabled):
        return None


def activate(work: Work, key: str | None) -> None:
    """Make a process the active one from the next start on; None has leads worked by hand.

    Raises:
        tasks.errors.ProcessNotFit: the process is not published, not enabled, or not for leads.
    """
    if key is not None:
        require_fit(work, key)
    settings.put(work.session, SETTING, key, work.actor.author())
    if key is not None:
        of_process(work, "activated", work.app.library.get(work.session, key))


def require_fit(work: Work, key: str) -> None:
    """Refuse a process that new leads could not run."""
    process = work.app.library.find(work.session, key)
    if process is None:
        raise ProcessNotFit(key, "there is no such process in the library")
    if process.kind != KIND:
        raise ProcessNotFit(key, f"it is of the kind “{process.kind}”, not “{KIND}”")
    if process.state == "disabled":
        raise ProcessNotFit(key, "it is disabled")
    if process.current_version_id is None:
        raise ProcessNotFit(key, "it has no published version")
    version = work.session.get_one(ProcessVersion, process.current_version_id)
    if not any(start["message"] in STARTING[KIND] for start in version.messages):
        raise ProcessNotFit(key, f"no lead can start it, as no start event waits for {listed(STARTING[KIND])}")
