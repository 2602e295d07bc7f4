"""What a document consists of: frozen values that hold final text and no knowledge of the form.

Every renderer shows the same values in the same order, so a DOCX and a PDF of one report say the same.
"""

from dataclasses import dataclass
from datetime import date

from dialogs.interview.layout import Align, Font, PageLayout, PageNumbers, ParagraphLayout


@dataclass(frozen=True, slots=True)
class TitleLine:
    """One paragraph of the title page; `title` marks the name of the document itself, `at_foot` what stands
    in the footer of the page."""

    lines: tuple[str, ...]
    align: Align = "center"
    bold: bool = False
    title: bool = False
    at_foot: bool = False
    space_before_mm: float = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of one table cell; `filled` is False where a stand-in replaces an answer."""

    lines: tuple[str, ...]
    numbered: bool = False
    filled: bool = True
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right; one cell alone spans every column.

    `mark` names the field whose answer stands in the last cell. Rows stay on one page unless `splittable`.
    A `group` is a heading over the rows below it.
    """

    cells: tuple[Cell, ...]
    mark: str = ""
    splittable: bool = False
    group: bool = False


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A bordered table whose header repeats on every page; `mark` names the field that fills all of it.
    A `whole` table stays on one page; so many `kept_rows` stay with what follows its section."""

    header: tuple[str, ...]
    widths_mm: tuple[float, ...]
    rows: tuple[Row, ...]
    mark: str = ""
    whole: bool = False
    kept_rows: int = 2


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A numbered heading (level 1 or 2) with what stands below it; `mark` names the field in the heading."""

    heading: str
    level: int = 1
    tables: tuple[ReportTable, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How the pages look, as the form's layout says."""

    page: PageLayout
    font: Font
    paragraph: ParagraphLayout
    page_numbers: PageNumbers


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file manager shows about the document; `identifier` names the form and its version."""

    title: str
    author: str
    created: date
    version: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that stands in a document: a title page, the contents (`contents` is their heading, "" for
    none), the sections, the signatures and notes. `footer` stands on every page but the first.

    `draft_mark` is the word across every page of an unfinished document, or "".
    """

    title_block: tuple[TitleLine, ...]
    sections: tuple[ReportSection, ...]
    properties: Properties
    style: Style
    contents: str = ""
    footer: str = ""
    signature: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    draft_mark: str = ""
    language: str = "ru"
