"""Dry runs: a process walked with the real services in a sandbox of which nothing remains; scenarios are such walks."""

from tasks.dry_run import scenarios
from tasks.dry_run.trial import Trial
from tasks.dry_run.walk import Refused, Walked, walk

__all__ = ["Refused", "Trial", "Walked", "scenarios", "walk"]
