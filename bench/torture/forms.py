"""Fills in forms as the API describes them: what is required always, the rest now and then."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

TEXTS = (
    "Twelve users in two offices",
    "Zahlt in zwei Raten – „wie üblich“",
    "要相談",
    "A test first, then <b>more</b> & more",
)
OPTIONAL = 0.3


def fill(fields: list[dict[str, Any]], chance: Random) -> dict[str, Any]:
    """Return values for fields: what is required, and some of the rest."""
    return {
        field["name"]: _value(field, chance)
        for field in fields
        if not field["read_only"] and field["name"] != "result" and (field["required"] or chance.random() < OPTIONAL)
    }


def _value(field: dict[str, Any], chance: Random) -> Any:
    if field["choices"]:
        return chance.choice(field["choices"])["code"]
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(
        days=chance.randint(1, 40), minutes=chance.randrange(999)
    )
    by_type = {
        "date": later.date().isoformat(),
        "datetime": later.isoformat(),
        "money": f"{chance.randrange(5_000, 90_000)}.50",
        "number": chance.randint(1, 40),
        "boolean": chance.random() < 0.5,
    }
    return by_type.get(field["type"], chance.choice(TEXTS))
