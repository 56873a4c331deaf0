"""What imports refuse, told before anything was added. Constructors take facts; texts are made here."""

from tasks.errors import TaskError


class FileRefused(TaskError):
    """A file cannot be read as a table."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The file cannot be imported: {reason}")


class FileTooLarge(TaskError):
    """A file has more bytes than any import may have."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"A file may have {limit // 1_000_000} MB at most. Nothing was imported.")
