"""What differs between two texts of a process or a decision, in words and at its element."""

from engine.comparison.change import Change
from engine.comparison.decisions import decision_changes
from engine.comparison.processes import process_changes
from engine.reading.files import read_file
from engine.reading.model import Model

__all__ = ["Change", "compare"]


def compare(before: str, after: str) -> list[Change]:
    """Return how two texts of one process or decision differ, in the order of the later one.

    Raises:
        engine.errors.ModelRefused: one of them cannot be read.
    """
    old, new = read_file(before), read_file(after)
    if isinstance(old, Model) and isinstance(new, Model):
        return process_changes(old, new)
    if isinstance(old, Model) or isinstance(new, Model):
        was, now = ("a process" if isinstance(file, Model) else "a decision table" for file in (old, new))
        return [Change("changed", None, f"The text was that of {was} and is now that of {now}.", was, now)]
    return decision_changes(before, after)
