"""Imported files, kept in the database in parts, so that the worker of any machine has them; and what they look like."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from crm.record_types import table_of
from tasks.imports.errors import FileRefused, FileTooLarge
from tasks.imports.reader import REFUSED
from tasks.models import ImportFilePart

LARGEST = 512_000_000
PART = 1024 * 1024
PATIENCE = 120
PARTS = table_of(ImportFilePart)
TOO_MUCH = "reading it took too much memory or time. Save it as .csv, which may have millions of rows."


def digest_of(file: IO[bytes]) -> tuple[str, int]:
    """Return the digest and the size of a file, and wind it back.

    Raises:
        tasks.imports.errors.FileTooLarge
    """
    file.seek(0)
    digest, size = sha256(), 0
    while block := file.read(PART):
        digest.update(block)
        size += len(block)
        if size > LARGEST:
            raise FileTooLarge(LARGEST)
    file.seek(0)
    return digest.hexdigest(), size


def store(session: Session, import_id: int, file: IO[bytes]) -> None:
    """Keep a file until its import has ended."""
    number = 0
    while block := file.read(PART):
        session.execute(insert(PARTS), {"import_id": import_id, "number": number, "content": block})
        number += 1


@contextmanager
def stored(session: Session, import_id: int) -> Iterator[Path]:
    """Give a kept file in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="baton-import-") as folder:
        path = Path(folder) / "file"
        parts = select(PARTS.c.content).where(PARTS.c.import_id == import_id).order_by(PARTS.c.number)
        with path.open("wb") as file:
            for content in session.scalars(parts.execution_options(yield_per=4)):
                file.write(content)
        yield path


def forget(session: Session, import_id: int) -> None:
    """Delete a kept file."""
    session.execute(delete(PARTS).where(PARTS.c.import_id == import_id))


def look(path: Path, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{format, sheets, encoding, delimiter, columns, sample: [[line, cells]]}` of a file.

    Raises:
        tasks.imports.errors.FileRefused
    """
    chosen = {name: mapping.get(name) for name in ("sheet", "encoding", "delimiter")}
    try:
        ended = subprocess.run(
            command("look", path, mapping=chosen), capture_output=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(TOO_MUCH) from None
    require_read(ended.returncode, ended.stderr)
    found: dict[str, Any] = orjson.loads(ended.stdout)
    return found


def command(what: str, path: Path, **facts: Any) -> list[str]:
    """Return the command line of the process that reads a file."""
    asked = orjson.dumps({"what": what, "path": str(path), **facts}).decode()
    return [sys.executable, "-m", "tasks.imports.reader", asked]


def require_read(code: int, said: bytes) -> None:
    """Refuse what the reading process refused, or what brought it down.

    Raises:
        tasks.imports.errors.FileRefused
    """
    if code == REFUSED:
        raise FileRefused(said.decode(errors="replace").strip())
    if code:
        raise FileRefused(TOO_MUCH)
