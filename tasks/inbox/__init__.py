"""The inbox: finding user tasks, counting them, showing them."""

from tasks.inbox.query import SORTS, VIEWS, counts, find
from tasks.inbox.rows import as_dict, one

__all__ = ["SORTS", "VIEWS", "as_dict", "counts", "find", "one"]
