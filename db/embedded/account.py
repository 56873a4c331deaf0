"""PostgreSQL refuses to run as root: the unprivileged user it runs as then, and what that user can reach."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "baton-db"


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system user that programs are started as."""

    uid: int
    gid: int
    name: str

    def run_options(self) -> dict[str, Any]:
        """Return the options of `subprocess.run` that start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Say whether this user may `r`, `w` or `x` a path; asked of the system, so access lists count too."""
        asked = subprocess.run(["test", f"-{test}", path], cwd="/", check=False, **self.run_options())
        return asked.returncode == 0


def choose(existing: Path) -> Account | None:
    """Return whom the server runs as, or None for ourselves. Data that is already there keeps its owner."""
    if os.geteuid() != 0:
        return None
    if existing.exists() and (uid := existing.stat().st_uid) != 0:
        return _by_uid(uid)
    return _named(NAME) or _made() or _named("nobody")


def _by_uid(uid: int) -> Account:
    entry = pwd.getpwuid(uid)
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _made() -> Account | None:
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        return None
    options = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
    ]
    # It fails where another process makes the same user at this moment; the look-up afterwards decides.
    subprocess.run([program, *options, NAME], capture_output=True, check=False)
    return _named(NAME)
