"""Moving the running instances of a process from one version to another, and back."""

from tasks.migrations.listing import items, listing, one
from tasks.migrations.planning import Route, suggest
from tasks.migrations.preview import Preview, Refusal, preview
from tasks.migrations.run import job_of, run_batch, start
from tasks.migrations.undo import Undone, undo

__all__ = [
    "Preview",
    "Refusal",
    "Route",
    "Undone",
    "items",
    "job_of",
    "listing",
    "one",
    "preview",
    "run_batch",
    "start",
    "suggest",
    "undo",
]
