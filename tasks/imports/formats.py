"""What kind of file it is, told by its content; a name may say anything. Refuses what must not, or cannot, be read."""

import zipfile
from enum import StrEnum
from pathlib import Path

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK, DOCUMENT = "xl/workbook.xml", "content.xml"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED, MACROS = "EncryptedPackage".encode("utf-16-le"), "_VBA_PROJECT_CUR".encode("utf-16-le")
MOST_UNPACKED = 400 * 1024 * 1024
MACRO_REASON = "it holds macros. Save it as .xlsx or .csv, without them."
PROTECTED = "it is protected by a password. Save a copy without one."
UNKNOWN_REASON = "it is neither a workbook (.xlsx, .xls, .ods) nor a text file with columns (.csv)."


class Format(StrEnum):
    """The kinds of files that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


class Unreadable(Exception):
    """The file cannot be read; the text is for whoever sent it."""


def format_of(path: Path) -> Format:
    """Return the kind of a file.

    Raises:
        Unreadable: it is empty, broken, protected, holds macros, or is something else.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Unreadable("it is empty.")
    if start.startswith(COMPOUND):
        return _of_compound(path)
    if start.startswith(ZIP):
        return _of_zip(path)
    if start.startswith(b"PK"):
        raise Unreadable("the workbook is damaged, or empty.")
    return Format.CSV


def _of_compound(path: Path) -> Format:
    """The old format; a new one that is encrypted comes in the same wrapping."""
    data = path.read_bytes()
    if ENCRYPTED in data:
        raise Unreadable(PROTECTED)
    if MACROS in data:
        raise Unreadable(MACRO_REASON)
    return Format.XLS


def _of_zip(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            return _of_archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Unreadable("the workbook is damaged.") from error


def _of_archive(archive: zipfile.ZipFile) -> Format:
    members = {info.filename: info for info in archive.infolist()}
    if sum(info.file_size for info in members.values()) > MOST_UNPACKED:
        raise Unreadable("the workbook is too large when unpacked. Save it as .csv, which may have millions of rows.")
    if any(name.lower().endswith("vbaproject.bin") for name in members) or any(
        name.startswith("Basic/") and name.endswith(".xml") for name in members
    ):
        raise Unreadable(MACRO_REASON)
    if WORKBOOK in members:
        return Format.XLSX
    if DOCUMENT in members and archive.read("mimetype").strip().startswith(OPEN_DOCUMENT):
        return _of_document(archive)
    raise Unreadable(UNKNOWN_REASON)


def _of_document(archive: zipfile.ZipFile) -> Format:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable(PROTECTED)
    return Format.ODS
