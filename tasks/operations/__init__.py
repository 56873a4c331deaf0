"""What service tasks may call. Importing this package registers every operation."""

from tasks.operations import feed, lead, message, notify, opportunity
from tasks.operations.registry import OperationRegistry

__all__ = ["OperationRegistry", "feed", "lead", "message", "notify", "opportunity"]
