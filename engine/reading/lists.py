"""Comma-separated lists as they stand in models."""


def codes(written: str | None) -> tuple[str, ...]:
    """Split a list of codes; blanks around them and empty places do not count."""
    return tuple(part for part in (piece.strip() for piece in (written or "").split(",")) if part)


def templates(written: str | None) -> tuple[str, ...]:
    """Split a list of texts that may hold `${…}`; commas inside the braces do not split."""
    parts, depth, current = [], 0, ""
    for character in written or "":
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    parts.append(current.strip())
    return tuple(part for part in parts if part)
