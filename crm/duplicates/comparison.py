"""One rule at work: the keys by which it finds records, and whether two of them are similar, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations, permutations, product

from rapidfuzz import fuzz

from crm.duplicates.compared import EQUAL, FIELDS
from crm.models import DuplicateRule

Forms = Mapping[str, Sequence[str]]

MOST_WORDS, FEW_WORDS = 8, 4
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule found: how much alike in per cent, and in words."""

    rule_id: int
    score: int
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule as it is carried out: fields to be equal, fields to be alike together."""

    rule_id: int
    record_type: str
    equal: tuple[str, ...]
    similar: tuple[str, ...]
    threshold: int

    @classmethod
    def of(cls, rule: DuplicateRule) -> "Comparison":
        """Return a rule ready to compare by."""
        equal = sorted(each["field"] for each in rule.conditions if each["compare"] == EQUAL)
        similar = sorted(each["field"] for each in rule.conditions if each["compare"] != EQUAL)
        return cls(rule.id, rule.record_type, tuple(equal), tuple(similar), rule.threshold or 100)

    def keys(self, forms: Forms) -> set[int]:
        """Return the keys of a record: two that the rule takes for similar share one of them, or nearly always do."""
        values = [forms.get(name, ()) for name in self.equal]
        starts = (f"{self.record_type}|{self.equal}|{self.similar}|{same}" for same in product(*values))
        if not self.similar:
            return {_hash(start) for start in starts}
        words = _words(forms, self.similar)
        return {_hash(f"{start}|{pair}") for start in starts for pair in _pairs(words)}

    def match(self, one: Forms, other: Forms) -> Match | None:
        """Say whether two records are similar by this rule."""
        if any(not set(one.get(name, ())) & set(other.get(name, ())) for name in self.equal):
            return None
        score = round(likeness(one, other, self.similar)) if self.similar else 100
        return Match(self.rule_id, score, self._reason(score)) if score >= self.threshold else None

    def _reason(self, score: int) -> str:
        told = [f"Equal {_listed(self.record_type, self.equal)}"] if self.equal else []
        if self.similar:
            told.append(f"{_listed(self.record_type, self.similar)} {score} % alike")
        reason = "; ".join(told)
        return reason[0].upper() + reason[1:]


def likeness(one: Forms, other: Forms, names: Sequence[str]) -> float:
    """Return how much alike two records are in some fields, in per cent; what one of them lacks says nothing.

    Each field counts by the length of its shorter value: a long name that agrees is worth more than a short one.
    """
    total = weight = 0.0
    for name in names:
        left, right = one.get(name), other.get(name)
        if left and right:
            length = min(len(left[0]), len(right[0]))
            total += length * fuzz.ratio(left[0], right[0])
            weight += length
    return total / weight if weight else 0.0


def _words(forms: Forms, names: Sequence[str]) -> list[str]:
    """Return the longest words of some fields, which are the rarest as a rule."""
    found = {word for name in names for form in forms.get(name, ()) for word in form.split() if len(word) >= SHORTEST}
    return sorted(found, key=lambda word: (-len(word), word))[:MOST_WORDS]


def _pairs(words: Sequence[str]) -> Iterator[str]:
    """Yield pairs of words; of few words also each beside the first and last trigram of another, which may be misspelt.

    Trigrams alone are shared by too many records: a pair is rare enough to be looked up among millions.
    """
    yield from (f"{one} {other}" for one, other in combinations(sorted(words), 2))
    if len(words) == 1:
        yield words[0]
    if len(words) <= FEW_WORDS:
        for one, other in permutations(words, 2):
            yield f"{one} {other[:3]}…"
            yield f"{one} …{other[-3:]}"


def _listed(record_type: str, names: Sequence[str]) -> str:
    labels = [FIELDS[record_type][name].label for name in names]
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
