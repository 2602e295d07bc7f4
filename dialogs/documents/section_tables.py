"""The tables of a document: rows of answers and grids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil

from dialogs.documents.answers_shown import Shown
from dialogs.documents.pieces import Cell, ReportTable, Row
from dialogs.interview.answers import Items, Rows
from dialogs.interview.conditions import chosen, comparisons
from dialogs.interview.definition import Computed, Form
from dialogs.interview.field import Field
from dialogs.interview.layout import GridTable, SegmentPart
from dialogs.interview.messages import slots

Item = Field | Computed

PAGE_WIDTH_MM = 170
_LETTER_MM = 2.2
# A row that takes more than a third of a page would leave a hole before it: such a one may be split.
_TALL_ROW = 16
# A table of a few lines looks torn when a page ends inside it, and a comparison is looked at as a whole.
_LOW_TABLE = 9
# Of so few rows one would stand alone at the end of a page or after it: up to this height they stay together.
_FEW_ROWS = 3
_LOW_TABLE_OF_FEW_ROWS = 14
_TWO_LOW_ROWS = 6
_WIDEST_COLUMNS = 2


def answer_tables(part: SegmentPart, seen: Sequence[Shown], told: set[str]) -> tuple[ReportTable, ...]:
    """The tables of one part as the report or a segment sees it (`seen` is one), or with the answers of every
    segment together. `told`: details of chosen options, which are not told again."""
    form = seen[0].form
    tables: list[ReportTable] = []
    pairs: list[Row] = []
    for item in _in_order(form, part):
        if item.id in told:
            continue
        if isinstance(item, Field) and (item.type == "table" or item.id in form.layout.tables.grids):
            if pairs:
                tables.append(_two_columns(form, pairs))
                pairs = []
            tables.append(_grid(item, seen))
        else:
            pairs += _pairs(item, seen, told)
    if pairs:
        tables.append(_two_columns(form, pairs))
    return tuple(table for table in tables if table.rows)


def _in_order(form: Form, part: SegmentPart) -> Iterator[Item]:
    """What the part shows: whole sections in the form's order, and fields by name."""
    sections = {section.id for section in form.sections}
    elsewhere = {name for p in form.layout.document for q in (p, *p.parts) for name in q.show} - sections
    for name in part.show:
        if name in sections:
            yield from (item for item in _of_section(form, name) if item.id not in elsewhere)
        elif (computed := form.computed_value(name)) is not None:
            yield computed
        elif form.knows(name):
            yield form.field(name)


def _of_section(form: Form, section: str) -> Iterator[Item]:
    """A computed value stands after the last answer that it is made of."""
    fields = [field for field in form.in_order if field.section == section]
    places = {field.id: place for place, field in enumerate(fields, start=1)}
    ranked: list[tuple[int, int, Item]] = [(places[field.id], 0, field) for field in fields]
    for order, value in enumerate(form.computed, start=1):
        if value.section == section:
            place = max((places[name] for name in _sources(value) if name in places), default=0)
            ranked.append((place, order, value))
    return (item for _, _, item in sorted(ranked, key=lambda entry: entry[:2]))


def _sources(value: Computed) -> Iterator[str]:
    for condition in (value.show_if, *(case.when for case in value.cases)):
        if condition is not None:
            yield from (comparison.field for comparison in comparisons(condition))
    yield from (case.taken_from for case in value.cases if case.taken_from is not None)
    yield from (name for name, _ in slots(value.template or ""))
    if value.share_of is not None:
        yield from (value.share_of.whole, value.share_of.percent)


def _pairs(item: Item, seen: Sequence[Shown], told: set[str]) -> Iterator[Row]:
    if len(seen) == 1 or item.scope != "segment":
        answered = details(seen[0], item)
        told |= {detail.id for _, detail in answered}
        for label, detail in answered:
            yield from _pair(seen[0], detail, label)
        if not answered:
            yield from _pair(seen[0], item, item.label)
        return
    rows = [row for n, shown in enumerate(seen) for row in _pair(shown, item, _by_segment(shown, item, n))]
    if len(rows) == len(seen) and len({row.cells[-1] for row in rows}) == 1:
        yield from _pair(seen[0], item, item.label)
    else:
        yield from rows


def _by_segment(shown: Shown, item: Item, number: int) -> str:
    return shown.sentence(shown.form.layout.by_segment, label=item.label, index=str(number + 1)) or ""


def details(shown: Shown, item: Item) -> list[tuple[str, Field]]:
    """The questions about each chosen option, with the option's label."""
    if not isinstance(item, Field) or not any(option.detail_field for option in item.options):
        return []
    form, found = shown.form, []
    for name in chosen(shown.view.answer(item.id)):
        option = item.option(name)
        field = form.known_field(option.detail_field) if option and option.detail_field else None
        if option is not None and field is not None and shown.view.visible(field):
            found.append((option.in_document, field))
    return found


def _pair(shown: Shown, item: Item, label: str) -> Iterator[Row]:
    """A row of two cells; none for what is hidden or stands elsewhere."""
    if item.in_document not in ("true", "answered"):
        return
    if isinstance(item, Computed):
        cell = shown.computed(item)
    elif not shown.view.visible(item):
        cell = None
    else:
        cell = shown.cell(item)
    if cell is None or (item.in_document == "answered" and not cell.filled):
        return
    mark = str(shown.view.path(item.id)) if isinstance(item, Field) or item.editable else ""
    cells = (Cell((shown.typeset(label),)), cell)
    yield Row(cells, mark, splittable(cells, shown.form.layout.tables.two_column.widths_mm))


def _two_columns(form: Form, rows: Sequence[Row]) -> ReportTable:
    layout = form.layout.tables.two_column
    return bordered(layout.header, layout.widths_mm, tuple(rows))


def _grid(field: Field, seen: Sequence[Shown]) -> ReportTable:
    labels = tuple(seen[0].typeset(column.label) for column in field.columns)
    even = (PAGE_WIDTH_MM / max(1, len(labels)),) * len(labels)
    layout = seen[0].form.layout.tables.grids.get(field.id) or GridTable(header=labels, widths_mm=even)
    grids = [_grid_rows(shown, field, layout) for shown in seen]
    layout, grids = _without_empty(layout, grids)
    rows: list[Row] = []
    number = 0
    for n, (shown, grid) in enumerate(zip(seen, grids, strict=True)):
        if field.in_document not in ("true", "answered") or not shown.view.visible(field):
            continue
        if len(seen) > 1:
            rows.append(Row((Cell((segment_heading(shown, n, len(seen)),)),), group=True))
        if not grid:
            rows.append(Row((shown.cell(field),), _mark(shown, field, seen)))
        for place, cells in enumerate(grid):
            number += 1
            numbered = (Cell((str(number),), align="center"), *cells) if layout.numbering else cells
            marked = "" if place else _mark(shown, field, seen)
            rows.append(Row(numbered, marked, splittable(numbered, layout.widths_mm)))
    mark = str(seen[0].view.path(field.id)) if len(seen) == 1 else ""
    return bordered(layout.header, layout.widths_mm, tuple(rows), mark)


def _without_empty(
    layout: GridTable, grids: Sequence[list[tuple[Cell, ...]]]
) -> tuple[GridTable, list[list[tuple[Cell, ...]]]]:
    """The table without its optional columns in which nothing stands; the widest take their width."""
    first = int(layout.numbering)
    rows = [row for grid in grids for row in grid]
    kept = [
        n
        for n, label in enumerate(layout.header)
        if label not in layout.optional or any(row[n - first].filled for row in rows)
    ]
    if len(kept) == len(layout.header):
        return layout, [*grids]
    widths = [layout.widths_mm[n] for n in kept]
    # The widest columns hold the longest texts.
    widest = sorted(range(first, len(widths)), key=widths.__getitem__)[-_WIDEST_COLUMNS:]
    wider = (sum(layout.widths_mm) - sum(widths)) / len(widest)
    update = {
        "header": tuple(layout.header[n] for n in kept),
        "widths_mm": tuple(width + wider * (n in widest) for n, width in enumerate(widths)),
    }
    cells = [[tuple(row[n - first] for n in kept[first:]) for row in grid] for grid in grids]
    return layout.model_copy(update=update), cells


def _mark(shown: Shown, field: Field, seen: Sequence[Shown]) -> str:
    return str(shown.view.path(field.id)) if len(seen) > 1 else ""


def _grid_rows(shown: Shown, field: Field, layout: GridTable) -> list[tuple[Cell, ...]]:
    answer = shown.view.answer(field.id)
    if isinstance(answer, Items):
        columns = [answer.value]
        if layout.beside is not None:
            columns.append(_beside(shown, layout))
        return [
            tuple(shown.text(column[n] if n < len(column) else "") for column in columns)
            for n in range(len(answer.value))
        ]
    if not isinstance(answer, Rows):
        return []
    take = layout.take or tuple((column.id,) for column in field.columns)
    return [tuple(_taken(shown, field, row, names) for names in take) for row in answer.value]


def _beside(shown: Shown, layout: GridTable) -> tuple[str, ...]:
    beside = shown.view.answer(layout.beside) if layout.beside is not None else None
    return beside.value if isinstance(beside, Items) else ()


def _taken(shown: Shown, field: Field, row: Mapping[str, str], names: Sequence[str]) -> Cell:
    texts = [text for name in names for text in shown.column_texts(field, row, name)]
    return shown.text(*dict.fromkeys(texts))


def segment_heading(shown: Shown, index: int, count: int) -> str:
    """«Сегмент 1 из 2. …», or the heading of the only one."""
    layout, roles = shown.form.layout, shown.form.roles
    pattern = layout.segment_heading if count > 1 else layout.single_segment_heading
    name = shown.word(roles.segment_name)
    # The field by its own id, or by what it means.
    given = {roles.segment_name or "": name, "segment_name": name}
    text = shown.sentence(pattern, **given, index=str(index + 1), count=str(count)) or ""
    if not name:
        text = text.replace("«»", "").rstrip(" .:")
    return shown.typeset(text)


def splittable(cells: Iterable[Cell], widths_mm: Iterable[float]) -> bool:
    """Whether a row of these cells is too tall to be kept on one page."""
    return _height(cells, widths_mm) > _TALL_ROW


def _height(cells: Iterable[Cell], widths_mm: Iterable[float]) -> int:
    """About how many lines the row takes."""
    return max(
        sum(max(1, ceil(len(line) * _LETTER_MM / (width - 3))) for line in cell.lines)
        for cell, width in zip(cells, widths_mm, strict=False)
    )


def bordered(
    header: tuple[str, ...],
    widths_mm: tuple[float, ...],
    rows: tuple[Row, ...],
    mark: str = "",
    low: int = _LOW_TABLE,
) -> ReportTable:
    """A table that knows which of its rows may be parted; up to `low` lines it stays on one page."""
    heights = [_height(row.cells, widths_mm) for row in rows]
    # Two tall rows that move to the next page with the signature leave half of one empty.
    kept = 1 if sum(heights[-2:]) > _TWO_LOW_ROWS else 2
    low = max(low, _LOW_TABLE_OF_FEW_ROWS) if 1 < len(rows) <= _FEW_ROWS else low
    return ReportTable(header, widths_mm, rows, mark, sum(heights) <= low, kept)
