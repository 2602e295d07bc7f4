"""Files from elsewhere: what a table of questions has no need of is refused before it is opened."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from bot.cli.importing.command import import_table
from bot.cli.importing.office_file import MOST_ENTRIES, OfficeFile, UnsafeFile
from knowledge.yaml_source import ContentError

RELATIONS = "word/_rels/document.xml.rels"
OUTSIDE = (
    '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
    'Target="http://evil.example/x" TargetMode="External"/></Relationships>'
)
Parts = dict[str, bytes]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A Word file with one question."""
    document = Document()
    cells = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("Вопрос", "Ответ", "Что такое сегмент?", "Группа клиентов.")):
        cells.cell(place // 2, place % 2).text = text
    document.save(str(tmp_path / "table.docx"))
    return tmp_path / "table.docx"


def changed(file: Path, change: Callable[[Parts], None]) -> Path:
    """The same file with other parts."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = file.with_name("changed.docx")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def adding(name: str, content: bytes) -> Callable[[Parts], None]:
    return lambda parts: parts.update({name: content})


def replacing(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


def relating(kind: str) -> Callable[[Parts], None]:
    return replacing(RELATIONS, b"</Relationships>", OUTSIDE.format(kind).encode())


def nested() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x", "y")
    return inner.getvalue()


ATTACKS = {
    "a zip bomb": (adding("word/bomb.xml", b" " * 30_000_000), "swells"),
    "many parts": (
        lambda parts: parts.update({f"word/{n}.xml": b"<a/>" for n in range(MOST_ENTRIES + 1)}),
        "parts",
    ),
    "macros by name": (adding("word/vbaProject.bin", b"x"), "macros"),
    "macros by kind": (
        replacing("[Content_Types].xml", b"wordprocessingml.document.main", b"x.macroEnabled.main"),
        "macros",
    ),
    "an entity": (
        replacing("word/document.xml", b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document'),
        "entities",
    ),
    "an entity from a file": (
        adding("customXml/item1.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "entities",
    ),
    "an entity in UTF-16": (
        adding("customXml/item1.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")),
        "entities",
    ),
    "a way up": (adding("../../outside.xml", b"<a/>"), "outside"),
    "a way up, as Windows writes it": (adding("..\\outside.xml", b"<a/>"), "outside"),
    "an absolute way": (adding("/etc/cron.d/x", b"x"), "outside"),
    "two parts of one name": (adding("WORD/document.xml", b"<a/>"), "one name"),
}


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_what_no_table_needs_is_refused(table: Path, attack: str) -> None:
    change, reason = ATTACKS[attack]
    file = changed(table, change)
    with pytest.raises(UnsafeFile, match=reason):
        OfficeFile(file)
    with pytest.raises(ContentError, match="is not opened"):
        import_table(file, io.StringIO(), io.StringIO())


GOOD = {
    "a link": relating("hyperlink"),
    "a template elsewhere": relating("attachedTemplate"),
    "a picture elsewhere": relating("image"),
    "an object elsewhere": relating("oleObject"),
    "a link to another workbook": relating("externalLinkPath"),
    "a workbook within": adding("word/embeddings/sheet.xlsx", nested()),
    "an old office file within": adding("word/embeddings/x.bin", b"\xd0\xcf\x11\xe0...."),
    "a white picture": adding("word/media/image1.bmp", b"\xff" * 3_000_000),
    "properties in UTF-16": adding("customXml/item1.xml", "<?xml version='1.0'?><a>да</a>".encode("utf-16")),
    "broken relations of a part that is not read": adding("word/_rels/x.rels", b"<a"),
}


@pytest.mark.parametrize("kind", GOOD, ids=str)
def test_what_office_programs_write_is_read(table: Path, kind: str) -> None:
    out = io.StringIO()
    assert import_table(changed(table, GOOD[kind]), out, io.StringIO()) == 0
    assert "Что такое сегмент?" in out.getvalue()


def test_a_huge_file_is_not_even_opened(table: Path) -> None:
    with table.open("r+b") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(UnsafeFile, match="larger"):
        OfficeFile(table)


def test_an_old_or_encrypted_file_is_told(table: Path) -> None:
    table.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000))
    with pytest.raises(ContentError, match="behind a password"):
        import_table(table, io.StringIO(), io.StringIO())
