"""How the finished document looks, as authors write it in `layout:` and `report:`."""

from typing import Literal

from pydantic import Field as Key

from dialogs.interview.conditions import Condition
from knowledge.authored import Authored

Align = Literal["left", "right", "center", "justify"]


class Variant(Authored):
    """Another text when a condition holds."""

    when: Condition
    text: str


class Margins(Authored):
    left: float
    right: float
    top: float
    bottom: float


class Page(Authored):
    size: Literal["A4"]
    orientation: Literal["portrait", "landscape"]
    margins_mm: Margins
    note: str = ""


class Font(Authored):
    family: str
    fallback: tuple[str, ...] = ()
    body_pt: float
    table_pt: float
    note_pt: float
    color: str = Key("000000", pattern="^[0-9A-Fa-f]{6}$")


class Paragraph(Authored):
    first_line_indent_mm: float
    line_spacing_body: float
    line_spacing_table: float
    align_body: Align
    align_table: Align


class PageNumbers(Authored):
    position: Literal["top_center", "bottom_center", "top_right", "bottom_right"]
    distance_from_edge_mm: float
    show_on_first_page: bool
    format: Literal["arabic"]


class TitleLine(Authored):
    """One paragraph of the title; `{entity_title}` is the first of the layout's that applies.
    `show_if_segments`: only when the report has so many segments."""

    text: str
    align: Align
    bold: bool = False
    uppercase: bool = False
    optional: bool = False
    default: Literal["shown", "hidden"] = "shown"
    show_if_segments: int | None = None


class TwoColumnTable(Authored):
    header: tuple[str, ...]
    widths_mm: tuple[float, ...]
    repeat_header: bool = True
    rows_can_split: bool = False
    borders: Literal["single_0_5pt"] = "single_0_5pt"


class GridTable(Authored):
    header: tuple[str, ...]
    widths_mm: tuple[float, ...]
    numbering: bool = False
    repeat_header: bool = True


class SummaryTableLayout(Authored):
    page_orientation: Literal["portrait", "landscape"]
    page_margins_mm: Margins
    widths_mm: tuple[float, ...]
    repeat_header: bool = True


class Tables(Authored):
    """`grids` are by the id of the table field."""

    two_column: TwoColumnTable
    grids: dict[str, GridTable] = Key(default_factory=dict)
    summary: SummaryTableLayout


class FooterNote(Authored):
    """A note at the end; `show_if_check`: only when that check found something."""

    text: str
    show_if_check: str | None = None
    show_if_official: bool | None = None


class DraftMark(Authored):
    text: str
    when: str = ""


class Typography(Authored):
    date_format: str
    thousands_separator: str
    decimal_separator: str
    quotes: str
    nonbreaking_before: tuple[str, ...]
    empty_value: str


class FileName(Authored):
    pattern: str
    pattern_multi: str
    pattern_ascii: str
    date_format: str
    client_type_short: dict[str, str]
    max_length: int
    forbidden_characters: str
    spaces: str
    example: str = ""


class Layout(Authored):
    origin: str = ""
    refs: tuple[str, ...] = ()
    page: Page
    font: Font
    paragraph: Paragraph
    page_numbers: PageNumbers
    title_block: tuple[TitleLine, ...]
    entity_title: tuple[Variant, ...]
    section_heading: str
    segment_heading: str
    tables: Tables
    lists_in_cells: Literal["numbered_if_more_than_one"]
    signature_block: tuple[str, ...]
    footer_notes: tuple[FooterNote, ...]
    draft_mark: DraftMark
    typography: Typography
    file_name: FileName


class SummaryColumn(Authored):
    """A column of the comparison; `take: first` shows the first item only."""

    label: str
    field: str
    take: Literal["all", "first"] = "all"
    column: str | None = None


class SummaryTable(Authored):
    title: str
    show_if_segments_min: int
    columns: tuple[SummaryColumn, ...]
    remainder_row: str


class ReportRules(Authored):
    """How several segments make one report. `max_segments` bounds the interview."""

    origin: str = ""
    seed_basis: str = ""
    hierarchy: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    max_segments: int = Key(20, ge=1, le=100)
    output_modes: dict[str, str] = Key(default_factory=dict)
    default_output_mode: Literal["single_document", "one_file_per_segment"]
    summary_table: SummaryTable
