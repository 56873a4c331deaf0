"""The words of the records, read once for one check: rules ask for them many times, and in a thread of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.ports import Vocabulary


@dataclass(frozen=True, slots=True)
class Words:
    """A vocabulary (`engine.ports.Vocabulary`) as it was at one moment, for processes of some kinds."""

    known_lookups: frozenset[str]
    known_stages: Mapping[str, frozenset[str]]
    known_roles: frozenset[str]
    known_names: frozenset[str]
    known_codes: Mapping[str, frozenset[str]]
    known_fields: Mapping[str, frozenset[str]]
    known_logins: frozenset[str]

    def lookups(self) -> frozenset[str]:
        """Return the names of all lookups."""
        return self.known_lookups

    def codes(self) -> Mapping[str, frozenset[str]]:
        """Return for each lookup the codes that may be chosen."""
        return self.known_codes

    def stages(self, kind: str) -> frozenset[str]:
        """Return the codes of the stages that a process of a kind may name."""
        return self.known_stages.get(kind, frozenset())

    def roles(self) -> frozenset[str]:
        """Return the codes of all roles."""
        return self.known_roles

    def names(self) -> frozenset[str]:
        """Return the names that expressions may use beside the instance's data."""
        return self.known_names

    def fields(self) -> Mapping[str, frozenset[str]]:
        """Return what each of these names that is a record has."""
        return self.known_fields

    def logins(self) -> frozenset[str]:
        """Return the logins of the people to whom tasks can be given."""
        return self.known_logins


def words_of(vocabulary: Vocabulary, kinds: Iterable[str]) -> Words:
    """Read what a vocabulary says now, stages for some kinds of processes only."""
    stages = {kind: vocabulary.stages(kind) for kind in sorted(set(kinds))}
    return Words(
        known_lookups=vocabulary.lookups(),
        known_stages=stages,
        known_roles=vocabulary.roles(),
        known_names=vocabulary.names(),
        known_codes=vocabulary.codes(),
        known_fields=vocabulary.fields(),
        known_logins=vocabulary.logins(),
    )
