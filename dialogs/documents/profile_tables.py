"""The tables about the whole profile: the comparison of its segments, and the remarks that are open when the
document is made."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil

from dialogs.documents.answers_shown import Shown, Standing, wording
from dialogs.documents.pieces import Cell, ReportTable, Row
from dialogs.documents.section_tables import PAGE_WIDTH_MM, bordered, details, splittable
from dialogs.interview.answers import NoData, Number
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.checks.words import PersonalData
from dialogs.interview.definition import Form
from dialogs.interview.display import amount
from dialogs.interview.findings import CheckFinding
from dialogs.interview.layout import SummaryColumn

# A taller comparison is split between its rows: what would move to the next page leaves a third of one empty.
_THIRD_OF_A_PAGE = 14
# The whole of a longer text stands with its segment; in a narrow column it would fill a page.
_LONGEST = 200


def comparison_tables(whole: Shown, segments: Sequence[Shown]) -> tuple[ReportTable, ...]:
    """A column for each segment, at most so many side by side as the layout says; none when the form wants
    none."""
    summary, layout = whole.form.report.summary_table, whole.form.layout.tables.summary
    lines = [line for line in summary.columns if line.field in whole.form.names]
    if len(segments) < summary.show_if_segments_min or not lines:
        return ()
    numbered = tuple(enumerate(segments, start=1))
    # Of five segments three and two are compared, not four and one.
    across = ceil(len(numbered) / ceil(len(numbered) / layout.across))
    starts = range(0, len(numbered), across)
    told = [row for line in lines for row in _rows(segments, line)]
    tables = [_compared(told, numbered[start : start + across]) for start in starts]
    if (rest := _remainder(segments, lines)) is not None:
        tables[-1] = replace(tables[-1], rows=(*tables[-1].rows, Row((rest,))))
    return tuple(tables)


def _rows(segments: Sequence[Shown], line: SummaryColumn) -> Iterator[tuple[str, list[Cell]]]:
    """What stands under each segment, with a label: one row, or one for every criterion of any segment."""
    form = segments[0].form
    field = form.known_field(line.field)
    if line.take == "details" and field is not None:
        answered = [{detail.id: label for label, detail in details(shown, field)} for shown in segments]
        criteria = {name: label for names in answered for name, label in names.items()}
        for option in field.options:
            if option.detail_field in criteria:
                about = form.field(option.detail_field)
                cells = [
                    shown.cell(about) if about.id in names else _nothing(form)
                    for shown, names in zip(segments, answered, strict=True)
                ]
                yield criteria[about.id], cells
        if criteria:
            return
    yield line.label, [_compared_cell(shown, line) for shown in segments]


def _compared(told: Sequence[tuple[str, Sequence[Cell]]], group: Sequence[tuple[int, Shown]]) -> ReportTable:
    layout = group[0][1].form.layout.tables.summary
    # The more segments stand side by side, the less is left for each.
    label_mm = layout.label_mm if len(group) < layout.across else layout.narrow_label_mm
    width = (PAGE_WIDTH_MM - label_mm) / len(group)
    widths = (label_mm, *[width] * len(group))
    rows = []
    for label, values in told:
        cells = (Cell((label,)), *(_short(values[number - 1]) for number, _ in group))
        rows.append(Row(cells, splittable=splittable(cells, widths)))
    names = (shown.typeset(f"{n}. {shown.view.segment_name}") for n, shown in group)
    return bordered((layout.header, *names), widths, tuple(rows), low=_THIRD_OF_A_PAGE)


def _nothing(form: Form) -> Cell:
    return Cell((form.layout.typography.empty_value,))


def _short(cell: Cell) -> Cell:
    """The cell with the beginnings of its long texts, cut between words."""
    lines = tuple(
        line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,.;:—") + "…"
        for line in cell.lines
    )
    return replace(cell, lines=lines)


def _compared_cell(shown: Shown, line: SummaryColumn) -> Cell:
    form = shown.form
    computed = form.computed_value(line.field)
    if computed is not None and not computed.editable:
        return shown.computed(computed) or _nothing(form)
    field = form.field(line.field)
    if not shown.view.visible(field):
        return _nothing(form)
    if isinstance(shown.view.answer(field.id), NoData):  # the whole sentence does not fit a narrow column
        return Cell((field.unknown_label or form.interview.buttons.unknown,), filled=False)
    return shown.first(field, line.column) if line.take == "first" else shown.cell(field)


def _remainder(segments: Sequence[Shown], lines: Sequence[SummaryColumn]) -> Cell | None:
    """The share of everybody else, while the known shares leave room for them."""
    form = segments[0].form
    fields = [field for line in lines if (field := form.known_field(line.field)) is not None]
    share = next((field for field in fields if field.type == "percent"), None)
    if share is None:
        return None
    answers = [shown.view.answer(share.id) for shown in segments]
    shares = [answer.between for answer in answers if isinstance(answer, Number)]
    least, most = (100 - sum((ends[end] for ends in shares), Decimal(0)) for end in (-1, 0))
    if most <= 0:
        return None
    rest = Number(most) if least == most else Number(max(least, Decimal(0)), most)
    known = all(isinstance(answer, Number) for answer in answers)
    told = amount(segments[0].view, share, rest) if known else form.interview.buttons.unknown.lower()
    return Cell((segments[0].typeset(f"{form.report.summary_table.remainder_row}: {told}"),), filled=known)


def remark_tables(whole: Shown, state: Standing) -> tuple[ReportTable, ...]:
    """Every error and warning that is open or was left as it is, in the order of the questions."""
    layout = whole.form.layout.tables.remarks
    places = {path: place for place, (path, _, _) in enumerate(whole.view.visible_fields)}

    def place(finding: CheckFinding) -> int:
        return min((places.get(path, -1) for path in finding.paths), default=-1)

    naming = {check.id for check in whole.form.checks if isinstance(check.check, PersonalData)}
    rows: list[Row] = []
    for finding in sorted(state.open_remarks, key=place):
        kept = f"{layout.kept}: {finding.reason}" if finding.reason else f"{layout.kept}."
        said = f"{finding.said} {kept}" if finding.kept else finding.said
        said = _without_personal_data(said, finding.quotes if finding.check in naming else ())
        number = Cell((str(len(rows) + 1),), align="center")
        cells = (number, whole.text(_where(whole, finding)), whole.text(said))
        rows.append(Row(cells, splittable=splittable(cells, layout.widths_mm)))
    return (bordered(layout.header, layout.widths_mm, tuple(rows)),) if rows else ()


def _where(whole: Shown, finding: CheckFinding) -> str:
    """The numbers of the segments, whose names stand in their headings, and the question."""
    if not finding.paths:
        return ""
    form, layout = whole.form, whole.form.layout.tables.remarks
    question = form.field(finding.paths[0].field).label
    numbers = sorted({path.segment + 1 for path in finding.paths if path.segment is not None})
    if not numbers or len(whole.view.segments_shown) == 1:
        return question
    pattern = layout.in_segment if len(numbers) == 1 else layout.in_segments
    return pattern.format(segments=", ".join(map(str, numbers)), question=question)


def _without_personal_data(text: str, words: Sequence[str]) -> str:
    """The text with something in place of these words and of all that tells of one person: the list goes
    further than the answers, and whoever mends them needs no copy to find the place."""
    # A name between guillemets may be that of an organisation, but these are the remark's own.
    unquoted = re.sub("[«»]", " ", text)
    for said in sorted({*words, *personal_data(unquoted)}, key=len, reverse=True):
        # A remark quotes words with single spaces and without their full stop.
        quoted = r"\s+".join(map(re.escape, said.rstrip(".").split())) + r"(?:\.(?=»))?"
        text = re.sub(quoted, wording().personal_data, text)
    return text
