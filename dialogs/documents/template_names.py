"""What the placeholders of an agency's Word file stand for: every answer by the id of its field."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from dialogs.documents.answers_shown import Shown
from dialogs.documents.pieces import Cell
from dialogs.documents.section_tables import segment_heading
from dialogs.documents.template_values import Record, Shows, Value, ValueKind, with_plain_spaces
from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Draft,
    Items,
    Number,
    Path,
    Picked,
    Rows,
    Text,
)
from dialogs.interview.definition import Form
from dialogs.interview.display import computed_share
from dialogs.interview.field import Field, FieldType

# Names of the whole document, besides the fields' own ids.
DOCUMENT_NAMES = ("segments", "segment_count", "entity_title", "draft_mark", "form_title")

_KINDS: Mapping[FieldType, ValueKind] = {
    "text": "text",
    "long_text": "text",
    "choice": "choice",
    "multi_choice": "choices",
    "number": "number",
    "percent": "number",
    "list": "list",
    "table": "table",
    "date": "date",
}


def filled_names(whole: Shown, segments: tuple[Shown, ...], given: Mapping[str, str]) -> dict[str, Value]:
    """Every field and computed value by id. A segment's field stands in each of `segments`, and at the top
    as well: as it is when there is one segment, else below the heading of each."""
    form = whole.form
    cards = [_card(shown, n, len(segments)) for n, shown in enumerate(segments)]
    top: dict[str, Value] = {name: _shows(whole, name) for name in form.names}
    for name in _of_segment(form):
        top[name] = cards[0].parts[name] if len(cards) == 1 else _together(cards, name, top[name])
    return {
        **top,
        **given,
        "segments": tuple(cards),
        "segment_count": Decimal(len(cards)),
        "form_title": form.title,
    }


def written_number(form: Form) -> Callable[[Decimal], str]:
    """Writes numbers that a template counts: thousands apart from 10 000 on, so that a year stays a year."""
    apart = form.layout.typography.thousands_separator
    return lambda number: (
        form.written_number(number)
        if abs(number) >= 10_000
        else form.written_number(number).replace(apart, "")
    )


def _of_segment(form: Form) -> list[str]:
    fields = [field.id for field in form.fields if field.scope == "segment"]
    return [*fields, *(value.id for value in form.computed if value.scope == "segment")]


def _card(shown: Shown, index: int, count: int) -> Record:
    parts: dict[str, Value] = {name: _shows(shown, name) for name in shown.form.names}
    parts |= {"index": Decimal(index + 1), "count": Decimal(count)}
    return Record("segment", {**parts, "heading": segment_heading(shown, index, count)})


def _shows(shown: Shown, name: str) -> Shows:
    form = shown.form
    computed = form.computed_value(name)
    if computed is None:
        field = form.field(name)
        if not shown.view.visible(field):
            return replace(_typed(field, None, shown), lines=())
        return _seen(_typed(field, shown.view.answer(name), shown), shown.cell(field))
    cell = shown.computed(computed)
    if computed.share_of is not None:
        share = computed_share(shown.view, computed.share_of) if cell else None
        # Of a range the lower end is counted with.
        return _seen(Shows("number", value=share.value if share else None), cell)
    if computed.type == "date":
        answer = shown.view.answer(name)
        day = answer.value if isinstance(answer, Day) else shown.view.today
        return _seen(Shows("date", value=day if cell else None), cell)
    return _seen(Shows("text"), cell)


def _seen(shows: Shows, cell: Cell | None) -> Shows:
    return replace(shows, lines=cell.lines if cell else (), filled=cell is not None and cell.filled)


def _typed(field: Field, answer: Answer | None, shown: Shown) -> Shows:
    """The answer as it is compared, counted and looped over."""
    kind = _KINDS[field.type]
    empty = Shows(kind, known=_options(field), columns=tuple(c.id for c in field.columns), filled=False)
    match answer:
        case Number(value=number):
            return replace(empty, value=number)
        case Day(value=day):
            return replace(empty, value=day)
        case Choice(value=picked):
            return replace(empty, chosen=_chosen(empty, (picked,)))
        case Choices(value=many):
            lines = tuple(shown.typeset(_label(field, picked)) for picked in many)
            return replace(empty, chosen=_chosen(empty, many), items=lines)
        case Items(value=items):
            return replace(empty, items=tuple(" ".join(shown.typeset(item).split("\n")) for item in items))
        case Rows(value=rows):
            return replace(empty, items=tuple(_row(field, row, shown) for row in rows))
        case _:
            return empty


def _row(field: Field, row: Mapping[str, str], shown: Shown) -> Record:
    cells = {
        column.id: shown.typeset("\n".join(shown.column_texts(field, row, column.id)))
        for column in field.columns
    }
    return Record("row", cells, tuple(cells.values()))


def _label(field: Field, picked: Picked) -> str:
    option = field.option(picked.option)
    label = option.in_document if option else picked.option
    return f"{label}: {picked.other}" if picked.other else label


def _options(field: Field) -> dict[str, str]:
    """The ids of the options by all that they may be called."""
    known = {}
    for option in field.options:
        for name in (option.label, option.in_document, *option.formerly, option.id):
            known[with_plain_spaces(name)] = option.id
    return known


def _chosen(shows: Shows, many: tuple[Picked, ...]) -> tuple[str, ...]:
    return tuple(shows.known.get(picked.option, picked.option) for picked in many)


def _together(cards: list[Record], name: str, empty: Value) -> Value:
    """The answers of several segments, each below its heading; what all give is counted and looped over."""
    found = [(card.parts["heading"], shows) for card in cards if isinstance(shows := card.parts[name], Shows)]
    if not found or not isinstance(empty, Shows):
        return empty
    lines: list[str] = []
    for heading, shows in found:
        if shows.lines:
            lines += [str(heading), *shows.lines]
    return replace(
        found[0][1],
        lines=tuple(lines),
        value=None,
        items=tuple(item for _, shows in found for item in shows.items),
        chosen=tuple(name for _, shows in found for name in shows.chosen),
        filled=any(shows.filled for _, shows in found),
    )


def trial_drafts(form: Form, today: date) -> tuple[Draft, ...]:
    """A draft with an answer to every question, one of three segments, and one without any answer."""
    made = datetime(2026, 1, 1, tzinfo=UTC)

    def draft(segments: int) -> Draft:
        filled = Draft("trial", form.id, form.version, made, made)
        for field in form.fields if segments else ():
            for n in range(segments) if field.scope == "segment" else (None,):
                filled = filled.with_answer(Path(field.id, n), trial_answer(field, today))
        return filled

    return draft(1), draft(3), draft(0)


def trial_answer(field: Field, today: date) -> Answer:
    """Some answer of the field's type."""
    match field.type:
        case "choice":
            return Choice(Picked(field.options[0].id))
        case "multi_choice":
            return Choices(tuple(Picked(option.id) for option in field.options[:3]))
        case "number" | "percent":
            return Number(Decimal(3))
        case "date":
            return Day(today)
        case "list":
            return Items((field.label,) * 3)
        case "table":
            return Rows(({column.id: column.label for column in field.columns},) * 3)
        case _:
            return Text(field.label)


def trial_names(shown: Shown, today: date) -> dict[str, Value]:
    """Every name with an answer, also where no draft has them together: two segments."""
    form, every = shown.form, dict[str, Value]()
    for name in form.names:
        computed = form.computed_value(name)
        if computed is None:
            field = form.field(name)
            every[name] = _seen(_typed(field, trial_answer(field, today), shown), Cell((field.label,)))
        else:
            kind: ValueKind = "number" if computed.share_of else "date" if computed.type == "date" else "text"
            value = Decimal(3) if kind == "number" else today if kind == "date" else None
            every[name] = Shows(kind, (computed.label,), value)
    card = {**every, "index": Decimal(1), "count": Decimal(2), "heading": form.title}
    return {
        **every,
        **dict.fromkeys(DOCUMENT_NAMES, form.title),
        "segments": (Record("segment", card), Record("segment", card)),
        "segment_count": Decimal(2),
    }
