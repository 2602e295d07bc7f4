"""The tables below a section's heading, and «Сравнение сегментов»."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import ceil

from dialogs.documents.answers_shown import Shown
from dialogs.documents.pieces import Cell, Row, Section, Table
from dialogs.interview.answers import NoData, Number, Rows
from dialogs.interview.conditions import comparisons
from dialogs.interview.definition import Computed, Form
from dialogs.interview.definition import Section as FormSection
from dialogs.interview.field import Field
from dialogs.interview.layout import SummaryColumn
from dialogs.interview.messages import slots

_NOTHING = "—"
_PAGE_WIDTH_MM = 170
_LETTER_MM = 2.2
# A row that takes more than half a page would leave a hole before it: such a one may be split.
_TALL_ROW = 25
# A table of a few lines looks torn when a page ends inside it.
_LOW_TABLE = 9


def section_tables(shown: Shown, section: FormSection, scopes: tuple[str, ...]) -> tuple[Table, ...]:
    """The section's tables for fields and computed values of these scopes; none when nothing is visible."""
    form = shown.view.form
    tables: list[Table] = []
    pairs: list[Row] = []
    for item in _in_order(form, section, scopes):
        if isinstance(item, Field) and item.type == "table":
            if pairs:
                tables.append(_two_columns(form, pairs))
                pairs = []
            tables.append(_grid(shown, item))
        elif (row := _pair(shown, item)) is not None:
            pairs.append(row)
    if pairs:
        tables.append(_two_columns(form, pairs))
    return tuple(tables) if any(table.rows for table in tables) else ()


def _splittable(cells: Iterable[Cell], widths_mm: Iterable[float]) -> bool:
    """Whether a row of these cells is too tall to be kept on one page."""
    return _height(cells, widths_mm) > _TALL_ROW


def _height(cells: Iterable[Cell], widths_mm: Iterable[float]) -> int:
    """About how many lines the row takes."""
    return max(
        sum(max(1, ceil(len(line) * _LETTER_MM / (width - 3))) for line in cell.lines)
        for cell, width in zip(cells, widths_mm, strict=False)
    )


def _table(
    header: tuple[str, ...], widths_mm: tuple[float, ...], rows: tuple[Row, ...], mark: str = ""
) -> Table:
    height = sum(_height(row.cells, widths_mm) for row in rows)
    return Table(header, widths_mm, rows, mark, whole=height <= _LOW_TABLE)


def _in_order(form: Form, section: FormSection, scopes: tuple[str, ...]) -> Iterator[Field | Computed]:
    """The form's order; a computed value stands after the last answer that it is made of, and what is
    made of nothing (the date, the version) stands at the end."""
    fields = [field for field in form.in_order if field.section == section.id]
    places = {field.id: place for place, field in enumerate(fields, start=1)}
    ranked: list[tuple[float, int, Field | Computed]] = [
        (places[field.id], 0, field) for field in fields if field.scope in scopes
    ]
    for order, value in enumerate(form.computed, start=1):
        if value.section == section.id and value.scope in scopes:
            sources = {name for name in _sources(value) if name in places}
            place = max((places[name] for name in sources), default=0)
            ranked.append((len(fields) + 1 if value.editable else place, order, value))
    return (item for _, _, item in sorted(ranked, key=lambda entry: entry[:2]))


def _sources(value: Computed) -> Iterator[str]:
    for case in value.cases:
        if case.when is not None:
            yield from (comparison.field for comparison in comparisons(case.when))
        if case.taken_from is not None:
            yield case.taken_from
    if value.template is not None:
        yield from (name for name, _ in slots(value.template))
    if value.share_of is not None:
        yield from (value.share_of.whole, value.share_of.percent)


def _pair(shown: Shown, item: Field | Computed) -> Row | None:
    """A row of two cells, or None for what is hidden or stands elsewhere."""
    if isinstance(item, Computed):
        cell = shown.computed(item)
    elif item.in_document != "true" or not shown.view.visible(item):
        cell = None
    else:
        cell = shown.cell(item)
    if cell is None:
        return None
    mark = str(shown.view.path(item.id)) if isinstance(item, Field) or item.editable else ""
    label = Cell((shown.typeset(item.label),))
    widths = shown.view.form.layout.tables.two_column.widths_mm
    return Row((label, cell), mark, _splittable((label, cell), widths))


def _two_columns(form: Form, rows: list[Row]) -> Table:
    layout = form.layout.tables.two_column
    return _table(layout.header, layout.widths_mm, tuple(rows))


def _grid(shown: Shown, field: Field) -> Table:
    layout = shown.view.form.layout.tables.grids.get(field.id)
    labels = tuple(shown.typeset(column.label) for column in field.columns)
    header = layout.header if layout else labels
    widths = layout.widths_mm if layout else tuple([_PAGE_WIDTH_MM / len(labels)] * len(labels))
    mark = str(shown.view.path(field.id))
    if not shown.view.visible(field) or field.in_document != "true":
        return Table(header, widths, ())
    answer = shown.view.answer(field.id)
    if not isinstance(answer, Rows) or not answer.value:
        return _table(header, widths, (Row((shown.cell(field),)),), mark)
    numbered = layout is not None and layout.numbering
    grid = [
        shown.grid_row(field, row, number if numbered else None)
        for number, row in enumerate(answer.value, start=1)
    ]
    rows = tuple(Row(cells, splittable=_splittable(cells, widths)) for cells in grid)
    return _table(header, widths, rows, mark)


def comparison(form: Form, segments: Sequence[Shown]) -> Section | None:
    """The comparison of two segments or more, in landscape; None when the form wants none."""
    summary = form.report.summary_table
    columns = [column for column in summary.columns if form.knows(column.field)]
    if len(segments) < summary.show_if_segments_min or not columns:
        return None
    layout = form.layout.tables.summary
    widths = tuple(
        width for width, column in zip(layout.widths_mm, summary.columns, strict=False) if column in columns
    )
    rows = [tuple(_compared(form, shown, column) for column in columns) for shown in segments]
    if (rest := _remainder(form, segments, columns)) is not None:
        rows.append(rest)
    table = Table(
        tuple(segments[0].typeset(column.label) for column in columns),
        widths,
        tuple(Row(cells, splittable=_splittable(cells, widths)) for cells in rows),
    )
    return Section(summary.title, tables=(table,))


def _compared(form: Form, shown: Shown, column: SummaryColumn) -> Cell:
    field = form.field(column.field)
    if not shown.view.visible(field):
        return Cell((_NOTHING,))
    answer = shown.view.answer(field.id)
    if isinstance(answer, NoData):  # the whole sentence does not fit a narrow column
        return Cell((field.unknown_label or form.interview.buttons.unknown,), filled=False)
    if isinstance(answer, Number):
        return Cell((form.written_number(answer.value),))
    return shown.first(field, column.column) if column.take == "first" else shown.cell(field)


def _remainder(
    form: Form, segments: Sequence[Shown], columns: Sequence[SummaryColumn]
) -> tuple[Cell, ...] | None:
    """The share of everybody else, while the known shares leave room for them."""
    place = next((n for n, column in enumerate(columns) if form.field(column.field).type == "percent"), None)
    if place is None:
        return None
    answers = [shown.view.answer(columns[place].field) for shown in segments]
    rest = 100 - sum((a.value for a in answers if isinstance(a, Number)), Decimal(0))
    if rest <= 0:
        return None
    cells = [Cell((form.report.summary_table.remainder_row,)), *[Cell((_NOTHING,))] * (len(columns) - 1)]
    if all(isinstance(answer, Number) for answer in answers):
        cells[place] = Cell((form.written_number(rest),))
    else:
        cells[place] = Cell((form.interview.buttons.unknown,), filled=False)
    return tuple(cells)
