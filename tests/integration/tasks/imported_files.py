"""Files of leads as people send them, and importing them without a worker."""

from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import select

from crm.models import Lead
from tasks.imports import running, service
from tasks.work import Baton
from tests.desk import Desk

HEADINGS = ["Email", "Contact name", "Account name", "Customer need"]


def line(number: int) -> list[str]:
    return [f"p{number}@vizor.example", f"Person {number}", "Vizor", "software"]


def text_file(*lines: list[Any], headings: list[str] | None = None, sign: str = ",", encoding: str = "utf-8") -> bytes:
    rows = [headings or HEADINGS, *lines]
    return "".join(f"{sign.join(map(str, row))}\n" for row in rows).encode(encoding)


def workbook(path: Path, *lines: list[Any], headings: list[str] | None = None) -> bytes:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": True}) as book:
        sheet = book.add_worksheet("Leads")
        for number, row in enumerate([headings or HEADINGS, *lines]):
            sheet.write_row(number, 0, row)
    return path.read_bytes()


def begin(desk: Desk, content: bytes, name: str = "leads.csv", **mapping: Any) -> int:
    """Send a file and begin to import it; nobody runs the import yet."""
    with desk.work() as work:
        found = service.receive(work, name, BytesIO(content), mapping)
        service.begin(work, found, deferred=False)
        return found.id


def bring_in(desk: Desk, content: bytes, name: str = "leads.csv", **mapping: Any) -> dict[str, Any]:
    """Import a file and return what came of it."""
    return finish(desk.baton, begin(desk, content, name, **mapping))


def finish(baton: Baton, import_id: int) -> dict[str, Any]:
    running.run(baton, import_id)
    with baton.sessions() as session:
        reasons = [(int(row["Line"]), row["Reason"]) for row in service.rejected_rows(session, service.found(session, import_id))]  # fmt: skip
        return service.outcome(session, import_id) | {"reasons": dict(reasons)}


def counts(outcome: dict[str, Any]) -> tuple[int, int, int, int]:
    return outcome["added"], outcome["updated"], outcome["skipped"], outcome["rejected"]


def leads(baton: Baton) -> list[Lead]:
    with baton.sessions() as session:
        return list(session.scalars(select(Lead).order_by(Lead.id)))
