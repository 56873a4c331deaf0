"""One value to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Seed:
    """A value of a lookup as it is shipped."""

    code: str
    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
