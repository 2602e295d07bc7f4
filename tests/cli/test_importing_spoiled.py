"""Spoiled files: whatever is in them, they are imported or told about, and nothing crashes or hangs."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook

from bot.cli.importing.command import import_table
from knowledge.yaml_source import ContentError
from tests.cli.office_files import docx, p, r, row, tbl, tc, tr, xlsx

FILES = 150
VALUES = (
    "",
    "0",
    "-1",
    "1",
    "999999999999999999999",
    "A0",
    "XFD1048576",
    "r1",
    "s",
    "e",
    "true",
    "?",
    "\u2028",
)


def real(folder: Path) -> Iterator[Path]:
    wide, on = '<w:gridSpan w:val="2"/>', "<w:vMerge/>"
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    yield docx(
        folder / "a.docx",
        p("Отпуска"),
        tbl(
            tr("№", "Вопрос", "Ответ"),
            tr(tc("Раздел", properties=wide), ""),
            tr(
                "1",
                tc("Раз?", properties='<w:vMerge w:val="restart"/>'),
                tc(p("Да", f"<w:ins>{r('!')}</w:ins>")),
            ),
            tr(
                "",
                tc("", properties=on),
                tc(tbl(tr("а", "б")), p(field.format("begin"), field.format("end"))),
            ),
            f"<w:sdt><w:sdtContent>{tr('2', 'Два?', 'Нет')}</w:sdtContent></w:sdt>",
        ),
        numbering='<w:abstractNum w:abstractNumId="7"/><w:num w:numId="1"/>',
        styles='<w:style w:styleId="a"><w:name w:val="List"/></w:style>',
    )
    head = row(1, "№", "Вопрос", "Ответ")
    yield xlsx(
        folder / "a.xlsx",
        head
        + row(2, '<c r="A2" s="1"><v>46082</v></c>', "Раз?", '<c t="e"><f>A</f><v>#REF!</v></c>')
        + row(3, "", "а"),
        after='<mergeCells><mergeCell ref="A2:B3"/></mergeCells>'
        '<hyperlinks><hyperlink ref="B2" r:id="l"/></hyperlinks>',
        before='<cols><col min="1" max="1" hidden="1"/></cols>',
        formats=("dd.mm.yyyy", "# ?/?"),
        links={"l": "https://example.org"},
    )
    book = Workbook()
    assert book.active is not None
    book.active.append(["Вопрос", "Ответ"])
    book.active.append(["Раз?", 1.5])
    book.save(folder / "b.xlsx")
    yield folder / "b.xlsx"
    (folder / "a.csv").write_text('Вопрос;Ответ\n"Раз?";"а\nб"\n', encoding="utf-8")
    yield folder / "a.csv"


def flipped(content: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 30)):
        spoiled[chance.randrange(len(spoiled))] = chance.choice((chance.randrange(256), 0, 34, 59, 60))
    return bytes(spoiled)


def truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def rearranged(content: bytes, chance: random.Random) -> bytes:
    """The same elements in other places, with other attributes."""
    root = etree.fromstring(content)
    for _ in range(chance.randint(1, 12)):
        elements = list(root.iter())
        chosen, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(4):
            case 0 if chosen.attrib:
                chosen.set(chance.choice(list(chosen.attrib)), chance.choice(VALUES[:-1]))
            case 1 if chosen.getparent() is not None:
                chosen.getparent().remove(chosen)
            case 2 if len(elements) < 2_000:
                other.append(etree.fromstring(etree.tostring(chosen)))
            case _:
                chosen.text = chance.choice(VALUES)
    return bytes(etree.tostring(root))


def within(content: bytes, chance: random.Random, change: Callable[[bytes, random.Random], bytes]) -> bytes:
    """The archive with one part changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if parts[name]])
    parts[name] = change(parts[name], chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return packed.getvalue()


def spoiled(content: bytes, chance: random.Random, archive: bool) -> bytes:
    change = chance.choice((flipped, truncated, rearranged, rearranged))
    if archive and (change is rearranged or chance.random() < 0.5):
        return within(content, chance, change)
    return (flipped if change is rearranged else change)(content, chance)


@pytest.mark.processor_seconds(120)
@pytest.mark.parametrize("seed", range(4))
def test_a_spoiled_file_neither_crashes_nor_hangs(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    imported = 0
    for number in range(FILES):
        original = chance.choice(list(real(tmp_path)))
        file = tmp_path / f"spoiled{original.suffix}"
        content = spoiled(original.read_bytes(), chance, archive=original.suffix != ".csv")
        file.write_bytes(content)
        try:
            imported += import_table(file, io.StringIO(), io.StringIO()) in (0, 1)
        except ContentError as error:
            assert error.problems, number
    assert 0 < imported < FILES
