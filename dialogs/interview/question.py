"""A question as it is put: its wording, options, examples and terms for the answers given so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from dialogs.interview.answers import Items, Path
from dialogs.interview.conditions import chosen, holds
from dialogs.interview.definition import Form
from dialogs.interview.display import answer_lines, display_here
from dialogs.interview.field import Field, Option
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


@dataclass(frozen=True)
class Question:
    """The question of a field as it is worded and offered for the answers so far, which `view` sees from its
    segment; each part is worked out when it is asked for."""

    view: View
    field: Field

    @cached_property
    def text(self) -> str:
        return _filled(self.view, _variant(self.view, self.field.question_variants, self.field.question))

    @cached_property
    def help(self) -> str:
        return _filled(self.view, self.field.help)

    @property
    def required(self) -> bool:
        return self.view.required(self.field)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Those that can be chosen now."""
        return self.view.options(self.field)

    @property
    def unknown_label(self) -> str:
        return self.field.unknown_label or self.view.form.interview.buttons.unknown

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Ready-made items of a list."""
        offered = self.field.suggestions
        return offered.items.get(self.view.segment_type or "", ()) if offered else ()

    @cached_property
    def example_good(self) -> tuple[str, ...]:
        if self.field.example is None:
            return ()
        return self._example_lines(self.field.example.good_in(self.view.segment_type))

    @cached_property
    def example_bad(self) -> BadExampleView | None:
        bad = self.field.example.bad if self.field.example is not None else None
        lines = self._example_lines(bad.value) if bad is not None else ()
        return BadExampleView(lines, bad.why) if bad is not None and lines else None

    @cached_property
    def counted(self) -> tuple[str, tuple[str, ...]] | None:
        """The label and the items of the list whose numbers or order the answer goes by."""
        form = self.view.form
        grids = form.layout.tables.grids.items()
        beside = (name for name, grid in grids if grid.beside == self.field.id)
        name = next((column.item_of for column in self.field.columns if column.item_of), next(beside, None))
        listed = self.view.answer(name) if name is not None else None
        return (form.field(name).label, listed.value) if name and isinstance(listed, Items) else None

    def _example_lines(self, written: Any) -> tuple[str, ...]:
        """The lines of an example; none when it names options that are not offered to this client."""
        answer = answer_of(self.view.form, self.field, written)
        if isinstance(answer, str):
            return (written,) if isinstance(written, str) else ()
        if not all(self.view.offers(self.field, option) for option in chosen(answer)):
            return ()
        return answer_lines(self.view.form, self.field, answer)


def question(view: View, path: Path) -> Question:
    """The question at `path`."""
    return Question(view.of_segment(path.segment), view.form.field(path.field))


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
