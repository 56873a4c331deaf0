"""Lists whose address holds parameters that make no sense: they are shown without them, and say so."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from crm.errors import Invalid

Found = TypeVar("Found")
Parameters = dict[str, str]


def find(look: Callable[[Parameters], Found], given: Mapping[str, str]) -> tuple[Found, Parameters, list[str]]:
    """Return what is found by the parameters that make sense, these parameters, and what is wrong with the others."""
    sound, told = dict(given), list[str]()
    while True:
        try:
            return look(sound), sound, told
        except Invalid as invalid:
            wrong = [name for name in sound if name in invalid.errors]
            if not wrong:
                raise
            told += [f"{_label(name)}: {' '.join(invalid.errors[name])}" for name in wrong]
            sound = {name: value for name, value in sound.items() if name not in wrong}


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
