"""How a page looks to one browser: theme and sidebar from their cookies, and how htmx is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request

HTMX: dict[str, Any] = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollIntoViewOnBoost": False,
    "defaultSettleDelay": 0,
    "timeout": 30000,
}


@dataclass(frozen=True, slots=True)
class Look:
    """Theme (light or dark) and sidebar (open or folded)."""

    theme: str
    sidebar: str


def look() -> Look:
    """Return what the browser's cookies ask for."""
    return Look(
        "dark" if request.cookies.get("theme") == "dark" else "light",
        "folded" if request.cookies.get("sidebar") == "folded" else "open",
    )


GLOBALS: dict[str, Callable[..., Any]] = {"look": look, "htmx_config": lambda: HTMX}
FILTERS: dict[str, Callable[..., Any]] = {}
