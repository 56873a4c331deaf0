"""Bands of the score, as people speak of them (requirement G1)."""

HIGH, MEDIUM, LOW = 80, 50, 1


def band(score: int) -> str | None:
    """Return high (80–100), medium (50–79) or low (1–49); None for 0, a lead that is not qualified."""
    if score >= HIGH:
        return "high"
    if score >= MEDIUM:
        return "medium"
    return "low" if score >= LOW else None
