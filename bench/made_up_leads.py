"""Leads of made-up people at made-up companies: names as unevenly spread as real ones, some entered twice, misspelt."""

import random
from collections.abc import Iterator

SYLLABLES = "ba be bi bo da de di do fa fe ga go ha he ja jo ka ke ki la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se si so ta te ti to va ve vi wa we za ze".split()  # fmt: skip # noqa: SIM905
SORTS = ("Trading", "Consulting", "Software", "Logistics", "Foods", "Media", "Energy", "Textiles", "Travel", "Medical")
FORMS = ("GmbH", "Ltd", "Inc.", "S.A.", "B.V.", "AB", "")
GIVEN, FAMILY, COMPANIES = 3000, 30_000, 60_000
TWICE = 0.02

Lead = dict[str, str]


def made_up(count: int, seed: int = 5) -> Iterator[Lead]:
    """Yield leads, the same ones each time."""
    chance = random.Random(seed)
    given, family, firms = (_words(chance, size) for size in (GIVEN, FAMILY, COMPANIES))
    earlier: list[Lead] = []
    for number in range(count):
        if earlier and chance.random() < TWICE:
            yield misspelt(chance.choice(earlier), chance)
            continue
        name = f"{_common(given, chance)} {_common(family, chance)}"
        lead = {
            "contact_name": name,
            "account_name": f"{_common(firms, chance)} {chance.choice(SORTS)} {chance.choice(FORMS)}".strip(),
            "email": f"{name.replace(' ', '.').lower()}{number}@persons.example",
            "mobile_phone": f"+49 15{chance.randrange(10**9):09}",
        }
        if len(earlier) < 10_000:
            earlier.append(lead)
        yield lead


def misspelt(lead: Lead, chance: random.Random) -> Lead:
    """Return a lead as somebody else might enter it: two letters wrong, another address."""
    return {
        **lead,
        "contact_name": _wrong(lead["contact_name"], chance),
        "account_name": _wrong(lead["account_name"], chance),
        "email": f"x{lead['email']}",
    }


def _wrong(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice("aeinrst") + text[place + 1 :]


def _words(chance: random.Random, count: int) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))).title() for _ in range(count)]


def _common(words: list[str], chance: random.Random) -> str:
    """Return a word; the first ones are much more common than the last ones, as with names of people."""
    return words[int(len(words) * chance.random() ** 2.5)]
