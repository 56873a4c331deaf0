"""`baton import`: leads from a file, for whoever may reach the database."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from webui.commands.installation import installation
from webui.commands.output import Told, answer, json_option

if TYPE_CHECKING:
    from tasks.work import Baton

COUNTS = {"added": "added", "updated": "updated", "skipped": "there already", "rejected": "rejected"}
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def command() -> None:
    """Bring in data from files."""


@command.command("leads")
@click.argument("file", type=FILE)
@click.option("--mapping", "mapping_file", type=FILE, help="A JSON file: see POST /imports in the HTTP API.")
@click.option("--rejected", type=click.Path(dir_okay=False, path_type=Path), help="Where to list what was not taken.")
@json_option
def leads(file: Path, mapping_file: Path | None, rejected: Path | None, as_json: bool) -> None:
    """Import leads from an .xlsx, .xls, .ods or .csv file; columns that no mapping names are guessed."""
    given = _mapping(mapping_file)
    with installation() as baton:
        found = _import(baton, file, given, rejected)
    counts = ", ".join(f"{found[name]} {told}" for name, told in COUNTS.items())
    lines = [f"{file.name}: {counts}."]
    if found["rejected_file"]:
        lines.append(f"What was rejected, and why: {found['rejected_file']}")
    answer(as_json, found, lines)
    if found["state"] != "done":
        raise Told(found["detail"] or f"The import was {found['state']}.")


def _mapping(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        given = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{file}: this is not JSON ({error.msg}, line {error.lineno}).") from error
    if not isinstance(given, dict):
        raise click.ClickException(f"{file}: this is no JSON object.")
    return given


def _import(baton: "Baton", file: Path, given: Mapping[str, Any], rejected: Path | None) -> dict[str, Any]:
    """Import a file in this process and return what came of it."""
    from tasks.imports import running, service
    from tasks.work import Work

    with baton.sessions.begin() as session, file.open("rb") as content:
        work = Work(session, baton, running.NOBODY)
        found = service.receive(work, file.name, content, given)
        service.begin(work, found, deferred=False)
        import_id = found.id
    running.run(baton, import_id)
    with baton.sessions() as session:
        outcome = service.outcome(session, import_id)
        place = _list(session, import_id, rejected or file.with_name(f"{file.name}.rejected.csv"), outcome)
    return {"file": str(file), **outcome, "rejected_file": place}


def _list(session: Any, import_id: int, place: Path, outcome: Mapping[str, Any]) -> str | None:
    """Write what was rejected into a file, and return its name; None when nothing was."""
    from tasks.imports import service
    from webui.spreadsheets import as_csv

    if not outcome["rejected"]:
        return None
    found = service.found(session, import_id)
    text = as_csv(service.rejected_rows(session, found), service.rejected_columns(found))
    place.write_text(text, encoding="utf-8", newline="")
    return str(place)
