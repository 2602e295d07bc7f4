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


class PageMargins(Authored):
    left: float
    right: float
    top: float
    bottom: float


class PageLayout(Authored):
    size: Literal["A4"]
    orientation: Literal["portrait", "landscape"]
    margins_mm: PageMargins
    note: str = ""

    @property
    def size_mm(self) -> tuple[int, int]:
        """Width and height."""
        return (297, 210) if self.orientation == "landscape" else (210, 297)


class Font(Authored):
    family: str
    fallback: tuple[str, ...] = ()
    body_pt: float
    table_pt: float
    note_pt: float
    color: str = Key("000000", pattern="^[0-9A-Fa-f]{6}$")


class ParagraphLayout(Authored):
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


class TitleLineLayout(Authored):
    """One paragraph of the title page; `{entity_title}` is the first of the layout's that applies.
    `show_if_segments`: only when the report has so many segments. `at_foot`: in the page's footer."""

    text: str
    align: Align
    at_foot: bool = False
    space_before_mm: float = 0
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
    """A table field with its own columns, or a list with numbers. `take`: the columns of the field whose
    texts stand in each column of the document; `beside`: a list whose items stand beside this one's;
    `optional`: the columns that are left out where nothing stands in them."""

    header: tuple[str, ...]
    widths_mm: tuple[float, ...]
    numbering: bool = False
    take: tuple[tuple[str, ...], ...] = ()
    beside: str | None = None
    optional: tuple[str, ...] = ()
    repeat_header: bool = True


class SummaryTableLayout(Authored):
    """One column for each segment, `across` of them side by side, then beside narrower labels."""

    header: str
    label_mm: float
    narrow_label_mm: float = 38
    across: int = Key(4, ge=1, le=6)


class RemarksTable(Authored):
    """The remarks that are open, where each belongs (`in_segment`, `in_segments`: with {segments} and
    {question}), and `kept` after one that the author left as it is."""

    header: tuple[str, str, str]
    widths_mm: tuple[float, float, float]
    kept: str
    in_segment: str
    in_segments: str


class Tables(Authored):
    """`grids` are by the id of the table or list field."""

    two_column: TwoColumnTable
    grids: dict[str, GridTable] = Key(default_factory=dict)
    summary: SummaryTableLayout
    remarks: RemarksTable


class SegmentPart(Authored):
    """One numbered heading with the answers of these sections and fields below it. A field that is named
    stands here instead of with its section."""

    title: str
    title_variants: tuple[Variant, ...] = ()
    show: tuple[str, ...] = ()


class PartLayout(SegmentPart):
    """`content`: what stands below the heading; `parts` are those of every segment."""

    title: str = ""
    content: Literal["answers", "comparison", "segments", "remarks"] = "answers"
    parts: tuple[SegmentPart, ...] = ()


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
    inner_quotes: str = ""
    nonbreaking_before: tuple[str, ...]
    nonbreaking_after: tuple[str, ...] = ()
    empty_value: str


class FileName(Authored):
    """`pattern` is for one segment, `pattern_multi` for several together, `pattern_part` for one of several
    that has a file of its own."""

    pattern: str
    pattern_multi: str
    pattern_part: str = ""
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
    page: PageLayout
    font: Font
    paragraph: ParagraphLayout
    page_numbers: PageNumbers
    title_block: tuple[TitleLineLayout, ...] = ()
    entity_title: tuple[Variant, ...] = ()
    contents: str = ""
    document: tuple[PartLayout, ...]
    section_heading: str
    segment_heading: str
    single_segment_heading: str
    by_segment: str
    tables: Tables
    lists_in_cells: Literal["numbered_if_more_than_one"]
    signature_block: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    footer_notes: tuple[FooterNote, ...] = ()
    draft_mark: DraftMark
    typography: Typography
    file_name: FileName


class SummaryColumn(Authored):
    """A line of the comparison; `take: first` shows the first item only, `details` what was answered about
    the chosen options."""

    label: str
    field: str
    take: Literal["all", "first", "details"] = "all"
    column: str | None = None


class SummaryTable(Authored):
    title: str
    show_if_segments_min: int
    columns: tuple[SummaryColumn, ...] = ()
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
