"""«Сравнение сегментов»: one row for each segment, and one for the clients outside of all of them."""

from collections.abc import Sequence
from decimal import Decimal

from dialogs.documents.answers_shown import Shown
from dialogs.documents.pieces import Cell, Row, Section, Table
from dialogs.documents.section_tables import splittable
from dialogs.interview.answers import NoData, Number
from dialogs.interview.definition import Form
from dialogs.interview.layout import SummaryColumn
from dialogs.interview.writing import written_number

_NOTHING = "—"


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
    rows = [tuple(_cell(form, shown, column) for column in columns) for shown in segments]
    if (rest := _remainder(form, segments, columns)) is not None:
        rows.append(rest)
    table = Table(
        tuple(segments[0].typeset(column.label) for column in columns),
        widths,
        tuple(Row(cells, splittable=splittable(cells, widths)) for cells in rows),
    )
    return Section(summary.title, tables=(table,))


def _cell(form: Form, shown: Shown, column: SummaryColumn) -> Cell:
    field = form.field(column.field)
    if not shown.view.visible(field):
        return Cell((_NOTHING,))
    answer = shown.view.answer(field.id)
    if isinstance(answer, NoData):  # the whole sentence does not fit a narrow column
        return Cell((field.unknown_label or form.interview.buttons.unknown,), filled=False)
    if isinstance(answer, Number):
        return Cell((written_number(form, answer.value),))
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
        cells[place] = Cell((written_number(form, rest),))
    else:
        cells[place] = Cell((form.interview.buttons.unknown,), filled=False)
    return tuple(cells)
