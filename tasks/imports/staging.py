"""Stages the lines of a file: what the reading process writes goes into the database by COPY as it comes."""

import subprocess
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO, Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from crm.record_types import table_of
from tasks.imports.files import command, require_read
from tasks.imports.mapping import Mapping
from tasks.models import ImportRow

ROWS = table_of(ImportRow)
COPY = "COPY import_row (import_id, line, cells, values, problem, key, fingerprint) FROM STDIN"
BLOCK = 256 * 1024
TWINS = """
UPDATE import_row AS r SET twin = first.line FROM (
    SELECT {column} AS shared, min(line) AS line FROM import_row
    WHERE import_id = :import_id AND problem IS NULL AND {column} IS NOT NULL
    GROUP BY {column} HAVING count(*) > 1
) AS first
WHERE r.import_id = :import_id AND r.problem IS NULL AND r.{column} = first.shared AND r.line > first.line
"""


def sent(
    path: Path, import_id: int, mapping: Mapping, after: int, most: int | None = None
) -> Generator[bytes, None, None]:
    """Yield the lines of a file after one, at most so many, as COPY takes them, in blocks.

    Raises:
        tasks.imports.errors.FileRefused: the file cannot be read to its end.
    """
    facts = {"import_id": import_id, "mapping": mapping.as_data(), "after": after, "most": most}
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command("send", path, **facts), stdout=subprocess.PIPE, stderr=told)
        assert process.stdout is not None
        try:
            yield from _whole_lines(process.stdout)
            code = process.wait()
            told.seek(0)
            require_read(code, told.read())
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def copy(session: Session, blocks: Iterator[bytes], most: int) -> int:
    """Stage lines until there are as many as wanted, or no more; return how many there were."""
    driver: Any = session.connection().connection.driver_connection
    count = 0
    with driver.cursor() as cursor, cursor.copy(COPY) as copying:
        for block in blocks:
            copying.write(block)
            count += block.count(b"\n")
            if count >= most:
                break
    return count


def last_line(session: Session, import_id: int) -> int:
    """Return the last line that is staged, 0 for none."""
    return session.scalar(select(func.max(ROWS.c.line)).where(ROWS.c.import_id == import_id)) or 0


def mark_twins(session: Session, import_id: int, *, by_key: bool) -> None:
    """Note at each line which earlier one says the same: in everything, or in what lines are recognised by."""
    for column in ("fingerprint", "key") if by_key else ("fingerprint",):
        session.execute(text(TWINS.format(column=column)), {"import_id": import_id})


def count_after(session: Session, import_id: int, line: int) -> int:
    """Return how many staged lines come after one."""
    left = select(func.count()).select_from(ROWS).where(ROWS.c.import_id == import_id, ROWS.c.line > line)
    return session.scalar(left) or 0


def clear(session: Session, import_id: int) -> None:
    """Delete what is staged."""
    session.execute(delete(ROWS).where(ROWS.c.import_id == import_id))


def _whole_lines(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(BLOCK):
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = block[end:]
        else:
            rest += block
    # An incomplete last line is what a process leaves that was brought down; it is told by its code.
