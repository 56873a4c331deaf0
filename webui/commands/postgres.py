"""Runs the client programs of PostgreSQL on our database."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
from sqlalchemy import URL

from db.connection import conninfo
from db.embedded import EmbeddedServer
from db.embedded.places import locate_programs

LOCK_WAIT = "-c lock_timeout=15s -c client_min_messages=warning"


def programs(server: EmbeddedServer | None) -> Path:
    """Return the folder with `pg_dump` and its like.

    For a server of your own the newest ones count, since they refuse servers and files that are newer than they are;
    at equal age the installed ones, which know TLS.
    """
    ours = server.programs if server else locate_programs(None)
    installed = shutil.which("pg_dump")
    if server or installed is None or _version(Path(installed)) < _version(ours / "pg_dump"):
        return ours
    return Path(installed).parent


def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


def run_program(program: Path, url: URL | None, *arguments: str) -> None:
    """Run a program, on a database if one is given; the password travels in the environment, never in the list.

    Raises:
        click.ClickException: it failed; the text is its last words.
    """
    environment = os.environ | {"LC_ALL": "C", "PGOPTIONS": LOCK_WAIT}
    if url is not None:
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        arguments = (f"--dbname={conninfo(url.set(password=None))}", *arguments)
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{program.name} failed: {done.stderr.strip()[-500:] or 'it gave no reason'}")
