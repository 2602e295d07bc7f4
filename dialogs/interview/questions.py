"""A question as it is put: its wording, options and examples for the answers given so far."""

from dataclasses import dataclass

from dialogs.interview.answers import Draft, Path
from dialogs.interview.choosing import options_offered
from dialogs.interview.conditions import chosen, holds
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines, display_in
from dialogs.interview.field import Field, FieldType, Option, TableColumn
from dialogs.interview.file_values import answer_of
from dialogs.interview.layout import Variant
from dialogs.interview.placeholders import filled
from dialogs.interview.view import View

_UNANSWERED = "…"


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option that can be chosen now. `exclusive` stands alone; `free_text` asks for own words."""

    id: str
    label: str
    recommended: bool = False
    free_text: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class BadExampleView:
    lines: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """`segment` counts from 0 as in `Path`. `terms` are glossary ids worth explaining here."""

    path: Path
    text: str
    help: str
    section: str
    section_number: int
    section_title: str
    label: str
    kind: FieldType
    required: bool
    options: tuple[OptionView, ...] = ()
    ordered: bool = False
    columns: tuple[TableColumn, ...] = ()
    allow_unknown: bool = False
    unknown_label: str = ""
    suggestions: tuple[str, ...] = ()
    example_good: tuple[str, ...] = ()
    example_bad: BadExampleView | None = None
    terms: tuple[str, ...] = ()
    segment: int | None = None
    segments: int = 0


def question(form: Form, draft: Draft, path: Path) -> Question:
    """The question at `path`, worded for this draft."""
    field = form.field(path.field)
    view = View(form, draft, path.segment)
    section = form.section(field.section)
    return Question(
        path=path,
        text=_filled(view, _variant(view, field.question_variants, field.question)),
        help=_filled(view, field.help),
        section=section.id,
        section_number=section.number,
        section_title=section_title(view, section.id),
        label=field.label,
        kind=field.type,
        required=view.required(field),
        options=tuple(map(_option_view, options_offered(field, view.segment_type))) if field.options else (),
        ordered=field.ordered,
        columns=field.columns,
        allow_unknown=field.allow_unknown,
        unknown_label=field.unknown_label or form.interview.buttons.unknown,
        suggestions=field.suggestions.for_type(view.segment_type) if field.suggestions else (),
        example_good=_example(view, field, bad=False),
        example_bad=_bad_example(view, field),
        terms=field.glossary,
        segment=path.segment,
        segments=max(1, len(draft.segments)) if path.segment is not None else 0,
    )


def section_title(view: View, section_id: str) -> str:
    """The section's title for these answers."""
    section = view.form.section(section_id)
    return _variant(view, section.title_variants, section.title)


def _variant(view: View, variants: tuple[Variant, ...], otherwise: str) -> str:
    return next((variant.text for variant in variants if holds(variant.when, view)), otherwise)


def _filled(view: View, text: str) -> str:
    if "{" not in text:
        return text
    return filled(text, lambda name, _: "; ".join(display_in(view, name)) or _UNANSWERED) or text


def _option_view(option: Option) -> OptionView:
    return OptionView(option.id, option.label, option.recommended, option.free_text, option.exclusive)


def _bad_example(view: View, field: Field) -> BadExampleView | None:
    if field.example is None or field.example.bad is None:
        return None
    lines = _example(view, field, bad=True)
    return BadExampleView(lines, field.example.bad.why) if lines else None


def _example(view: View, field: Field, *, bad: bool) -> tuple[str, ...]:
    """The lines of an example; none when it names options that are not offered to this client."""
    if field.example is None or (bad and field.example.bad is None):
        return ()
    value = field.example.bad.value if bad and field.example.bad else field.example.good
    answer = answer_of(view.form, field, value)
    if isinstance(answer, str):
        return (str(value),) if isinstance(value, str) else ()
    if not all(view.offers(field, option) for option in chosen(answer)):
        return ()
    return answer_lines(view.form, field, answer)
