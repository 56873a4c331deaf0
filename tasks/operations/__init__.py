"""What service tasks may call. Importing this package registers every operation."""

from tasks.operations import counterparts, feed, lead, message, notify, opportunity
from tasks.operations.registry import OperationRegistry

__all__ = ["OperationRegistry", "counterparts", "feed", "lead", "message", "notify", "opportunity"]
