"""Dry runs: a process walked with the real services in a sandbox of which nothing remains; scenarios are such walks."""

from tasks.dry_run import scenarios
from tasks.dry_run.trial import Trial

__all__ = ["Trial", "scenarios"]
