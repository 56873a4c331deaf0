"""The inbox: finding user tasks, counting them, showing them."""

from tasks.inbox.query import VIEWS, counts, find
from tasks.inbox.rows import as_dict, one

__all__ = ["VIEWS", "as_dict", "counts", "find", "one"]
