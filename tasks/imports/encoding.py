"""How a text file is written: its character set, and what stands between its columns."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from tasks.imports.formats import UNKNOWN_REASON, Unreadable

BLOCK = 1024 * 1024
SAMPLE = 64 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SINGLE_BYTE = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "koi8_r", "mac_roman"]  # fmt: skip
LIKELIEST = "cp1252"
DELIMITERS = ",;\t|"
SAMPLE_LINES = 30


def encoding_of(path: Path) -> str:
    """Return the name of a file's character set: as its mark says, else UTF-8 if it is that throughout, else the likeliest.

    Raises:
        Unreadable: it is no text.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    if b"\x00" in start:
        return _wide(start)
    sample = _foreign(path)
    return "utf-8" if sample is None else _guess(sample)


def delimiter_of(path: Path, encoding: str) -> str:
    """Return what stands between the columns: the sign that gives most lines the same number of cells, more than one."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(SAMPLE)
    return max(DELIMITERS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, sign: str) -> tuple[int, int]:
    lines = text.splitlines(keepends=True)[:SAMPLE_LINES]
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
    except csv.Error:
        return (0, 0)
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    return (count, width) if width > 1 else (0, 0)


def _wide(start: bytes) -> str:
    """Tell UTF-16 without a mark from what is no text at all: every other byte is nought, or nearly."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    raise Unreadable(UNKNOWN_REASON)


def _foreign(path: Path) -> bytes | None:
    """Return lines that are not UTF-8 and some before them; None if the whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block, final in _blocks(path):
        if b"\x00" in block:
            raise Unreadable(UNKNOWN_REASON)
        try:
            decoder.decode(block, final)
        except UnicodeDecodeError as error:
            around = error.object[max(0, error.start - SAMPLE // 2) :]
            lines = [line for line in around[:BLOCK].splitlines() if not line.isascii()]
            return b"\n".join(lines)[:SAMPLE]
    return None


def _blocks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as file:
        block = file.read(BLOCK)
        while block:
            following = file.read(BLOCK)
            yield block, not following
            block = following


def _guess(sample: bytes) -> str:
    found = from_bytes(sample, cp_isolation=SINGLE_BYTE).best()
    return found.encoding if found is not None else LIKELIEST
