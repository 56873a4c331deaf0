"""Values as rules compare them: without case, accents, punctuation, legal forms, and without an order of words."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

APART = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "&": " and ",
    }
)
ONE_WORD = re.compile(r"['’`\u00b4]|(?<=\b\w)\.(?=\w\b)")
NO_WORD = re.compile(r"[\W_]+")
NO_DIGIT = re.compile(r"[^0-9]")
HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(?:www\d?\.)?([^/:?#]*)")
# What says how an organisation is constituted, and not which one it is; each as it is left by `_words`.
LEGAL_FORMS = frozenset(Path(__file__).with_name("legal_forms.txt").read_text().split())
IN_PARTS = re.compile(r"\b(?:s ?p z ?o ?o|sp z ?o ?o|s r ?o|s p a|s a r l|s r l|s a|d o o|g m b h|l l c|b v|n v)$")
THE = "the"

Normaliser = Callable[[str], str]


def email(value: str) -> str:
    """Return an address without case."""
    return value.strip().lower()


def phone(value: str) -> str:
    """Return the digits of a number, without an international 00, as `crm.models.columns.digits_of` does."""
    return re.sub(r"^00", "", NO_DIGIT.sub("", value))


def website(value: str) -> str:
    """Return the host of an address, without www."""
    found = HOST.match(value.strip().lower())
    return found.group(1).rstrip(".") if found else ""


def code(value: str) -> str:
    """Return a code as it is."""
    return value


def name(value: str) -> str:
    """Return the words of a name, in the order of the alphabet."""
    return " ".join(sorted(_words(value)))


def organisation(value: str) -> str:
    """Return the words of an organisation's name without its legal form; if it has no others, with it."""
    words = IN_PARTS.sub("", " ".join(_words(value))).split() or _words(value)
    own = [word for word in words if word not in LEGAL_FORMS and word != THE]
    return " ".join(sorted(own or words))


def distinct(normalise: Normaliser, values: Iterable[str | None]) -> list[str]:
    """Return the normal forms of some values, each once; what comes to nothing is left out."""
    return list(dict.fromkeys(form for value in values if value and (form := normalise(value))))


def _words(value: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value).casefold().translate(APART))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return NO_WORD.sub(" ", ONE_WORD.sub("", plain)).split()
