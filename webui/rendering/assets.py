"""Addresses of what Vite built; its manifest knows the names with the hashes of the contents."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import url_for
from markupsafe import Markup

DIST = Path(__file__).parent.parent / "static" / "dist"
MANIFEST = DIST / ".vite" / "manifest.json"
SOURCES = "webui/frontend/"


@lru_cache(maxsize=2)
def _manifest(_changed_at: int) -> dict[str, Any]:
    """Return the manifest; the time of its last change has it read anew after a build."""
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text())
    return manifest


def manifest() -> dict[str, Any]:
    """Return what Vite wrote about its last build.

    Raises:
        FileNotFoundError: the front end was never built.
    """
    return _manifest(MANIFEST.stat().st_mtime_ns)


def entry_tags(name: str) -> Markup:
    """Return the tags that load an entry of the front end: its styles, then its script."""
    entry = manifest()[f"{SOURCES}{name}.js"]
    styles = [Markup('<link rel="stylesheet" href="{}">').format(_address(file)) for file in _styles(entry)]
    script = Markup('<script type="module" src="{}"></script>').format(_address(entry["file"]))
    return Markup("\n  ").join([*styles, script])


def _styles(entry: Mapping[str, Any]) -> list[str]:
    """Return the styles of an entry and of the parts that it shares with others, which come first."""
    shared = [file for part in entry.get("imports", []) for file in _styles(manifest()[part])]
    return list(dict.fromkeys([*shared, *entry.get("css", [])]))


def sprite_url() -> str:
    """Return the address of the sprite that holds all icons."""
    return _address(manifest()["icons.svg"]["file"])


def _address(file: str) -> str:
    return url_for("static", filename=f"dist/{file}")


GLOBALS: dict[str, Callable[..., Any]] = {"entry_tags": entry_tags, "sprite_url": sprite_url}
FILTERS: dict[str, Callable[..., Any]] = {}
