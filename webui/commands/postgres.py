"""Runs the client programs of PostgreSQL on our database."""

import os
import subprocess
from pathlib import Path

import click
from sqlalchemy import URL

from db.connection import conninfo

LOCK_WAIT = "-c lock_timeout=15s -c client_min_messages=warning"


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
