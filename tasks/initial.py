"""What an installation starts with: lookups, the shipped processes, and the classic one as the active process."""

from pathlib import Path

import processes
from crm import seeds, settings
from crm.changes import Author
from tasks import duplicates
from tasks.active_process import SETTING
from tasks.work import Baton

FIRST_ACTIVE = "lead-management"


def initialise(baton: Baton) -> list[str]:
    """Add what is missing, publish shipped models whose content changed, and return their keys.

    Copies stay as they are, and so does the active process once anybody has set it.
    """
    with baton.sessions.begin() as session:
        seeds.seed(session)
        duplicates.plant(session)
    with baton.sessions.begin() as session:
        published = baton.library.ship(session, Path(processes.__path__[0]))
        if not settings.is_set(session, SETTING):
            settings.put(session, SETTING, FIRST_ACTIVE, Author())
    return published
