"""Guesses which column goes into which field, by what its heading says."""

import re
import unicodedata
from collections.abc import Sequence

from tasks.imports.mapping import importable

SYNONYMS: dict[str, tuple[str, ...]] = {
    "customer_need": ("need", "interest", "product", "service", "subject", "bedarf", "interesse"),
    "title": ("lead", "lead title", "lead name", "topic", "titel", "betreff"),
    "account_name": ("account", "company", "company name", "organisation", "organization", "firm", "business", "customer", "firma", "unternehmen", "kunde", "societe", "empresa"),
    "contact_name": ("contact", "name", "full name", "person", "contact person", "ansprechpartner", "kontakt", "nom", "nombre"),
    "email": ("e mail", "mail", "email address", "e mail address", "email 1", "correo", "courriel"),
    "mobile_phone": ("mobile", "cell", "cell phone", "mobile number", "handy", "mobil", "phone", "telephone", "tel", "telefon", "phone number"),
    "business_phone": ("work phone", "office phone", "direct phone", "business telephone", "telefon geschaftlich"),
    "job_title": ("job", "position", "function", "role", "funktion"),
    "country": ("country code", "nation", "land", "pays", "pais"),
    "website": ("web", "web site", "homepage", "url", "site", "internet"),
    "source": ("origin", "lead origin", "campaign", "came from", "quelle", "herkunft"),
    "channel": ("medium", "kanal"),
    "stage": ("lead stage", "phase"),
    "status": ("lead status", "state"),
    "owner": ("responsible", "sales rep", "assigned to", "account manager", "salesperson", "lead owner", "zustandig", "besitzer"),
    "sales_division": ("division", "team", "abteilung vertrieb"),
    "distribution_note": ("note", "notes", "comment", "comments", "remark", "description", "notiz", "bemerkung"),
    "budget": ("amount", "value", "betrag"),
    "expected_close_date": ("close date", "closing date", "abschlussdatum"),
    "external_number": ("id", "external id", "external", "number", "nr", "no", "reference", "lead id", "record id", "nummer", "customer number"),
}  # fmt: skip


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Return the column → field pairs that the headings suggest; a field's own name goes before its synonyms.

    Only what every lead needs goes before names of other fields.
    """
    found: dict[str, str] = {}
    synonyms = _synonyms()
    needed = {word: name for word, name in synonyms.items() if importable()[name].required}
    names = {word: name for word, name in _names().items() if word not in needed}
    for known in (names, synonyms, _names()):
        for column in columns:
            name = known.get(plain(column))
            if name is not None and column not in found and name not in found.values():
                found[column] = name
    return {column: found[column] for column in columns if column in found}


def plain(heading: str) -> str:
    """Return a heading in lower case, without accents and signs."""
    unaccented = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", unaccented))


def _names() -> dict[str, str]:
    return {plain(word): each.name for each in importable().values() for word in (each.label, each.name)}


def _synonyms() -> dict[str, str]:
    return {word: name for name, words in SYNONYMS.items() for word in words}
