"""What an agency's own Word file may show: one value for every field, in a sandbox that runs no code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from dialogs.documents.answers_shown import Shown
from dialogs.documents.clean import clean
from dialogs.documents.pieces import Cell
from dialogs.interview.answers import Rows
from dialogs.interview.definition import Form

# Names besides the fields' own ids: of the whole document, and of one segment in `segments`.
DOCUMENT_NAMES = frozenset({"segments", "segment_count", "entity_title", "draft_mark", "form_title"})
SEGMENT_NAMES = frozenset({"index", "count", "heading"})

_FILTERS = (
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "replace",
    "title",
    "trim",
    "upper",
)


class AgencySandbox(ImmutableSandboxedEnvironment):
    """Jinja for files from outside: no functions, a few harmless filters, no way to grow a text."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(f"{operator} is not for documents")


def sandbox() -> AgencySandbox:
    environment = AgencySandbox(autoescape=True)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


class Literal(str):
    """Text that stays text: in XML nothing in it is markup, nor a placeholder."""

    __slots__ = ()

    def __html__(self) -> Markup:
        escaped = str(escape(str(clean(self))))
        return Markup(escaped.replace("{", "&#123;").replace("}", "&#125;").replace("%", "&#37;"))


@dataclass(frozen=True, slots=True)
class Shows:
    """One answer: printed whole, or looped over by its lines, or by its rows with columns by id."""

    lines: tuple[str, ...]
    rows: tuple[Mapping[str, Literal], ...] = ()
    filled: bool = True

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __html__(self) -> Markup:
        return Literal(str(self)).__html__()

    def __bool__(self) -> bool:
        return self.filled

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows or [Literal(line) for line in self.lines])


NOTHING = Shows((), filled=False)


def context(
    form: Form, whole: Shown, segments: tuple[Shown, ...], given: Mapping[str, str]
) -> dict[str, Any]:
    """Every field and computed value by id. A segment's field stands in each of `segments`, and at the top
    as well: as it is when there is one segment, else below the heading of each."""
    cards = [_card(form, shown, n, len(segments)) for n, shown in enumerate(segments)]
    top: dict[str, Any] = {name: Literal(text) for name, text in given.items()}
    for name in segment_fields(form):
        top[name] = cards[0][name] if len(cards) == 1 else _together(cards, name)
    top |= {name: _value(form, whole, name) for name in report_fields(form)}
    return {**top, "segments": cards, "segment_count": len(cards), "form_title": Literal(form.title)}


def report_fields(form: Form) -> frozenset[str]:
    """Ids of what is asked or computed once."""
    return frozenset(
        [field.id for field in form.fields if field.scope != "segment"]
        + [value.id for value in form.computed if value.scope != "segment"]
    )


def segment_fields(form: Form) -> frozenset[str]:
    """Ids of what is asked or computed for every segment."""
    return frozenset(
        [field.id for field in form.fields if field.scope == "segment"]
        + [value.id for value in form.computed if value.scope == "segment"]
    )


def _card(form: Form, shown: Shown, index: int, count: int) -> dict[str, Any]:
    numbered = {"index": str(index + 1), "count": str(count)}
    heading = shown.sentence(form.layout.segment_heading, **numbered) or ""
    return {
        **{name: _value(form, shown, name) for name in (*report_fields(form), *segment_fields(form))},
        "index": index + 1,
        "count": count,
        "heading": Literal(heading),
    }


def _value(form: Form, shown: Shown, name: str) -> Shows:
    computed = form.computed_value(name)
    if computed is not None:
        return _shows(shown.computed(computed))
    field = form.field(name)
    if not shown.view.visible(field):
        return NOTHING
    answer = shown.view.answer(name)
    if not isinstance(answer, Rows) or not answer.value:
        return _shows(shown.cell(field))
    rows = tuple(
        {column.id: Literal(shown.typeset(row.get(column.id, ""))) for column in field.columns}
        for row in answer.value
    )
    return Shows(tuple(" — ".join(cell for cell in row.values() if cell) for row in rows), rows)


def _shows(cell: Cell | None) -> Shows:
    return NOTHING if cell is None else Shows(cell.lines, filled=cell.filled)


def _together(cards: list[dict[str, Any]], name: str) -> Shows:
    lines: list[str] = []
    for card in cards:
        if card[name].lines:
            lines += [card["heading"], *card[name].lines]
    return Shows(tuple(lines), filled=any(card[name] for card in cards))
