"""The end of a message about an unknown word: what was probably meant, or what there is."""

from collections.abc import Collection
from difflib import get_close_matches

MANY = 12


def suggest(word: str, known: Collection[str]) -> str:
    """Return advice naming the nearest known word, or all of them when none is near and they are few."""
    near = get_close_matches(word, known, n=1)
    if near:
        return f"perhaps “{near[0]}” is meant"
    if not known:
        return "there is none, remove it"
    if len(known) > MANY:
        return "choose one that exists"
    return "use one of " + ", ".join(f"“{one}”" for one in sorted(known))


def publish_first(word: str, known: Collection[str]) -> str:
    """Return advice about something that is not in the library."""
    near = get_close_matches(word, known, n=1)
    return f"perhaps “{near[0]}” is meant." if near else "publish it first."
