"""Runs an import: stages the file, then writes portion after portion, each in one transaction with its progress.

Whatever brings the worker down takes only the portion along that it was at: the next run begins where the last ended.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import rights
from crm.errors import NotAllowed
from crm.people import Actor, load_actor
from db import clock
from tasks import jobs
from tasks.imports import files, staging
from tasks.imports.errors import FileRefused
from tasks.imports.mapping import Mapping, from_data
from tasks.imports.resolving import Rules, resolve
from tasks.imports.writing import write
from tasks.models import Import, Job
from tasks.stages import Ladder, ladder_of_new_lead
from tasks.work import Baton, Work

STAGED = 50_000
PORTION, STARTED = 10_000, 200
"""Lines a transaction: staged; written; written where a process starts for each."""

ONE_AT_A_TIME = 7_151_902
"""Key of the advisory lock under which portions are written, so that two imports of one file see each other."""

NOBODY = Actor(None, "", "Command line", frozenset({rights.ADMIN}))  # type: ignore[arg-type]
"""Who imports on the command line: whoever may reach the database."""


def run(baton: Baton, import_id: int) -> None:
    """Do what is left of an import, until it is done, cancelled or refused."""
    if _read(baton, import_id):
        while _write_portion(baton, import_id):
            pass
    with baton.sessions.begin() as session:
        _tidy(session, import_id)


def fail(session: Session, import_id: int, reason: str) -> None:
    """Note why an import stopped."""
    job_id = session.get_one(Import, import_id).job_id
    assert job_id is not None
    jobs.fail(session, job_id, reason)


def _read(baton: Baton, import_id: int) -> bool:
    """Stage what is not staged yet, and say whether there is something to write."""
    with baton.sessions() as session:
        found = session.get_one(Import, import_id)
        staged = staging.last_line(session, import_id)
        if found.read_at is not None and staged >= found.last_line:
            return True
        mapping, after = from_data(found.mapping), max(found.written, staged)
        with files.stored(session, import_id) as path:
            session.rollback()
            try:
                with closing(staging.sent(path, import_id, mapping, after)) as blocks:
                    return _stage(baton, import_id, mapping, blocks)
            except FileRefused as refused:
                return _refuse(baton, import_id, str(refused))


def _stage(baton: Baton, import_id: int, mapping: Mapping, blocks: Generator[bytes, None, None]) -> bool:
    count, more = 0, True
    while more:
        with baton.sessions.begin() as session:
            job = _claim(session, import_id)
            if job is None:
                return False
            copied = staging.copy(session, blocks, STAGED)
            count, more = count + copied, copied > 0
            job.detail = f"Reading: {count:,} lines so far"
            if not more:
                _ready(session, session.get_one(Import, import_id), job, mapping)
    return True


def _refuse(baton: Baton, import_id: int, reason: str) -> bool:
    """End an import whose file cannot be read to its end: nothing of it has been written."""
    with baton.sessions.begin() as session:
        job = _claim(session, import_id)
        if job is not None:
            _give_up(job, reason)
    return False


def _ready(session: Session, found: Import, job: Job, mapping: Mapping) -> None:
    """Note that all lines are staged, and how many there are."""
    staging.mark_twins(session, found.id, by_key=mapping.existing != "add")
    found.last_line = max(found.written, staging.last_line(session, found.id))
    found.read_at = clock.now()
    job.total = job.done + staging.count_after(session, found.id, found.written)
    job.detail = None
    jobs.advance(session, job, 0)


def _write_portion(baton: Baton, import_id: int) -> bool:
    """Write the next lines, and say whether there are more."""
    with baton.sessions.begin() as session:
        job = _claim(session, import_id)
        if job is None:
            return False
        found = session.get_one(Import, import_id)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        try:
            work = Work(session, baton, _person(session, found))
        except NotAllowed as refused:
            _give_up(job, str(refused))
            return False
        _write(work, found, job)
        return job.state == "running"


def _write(work: Work, found: Import, job: Job) -> None:
    session, mapping = work.session, from_data(found.mapping)
    ladder = ladder_of_new_lead(work.app, session)
    rules = rules_of(work, mapping, ladder)
    most = STARTED if rules.may_start(ladder) else PORTION
    resolve(session, found.id, rules, found.written, most)
    count, last = session.execute(text("SELECT count(*), max(line) FROM import_chunk")).one()
    for name, number in asdict(write(work, found.id, rules, ladder)).items():
        setattr(found, name, getattr(found, name) + number)
    found.written = last if count else found.last_line
    jobs.advance(session, job, count or job.total - job.done)


def rules_of(work: Work, mapping: Mapping, ladder: Ladder) -> Rules:
    """Return what lines are resolved by now."""
    standing = [stage.code for stage in ladder.stages if not stage.final]
    return Rules(mapping, work.actor, standing, ladder.first)


def _claim(session: Session, import_id: int) -> Job | None:
    job_id = session.get_one(Import, import_id).job_id
    assert job_id is not None
    return jobs.claim(session, job_id)


def _give_up(job: Job, reason: str) -> None:
    """End a job for good: to try again would lead to the same."""
    job.state, job.detail, job.ended_at = "failed", reason, clock.now()


def _person(session: Session, found: Import) -> Actor:
    """Return who imports, with the rights that they have by now.

    Raises:
        crm.errors.NotAllowed
    """
    if found.created_by is None:
        return NOBODY
    actor = load_actor(session, found.created_by)
    if actor is None:
        raise NotAllowed("import leads", "whoever began this does not work here any more")
    rights.require(actor, "import", "lead")
    return actor


def _tidy(session: Session, import_id: int) -> None:
    """Give back what only the running import needed."""
    files.forget(session, import_id)
    staging.clear(session, import_id)
