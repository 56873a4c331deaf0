"""Passwords that everybody tries first: common words with digits and signs around, runs and repetitions, one's own name."""

import re
import string
from collections.abc import Iterable
from pathlib import Path

WORDS = frozenset(Path(__file__).with_name("common_words.txt").read_text().split())
RUNS = (
    "0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r5t6z7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1qay2wsx3edc4rfv5tgb6zhn7ujm",
)  # fmt: skip
LOOKALIKES = str.maketrans("@4301!$57", "aaeoiisst")
AROUND = string.digits + string.punctuation
LONGEST_AROUND = 6
SHORTEST_RUN, SHORTEST_NAME, FEWEST_LETTERS = 4, 4, 4


def is_common(password: str, names: Iterable[str] = ()) -> bool:
    """Say whether a password is among the first that somebody tries; `names` are what its owner is called."""
    plain = password.lower()
    if len(set(plain)) < FEWEST_LETTERS or _is_of_runs(plain):
        return True
    known = WORDS.union(*(_parts(name) for name in names))
    core = plain.strip(AROUND)
    around = len(plain) - len(core)
    return _is_around(plain, known) or (around <= LONGEST_AROUND and _is_around(core.translate(LOOKALIKES), known))


def _is_around(text: str, known: frozenset[str]) -> bool:
    """Say whether nothing but common words, with a few other characters in all, makes up a text."""
    words = re.findall(r"[^\W\d_]+", text)
    others = len(text) - sum(map(len, words))
    return bool(words) and all(word in known for word in words) and others <= LONGEST_AROUND


def _is_of_runs(text: str) -> bool:
    """Say whether a text is made of neighbours on the keyboard or in the alphabet, forwards or backwards."""
    rows = [row for run in RUNS for row in (run, run[::-1])]
    while text:
        longest = max((_common_start(text, row) for row in rows), default=0)
        if longest < SHORTEST_RUN:
            return text.isdecimal() and len(text) < SHORTEST_RUN
        text = text[longest:]
    return True


def _common_start(text: str, row: str) -> int:
    """Return how many characters at the start of a text stand side by side in a row."""
    at = row.find(text[0])
    length = 0
    while at >= 0 and length < len(text) and at + length < len(row) and text[length] == row[at + length]:
        length += 1
    return length


def _parts(name: str) -> set[str]:
    return {part for part in re.split(r"[\W\d_]+", name.lower()) if len(part) >= SHORTEST_NAME}
