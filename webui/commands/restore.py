"""`baton restore`: replace the content of the database by a backup, in one transaction."""

import tempfile
from pathlib import Path

import click

from db import occupancy
from db.settings import read
from webui.commands.installation import database, upgrade
from webui.commands.output import answer, json_option
from webui.commands.postgres import programs, run_program


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Replace everything that the database holds by the backup in FILE; all of it, or nothing where that fails.

    Stop `baton serve` and all workers first; it is refused while they run. A backup of an older version is migrated afterwards.
    """
    with database(read()) as (url, server), occupancy.alone(url), tempfile.TemporaryDirectory() as folder:
        script, bin_ = Path(folder) / "restore.sql", programs(server)
        run_program(bin_ / "pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", str(file))
        _require_ours(script, file)
        fresh = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
        options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        run_program(bin_ / "psql", url, *options, *fresh, f"--file={script}")
        upgrade(url)
    answer(as_json, {"file": str(file)}, f"{file} is restored.")


def _require_ours(script: Path, file: Path) -> None:
    with script.open(encoding="utf-8", errors="replace") as lines:
        if not any(line.startswith("CREATE TABLE public.alembic_version") for line in lines):
            raise click.ClickException(f"{file} is not a backup of Baton.")
