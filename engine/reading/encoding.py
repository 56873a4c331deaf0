"""The text of an uploaded file: decoded by its mark or its declaration, and declared as UTF-8 from then on."""

import codecs
import re

from engine.errors import ModelRefused, Problem

DECLARATION = re.compile(r"\A\ufeff?<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")
DECLARED_BYTES = re.compile(rb"\A<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
KNOWN = frozenset({"utf-8", "utf-8-sig", "utf-16", "ascii", "iso8859-1", "iso8859-15", "cp1252"})


def decode(source: bytes | str) -> str:
    """Return the text of a model file, its declaration saying UTF-8 whatever it was before.

    Raises:
        ModelRefused: the bytes are in an encoding that is not read here, or not in the one they claim.
    """
    text = source if isinstance(source, str) else _text(source)
    declared = DECLARATION.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8"):
        text = text[: declared.start(1)] + "UTF-8" + text[declared.end(1) :]
    return text.removeprefix("\ufeff")


def _text(source: bytes) -> str:
    encoding = _encoding(source)
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise ModelRefused([_problem(line, f"is not {encoding.upper()}, as it should be")]) from error


def _encoding(source: bytes) -> str:
    for mark, encoding in MARKS:
        if source.startswith(mark):
            return encoding
    declared = DECLARED_BYTES.match(source)
    if declared is None:
        return "utf-8"
    name = declared[1].decode("ascii")
    try:
        encoding = codecs.lookup(name).name
    except LookupError:
        encoding = ""
    if encoding not in KNOWN:
        raise ModelRefused([_problem(1, f"is in “{name}”, which is not read here")])
    return encoding


def _problem(line: int, what: str) -> Problem:
    return Problem(None, line, "encoding", f"The file {what}: save it as UTF-8.")
