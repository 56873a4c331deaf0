"""What a model is checked against: the library around it, the operations, and the words of the records."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.ports import Operations, Vocabulary
from engine.reading.model import Model


@dataclass(frozen=True)
class Surroundings:
    """Everything outside the model that its rules ask for.

    `processes` holds the published models by key, those called by called ones included; `decisions` the keys of the
    published decisions; `disabled` the keys that may not be called; `startable` by kind the keys of all processes.
    """

    operations: Operations
    vocabulary: Vocabulary
    processes: Mapping[str, Model] = field(default_factory=dict)
    decisions: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    startable: Mapping[str, frozenset[str]] = field(default_factory=dict)
