"""Demo data: made-up people, customers and leads, walked through the real process on a moved clock."""

from tasks.demo.load import load

__all__ = ["load"]
