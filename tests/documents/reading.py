"""Documents read back as a person reads them: the text in its order."""

import io
import re
import unicodedata
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from dialogs.documents.pieces import Report

_PAGE_OF_ENTRY = re.compile(r"(?: ?\.){3,} \d+")
_INVISIBLE = re.compile("[\\s\u00ad\u200b\u2010-]+")


def normal(text: str) -> str:
    """Without spaces, hyphens and other traces of line breaking; all quotes are one."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate({ord(q): '"' for q in "«»„“"})


def docx_paragraphs(content: bytes) -> list[str]:
    """Every paragraph in its order, those of tables cell by cell, list numbers included."""
    document = docx.Document(io.BytesIO(content))
    counters: dict[str, int] = {}

    def shown(paragraph: Paragraph) -> str:
        number = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is None:
            return paragraph.text
        key = str(number.get(qn("w:val")))
        counters[key] = counters.get(key, 0) + 1
        return f"{counters[key]}. {paragraph.text}"

    def walk() -> Iterator[str]:
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    # A cell that spans columns is given once for each of them.
                    for cell in dict.fromkeys(cell._tc for cell in row.cells):
                        yield from (shown(Paragraph(p, block)) for p in cell.p_lst)
            else:
                yield shown(block)

    return [text for text in walk() if text]


def docx_text(content: bytes) -> str:
    return normal("".join(docx_paragraphs(content)))


def pdf_pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def header_rows(content: bytes) -> set[str]:
    document = docx.Document(io.BytesIO(content))
    return {normal("".join(cell.text for cell in table.rows[0].cells)) for table in document.tables}


def pdf_text(content: bytes, headers: set[str], expected: str, report: Report) -> str:
    """The text without what repeats on every page (numbers, footers, the draft mark, headers of long tables)
    and without the pages of the contents.

    A header at the top of a page is a repetition where `expected` does not go on with it.
    """
    text, mark = "", report.draft_mark
    title_foot = "".join(line for shown in report.title_block if shown.at_foot for line in shown.lines)
    for number, page in enumerate(pdf_pages(content), start=1):
        foot = title_foot if number == 1 else report.footer
        rest = normal(_PAGE_OF_ENTRY.sub("", page)).removeprefix(mark).removesuffix(normal(foot))
        if number > 1:
            rest = rest.removeprefix(str(number))
        for header in sorted(headers, key=len, reverse=True):
            if rest.startswith(header) and not expected.startswith(text + header):
                rest = rest.removeprefix(header)
        text += rest
    return text
