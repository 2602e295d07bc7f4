"""A question as it is put: its wording, options, examples and terms for the answers given so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dialogs.interview.answers import Items, Path
from dialogs.interview.conditions import chosen, holds
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines, display_here
from dialogs.interview.field import Field, FieldType, Option, TableColumn
from dialogs.interview.file_values import answer_of
from dialogs.interview.layout import Variant
from dialogs.interview.messages import filled
from dialogs.interview.view import View
from knowledge.text.lemmas import lemmas

_UNANSWERED = "…"
_Wordings = tuple[tuple[str, str], ...]
_Index = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, slots=True)
class BadExampleView:
    lines: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """`segment` counts from 0 as in `Path`. `options` are those that can be chosen now, `terms` glossary ids
    worth explaining here; `counted` is the label and the items of the list whose numbers or order the answer
    goes by."""

    path: Path
    text: str
    help: str
    section: str
    section_title: str
    label: str
    kind: FieldType
    required: bool
    options: tuple[Option, ...] = ()
    ordered: bool = False
    columns: tuple[TableColumn, ...] = ()
    allow_unknown: bool = False
    unknown_label: str = ""
    suggestions: tuple[str, ...] = ()
    example_good: tuple[str, ...] = ()
    example_bad: BadExampleView | None = None
    terms: tuple[str, ...] = ()
    counted: tuple[str, tuple[str, ...]] | None = None
    segment: int | None = None
    segments: int = 0


def question(view: View, path: Path) -> Question:
    """The question at `path`, worded for this draft."""
    view = view.of_segment(path.segment)
    form, field = view.form, view.form.field(path.field)
    return Question(
        path=path,
        text=_filled(view, _variant(view, field.question_variants, field.question)),
        help=_filled(view, field.help),
        section=field.section,
        section_title=section_title(view, field.section),
        label=field.label,
        kind=field.type,
        required=view.required(field),
        options=view.options(field),
        ordered=field.ordered,
        columns=field.columns,
        allow_unknown=field.allow_unknown,
        unknown_label=field.unknown_label or form.interview.buttons.unknown,
        suggestions=field.suggestions.items.get(view.segment_type or "", ()) if field.suggestions else (),
        example_good=_good_example(view, field),
        example_bad=_bad_example(view, field),
        terms=field.glossary,
        counted=_counted(view, field),
        segment=path.segment,
        segments=max(1, len(view.draft.segments)) if path.segment is not None else 0,
    )


def _counted(view: View, field: Field) -> tuple[str, tuple[str, ...]] | None:
    grids = view.form.layout.tables.grids.items()
    beside = (name for name, grid in grids if grid.beside == field.id)
    name = next((column.item_of for column in field.columns if column.item_of), next(beside, None))
    listed = view.answer(name) if name is not None else None
    return (view.form.field(name).label, listed.value) if name and isinstance(listed, Items) else None


def section_title(view: View, section_id: str) -> str:
    """The section's title for these answers."""
    section = view.form.section(section_id)
    return _variant(view, section.title_variants, section.title)


def _variant(view: View, variants: tuple[Variant, ...], otherwise: str) -> str:
    return next((variant.text for variant in variants if holds(variant.when, view)), otherwise)


def _filled(view: View, text: str) -> str:
    if "{" not in text:
        return text
    return filled(text, lambda name, _: "; ".join(display_here(view, name)) or _UNANSWERED) or text


def _good_example(view: View, field: Field) -> tuple[str, ...]:
    if field.example is None:
        return ()
    return _example_lines(view, field, field.example.good_in(view.segment_type))


def _bad_example(view: View, field: Field) -> BadExampleView | None:
    bad = field.example.bad if field.example is not None else None
    lines = _example_lines(view, field, bad.value) if bad is not None else ()
    return BadExampleView(lines, bad.why) if bad is not None and lines else None


def _example_lines(view: View, field: Field, written: Any) -> tuple[str, ...]:
    """The lines of an example; none when it names options that are not offered to this client."""
    answer = answer_of(view.form, field, written)
    if isinstance(answer, str):
        return (written,) if isinstance(written, str) else ()
    if not all(view.offers(field, option) for option in chosen(answer)):
        return ()
    return answer_lines(view.form, field, answer)


def explained_terms(form: Form, text: str, knowledge_terms: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the terms that `text` uses, in its order, each once; longer terms win over shorter.

    `knowledge_terms` are titles by entry id. A term of the form's glossary is told by its id there, any
    other by the id of its entry.
    """
    offered = (term for term in form.glossary if term.offered)
    own = [(term.id, wording) for term in offered for wording in (term.term, *term.forms)]
    explained = {term.entry for term in form.glossary}
    others = [(entry, title) for entry, title in knowledge_terms.items() if entry not in explained]
    index = _index((*own, *others))
    said = lemmas(text)
    found: dict[str, None] = {}
    position = 0
    while position < len(said):
        for wording, term in index.get(said[position], ()):
            if said[position : position + len(wording)] == wording:
                found[term] = None
                position += len(wording) - 1
                break
        position += 1
    return tuple(found)


@lru_cache(maxsize=16)
def _index(wordings: _Wordings) -> _Index:
    """Terms by their first word, the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for term, wording in wordings:
        if said := lemmas(wording):
            index.setdefault(said[0], []).append((said, term))
    return {
        first: tuple(sorted(terms, key=lambda term: len(term[0]), reverse=True))
        for first, terms in index.items()
    }
