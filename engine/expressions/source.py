"""From what stands in a model to Python source: `${…}` is unwrapped, `&&`, `||` and `!` are translated."""

import re

from engine.errors import ExpressionRefused

LONGEST = 2000
TOKENS = re.compile(
    r"""(?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<and>&&)|(?P<or>\|\|)|(?P<unequal>!=)|(?P<not>!)|(?P<invert>~)"""
    r"|(?P<other>[^'\"&|!~]+|.)",
    re.DOTALL,
)
WORDS = {"and": " and ", "or": " or ", "not": "~"}


def unwrap(source: str) -> str:
    """Return what stands between `${` and `}`, or the text itself where it is not wrapped.

    Raises:
        ExpressionRefused: it is too long, empty, or wrapped in part only.
    """
    text = source.strip()
    if len(text) > LONGEST:
        raise ExpressionRefused(text[:40] + "…", f"it is longer than {LONGEST} characters")
    if text.startswith(("${", "#{")):
        if closing(text, 1) != len(text) - 1:
            raise ExpressionRefused(source, "one expression was expected, written ${…}")
        text = text[2:-1].strip()
    if not text:
        raise ExpressionRefused(source, "it is empty")
    return text


def translate(source: str) -> str:
    """Return an unwrapped expression as Python source.

    JUEL's `!` binds as tightly as Python's `~`, which it becomes; `~` itself is not in the language.
    """
    parts = []
    for match in TOKENS.finditer(source):
        kind = match.lastgroup or ""
        if kind == "invert":
            raise ExpressionRefused(source, "“~” is not in the language")
        parts.append(WORDS.get(kind, match.group()))
    return "".join(parts)


def closing(text: str, opening: int) -> int:
    """Return where the brace that opens at `opening` closes, strings left aside; -1 where it does not."""
    depth, quote, index = 0, "", opening
    while index < len(text):
        char = text[index]
        if quote:
            if char == "\\":
                index += 1
            elif char == quote:
                quote = ""
        elif char in "'\"":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if not depth:
                return index
        index += 1
    return -1


def split(source: str) -> list[tuple[bool, str]]:
    """Split a text with expressions in it into pieces: (is an expression, text).

    Raises:
        ExpressionRefused: a `${` is not closed.
    """
    pieces, position = [], 0
    while (start := source.find("${", position)) >= 0:
        end = closing(source, start + 1)
        if end < 0:
            raise ExpressionRefused(source, "“${” is not closed by “}”")
        if start > position:
            pieces.append((False, source[position:start]))
        pieces.append((True, source[start : end + 1]))
        position = end + 1
    if position < len(source):
        pieces.append((False, source[position:]))
    return pieces
