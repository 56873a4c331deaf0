"""What a new process begins with: a small model of its kind that can be published as it is."""

from html import escape
from pathlib import Path

from engine.reading.editing.source import require_writable

FOLDER = Path(__file__).parent
STARTERS = {
    "lead-management": "Lead management",
    "opportunity": "Opportunities",
    "sub-process": "Sub-process",
    "decision": "Decision table",
}
"""Kind of process → what a person calls it."""


def starter(kind: str, key: str, name: str) -> str:
    """Return the model that a new process of a kind begins with.

    Raises:
        engine.errors.NameUnfit: the name cannot stand in a model.
    """
    require_writable(name)
    text = (FOLDER / f"{kind}.xml").read_text(encoding="utf-8")
    return text.replace("@key@", escape(key)).replace("@name@", escape(name))
