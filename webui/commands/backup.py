"""`baton backup`: everything that the database holds, in one file."""

from pathlib import Path

import click

from db.settings import read
from webui.commands.installation import database
from webui.commands.output import answer, json_option
from webui.commands.postgres import programs, run_program


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Write everything that the database holds into FILE; the service may go on meanwhile."""
    draft = file.with_name(f".{file.name}.part")
    _require_place(file, draft)
    with database(read()) as (url, server):
        try:
            run_program(programs(server) / "pg_dump", url, "--format=custom", "--no-owner", f"--file={draft}")
            # An older backup is only replaced by a complete one.
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    size = file.stat().st_size
    answer(as_json, {"file": str(file), "bytes": size}, f"{file}: {size / 1e6:.1f} MB written.")


def _require_place(file: Path, draft: Path) -> None:
    """Find out before anything else whether the file can be written."""
    try:
        draft.touch()
        draft.unlink()
    except OSError as error:
        raise click.ClickException(f"Cannot write {file}: {error.strerror}.") from error
