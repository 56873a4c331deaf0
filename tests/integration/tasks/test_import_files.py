"""Files that cannot be read, or only with care: each is told what is wrong with it before anything is imported."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.imports.encoding import delimiter_of, encoding_of
from tasks.imports.errors import FileRefused
from tasks.imports.formats import COMPOUND, ENCRYPTED, MACROS
from tests.desk import Desk
from tests.integration.tasks.imported_files import HEADINGS, bring_in, counts, line, text_file, workbook

pytestmark = pytest.mark.requirement("F2")


def with_member(path: Path, name: str, content: bytes = b"x") -> bytes:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path.read_bytes()


def endless(path: Path) -> bytes:
    """A small workbook whose one sheet claims its last cell in the last row and column there can be."""
    workbook(path, line(1))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (members | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(name, content)
    return path.read_bytes()


FILES: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "empty": (lambda _path: b"", "it is empty"),
    "headings-missing": (lambda _path: b"\n\n,,\n", "it is empty"),
    "damaged": (lambda path: workbook(path, line(1))[:900], "damaged"),
    "password": (lambda _path: COMPOUND + b"\x00" * 600 + ENCRYPTED, "protected by a password"),
    "macros": (lambda path: workbook(path, line(1)) and with_member(path, "xl/vbaProject.bin"), "holds macros"),
    "old-macros": (lambda _path: COMPOUND + b"\x00" * 600 + MACROS, "holds macros"),
    "old-damaged": (lambda _path: COMPOUND + b"\x00" * 600, "damaged"),
    "picture": (lambda _path: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00", "neither a workbook"),
    "another-archive": (lambda path: with_member(path, "a.txt"), "neither a workbook"),
    "endless": (endless, "too much memory"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(marketeer: Desk, tmp_path: Path, name: str) -> None:
    make, reason = FILES[name]
    content = make(tmp_path / "file.xlsx")
    with pytest.raises(FileRefused, match=reason):
        bring_in(marketeer, content, "leads.xlsx")


def test_a_file_that_breaks_off_in_its_midst_is_refused_as_a_whole(marketeer: Desk) -> None:
    outcome = bring_in(marketeer, text_file(*map(line, range(30))) + b'"' + b"x" * 200_000)
    assert (outcome["state"], counts(outcome)) == ("failed", (0, 0, 0, 0))
    assert "line 32 cannot be read" in outcome["detail"]
    assert "quotation mark" in outcome["detail"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_encoding_and_columns_are_found_out(tmp_path: Path, encoding: str, sign: str) -> None:
    names = ["Jürgen Größe", "Zoë Müller", "André Lefèvre", "Señor Peña", "Bärbel Weiß"]
    lines = [[f"p{n}@x.example", name, "Vizor GmbH & Co. KG, Köln", "software"] for n, name in enumerate(names)]
    if sign == ",":
        lines = [[each[0], each[1], "Köln", each[3]] for each in lines]
    path = tmp_path / "file.csv"
    path.write_bytes(text_file(*lines, sign=sign, encoding=encoding))
    found = encoding_of(path)
    assert path.read_text(encoding=found).startswith(sign.join(HEADINGS))
    assert "Jürgen Größe" in path.read_text(encoding=found)
    assert delimiter_of(path, found) == sign


def test_a_wrong_encoding_that_was_chosen_is_told(marketeer: Desk) -> None:
    content = text_file(["a@b.example", "Jürgen", "Köln", "software"], encoding="cp1252")
    with pytest.raises(FileRefused, match="choose another encoding"):
        bring_in(marketeer, content, encoding="utf-8")


def test_what_was_rejected_can_be_corrected_and_sent_again(marketeer: Desk) -> None:
    headings = ["Line", "Reason", *HEADINGS, "Mobile phone"]
    corrected = ["3", "Email: …", *line(1), "'+48 22 555 01 23"]
    assert counts(bring_in(marketeer, text_file(corrected, headings=headings))) == (1, 0, 0, 0)
