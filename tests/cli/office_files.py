"""Office files made by hand, part by part, as programs other than ours write them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.cli.importing.command import import_table

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def imported(file: Path) -> tuple[dict[str, str], str, int]:
    """Titles with their answers, the remarks after the preview, and the exit code."""
    out, told = io.StringIO(), io.StringIO()
    code = import_table(file, out, told)
    entries = yaml.safe_load(out.getvalue())["entries"]
    remarks = told.getvalue().partition(" rows: ")[2].partition("\n")[2]
    return {each["title"]["ru"]: each["answer"]["ru"] for each in entries}, remarks, code


def relations(links: Mapping[str, tuple[str, str]], *, outside: bool = False) -> str:
    """The XML of relations: id → kind and target."""
    mode = ' TargetMode="External"' if outside else ""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{KINDS}/{kind}" Target="{target}"{mode}/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def packed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def p(*runs: str) -> str:
    """A paragraph; what does not begin with a tag is text."""
    return f"<w:p>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(*blocks: str, properties: str = "") -> str:
    inner = "".join(block if block.startswith("<w:") else p(block) for block in blocks)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    inner = "".join(cell if cell.startswith("<w:") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def docx(path: Path, *blocks: str, links: Mapping[str, str] | None = None, **parts: str) -> Path:
    """A Word file; `links` are ids of hyperlinks, `parts` are styles, numbering, footnotes."""
    own = {f"r{kind}": (kind, f"{kind}.xml") for kind in parts}
    outer = {name: ("hyperlink", address) for name, address in (links or {}).items()}
    all_relations = relations(own).replace(
        "</Relationships>", relations(outer, outside=True).partition(">")[2].partition("</Relationships>")[0]
    )
    return packed(
        path,
        {
            "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
            "word/_rels/document.xml.rels": all_relations + "</Relationships>",
            "word/document.xml": _word("document", f"<w:body>{''.join(blocks)}</w:body>"),
            **{f"word/{kind}.xml": _word(kind, inner) for kind, inner in parts.items()},
        },
    )


def _word(root: str, inner: str) -> str:
    return f'<w:{root} xmlns:w="{WORD}" xmlns:r="{KINDS}">{inner}</w:{root}>'


def xlsx(
    path: Path,
    sheet_data: str,
    after: str = "",
    before: str = "",
    formats: tuple[str, ...] = (),
    links: Mapping[str, str] | None = None,
) -> Path:
    """An Excel file of one sheet; style n has the nth of `formats`, style 0 is «General»."""
    codes = "".join(f'<numFmt numFmtId="{170 + at}" formatCode="{code}"/>' for at, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{170 + at}"/>' for at in range(len(formats)))
    addresses = {name: ("hyperlink", address) for name, address in (links or {}).items()}
    return packed(
        path,
        {
            "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
            "xl/_rels/workbook.xml.rels": relations(
                {"r1": ("worksheet", "worksheets/sheet1.xml"), "r2": ("styles", "styles.xml")}
            ),
            "xl/workbook.xml": f'<workbook xmlns="{CELLS}" xmlns:r="{KINDS}"><sheets>'
            '<sheet name="Вопросы" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/styles.xml": f'<styleSheet xmlns="{CELLS}"><numFmts>{codes}</numFmts>'
            f'<fills><fill><patternFill patternType="bogus"/></fill></fills>'
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": relations(addresses, outside=True),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{CELLS}" xmlns:r="{KINDS}">{before}'
            f"<sheetData>{sheet_data}</sheetData>{after}</worksheet>",
        },
    )


def row(number: int, *cells: str, attributes: str = "") -> str:
    """A row; what does not begin with `<c` is the text of a cell."""
    inner = "".join(
        cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells
    )
    return f'<row r="{number}" {attributes}>{inner}</row>'
