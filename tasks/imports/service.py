"""What people do with imports: send a file, map its columns, look at what would come of it, begin, follow."""

from collections.abc import Mapping as Values
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import rights
from crm.audit import events
from crm.errors import Invalid, NotFound, StateForbids
from crm.record_types import table_of
from db import clock
from tasks import jobs
from tasks.deferral import defer
from tasks.imports import files
from tasks.imports.guess import guess
from tasks.imports.mapping import Mapping, from_data, importable, require_complete
from tasks.models import Import, ImportMapping, ImportRejection, Job
from tasks.work import Work

KIND = "import"
LINE, REASON = "Line", "Reason"
REJECTIONS = table_of(ImportRejection)
MOST = 50
KEEP_DRAFTS = timedelta(days=7)
LONGEST_NAME = 100


def require(work: Work) -> None:
    """Refuse whoever may not import.

    Raises:
        crm.errors.NotAllowed
    """
    rights.require(work.actor, "import", "lead")
    rights.require(work.actor, "create", "lead")


def receive(work: Work, name: str, file: IO[bytes], given: Values[str, Any] | None = None) -> Import:
    """Keep a file, with the mapping that was given or is guessed; it is refused at once if it cannot be read.

    Raises:
        crm.errors.NotAllowed, crm.errors.Invalid, tasks.imports.errors.FileRefused, tasks.imports.errors.FileTooLarge.
    """
    require(work)
    digest, size = files.digest_of(file)
    found = Import(
        file_name=Path(name.replace("\x00", "")).name[:250] or "file",
        digest=digest,
        size=size,
        mapping={},
        created_by=work.actor.id,
    )
    work.session.add(found)
    work.session.flush()
    files.store(work.session, found.id, file)
    looked = look(work, found, given or {})
    given = {"columns": guess(looked["columns"])} | dict(given or {})
    _keep(found, looked, given)
    work.session.flush()
    return found


def look(work: Work, found: Import, given: Values[str, Any]) -> dict[str, Any]:
    """Return what a file holds, read as a mapping has it; see `files.look`."""
    with files.stored(work.session, found.id) as path:
        return files.look(path, given)


def receive_with(work: Work, name: str, file: IO[bytes], saved: Values[str, Any]) -> Import:
    """Keep a file, mapped as a saved mapping has it as far as the file has its columns. Errors as `receive`."""
    found = receive(work, name, file, {**saved, "columns": {}})
    columns = {column: field for column, field in saved["columns"].items() if column in found.columns}
    found.mapping = {**found.mapping, "columns": columns}
    work.session.flush()
    return found


def map_columns(work: Work, found: Import, given: Values[str, Any]) -> None:
    """Change the mapping of a file that is not being imported yet; columns that come with another sheet are guessed.

    Raises:
        crm.errors.Invalid, crm.errors.StateForbids, tasks.imports.errors.FileRefused.
    """
    _require_waiting(found)
    looked = look(work, found, from_data(dict(given)).as_data())
    if looked["columns"] != found.columns:
        given = {**given, "columns": guess(looked["columns"])}
    _keep(found, looked, given)
    work.session.flush()


def discard(work: Work, found: Import) -> None:
    """Forget a file that was not imported.

    Raises:
        crm.errors.StateForbids
    """
    _require_waiting(found)
    work.session.delete(found)
    work.session.flush()


def begin(work: Work, found: Import, *, deferred: bool = True) -> Job:
    """Begin to import in the background, or, not `deferred`, leave it to the caller to run it.

    Raises:
        crm.errors.Invalid, crm.errors.StateForbids.
    """
    require(work)
    _require_waiting(found)
    require_complete(from_data(found.mapping))
    job = jobs.create(work.session, KIND, 0, work.actor.id)
    found.job_id = job.id
    facts = {"file": found.file_name, "import": found.id}
    events.write(work.session, "imported", ("lead", None), facts, work.actor.author())
    if deferred:
        defer(work.session, "import_leads", {"import_id": found.id}, lock=f"import-{found.id}")
    return job


def forget_old(session: Session) -> None:
    """Forget files that were sent long ago and never imported."""
    old = Import.job_id.is_(None), Import.created_at < clock.now() - KEEP_DRAFTS
    session.execute(delete(Import).where(*old))


def get(work: Work, import_id: int) -> Import:
    """Return an import to whoever began it, or to an admin.

    Raises:
        crm.errors.NotFound, crm.errors.NotAllowed.
    """
    require(work)
    found = work.session.get(Import, import_id, populate_existing=True)
    if found is None or (found.created_by != work.actor.id and rights.ADMIN not in work.actor.roles):
        raise NotFound("import", import_id)
    return found


def listing(work: Work) -> list[tuple[Import, Job | None]]:
    """Return the imports that a person may follow, the newest first."""
    require(work)
    query = select(Import, Job).outerjoin(Job, Job.id == Import.job_id).order_by(Import.id.desc()).limit(MOST)
    if rights.ADMIN not in work.actor.roles:
        query = query.where(Import.created_by == work.actor.id)
    return [(found, job) for found, job in work.session.execute(query)]


def imported_before(session: Session, found: Import) -> Import | None:
    """Return the last import of the very same file, if there was one."""
    same = select(Import).where(Import.digest == found.digest, Import.id < found.id, Import.job_id.is_not(None))
    return session.scalars(same.order_by(Import.id.desc()).limit(1)).one_or_none()


def rejected_columns(found: Import) -> list[str]:
    """Return the columns of the list of rejected lines: those of the file, and why."""
    return [LINE, REASON, *(name for name in found.columns if name not in (LINE, REASON))]


def rejected_rows(session: Session, found: Import, most: int | None = None) -> list[dict[str, str]]:
    """Return the lines that were not taken, with their cells as they came and the reasons."""
    query = select(REJECTIONS.c.line, REJECTIONS.c.cells, REJECTIONS.c.reason)
    query = query.where(REJECTIONS.c.import_id == found.id).order_by(REJECTIONS.c.line).limit(most)
    return [
        {**dict(zip(found.columns, orjson.loads(cells), strict=False)), LINE: str(line), REASON: reason}
        for line, cells, reason in session.execute(query)
    ]


def found(session: Session, import_id: int) -> Import:
    """Return an import as it is by now, for those who may see it."""
    return session.get_one(Import, import_id, populate_existing=True)


def outcome(session: Session, import_id: int) -> dict[str, Any]:
    """Return how far an import is, and what came of its lines: `{state, detail, added, updated, skipped, rejected}`."""
    one = found(session, import_id)
    job = session.get_one(Job, one.job_id, populate_existing=True)
    counts = {name: getattr(one, name) for name in ("added", "updated", "skipped", "rejected")}
    return {"import": one.id, "state": job.state, "detail": job.detail, **counts}


def of_job(session: Session, job_id: int) -> Import | None:
    """Return the import that a job belongs to."""
    return session.scalars(select(Import).where(Import.job_id == job_id)).one_or_none()


def saved_mappings(session: Session) -> dict[str, dict[str, Any]]:
    """Return the mappings that were saved, by their names."""
    return {row.name: row.mapping for row in session.scalars(select(ImportMapping).order_by(ImportMapping.name))}


def save_mapping(work: Work, name: str, mapping: Mapping) -> None:
    """Save a mapping under a name, in the place of one that has it already.

    Raises:
        crm.errors.Invalid
    """
    require(work)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid({"save_as": [f"Give a name of at most {LONGEST_NAME} characters."]})
    values = {"mapping": replace(mapping, sheet=None).as_data(), "saved_by": work.actor.id, "saved_at": clock.now()}
    statement = insert(ImportMapping).values(name=name, **values)
    work.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def labels() -> dict[str, str]:
    """Return the fields that columns may go into, with their labels."""
    return {name: described.label for name, described in importable().items()}


def _keep(found: Import, looked: Values[str, Any], given: Values[str, Any]) -> None:
    found.columns = looked["columns"]
    found.mapping = from_data(dict(given), looked["columns"]).as_data()


def _require_waiting(found: Import) -> None:
    if found.job_id is not None:
        raise StateForbids("Import", "begun", reason="this file is being imported, or was")
