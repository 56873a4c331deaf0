"""Actions on records: what may be done now, and doing it. Importing this package registers every action."""

from tasks.actions import distribution, marketing, moving, qualification, switching
from tasks.actions.offering import act, offered, refused

__all__ = ["act", "distribution", "marketing", "moving", "offered", "qualification", "refused", "switching"]
