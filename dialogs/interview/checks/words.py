"""Checks of what people wrote: words that two texts share, patterns and personal data in any text."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Answer, Rows
from dialogs.interview.checks.base import (
    CheckKind,
    Detected,
    Fault,
    FieldCheck,
    found_in,
    unknown,
    unknown_columns,
    unknown_wording,
    unsafe_pattern,
)
from dialogs.interview.checks.likeness import akin, beings, content, jaccard, words_of
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.conditions import LONGEST_SEARCHED, compiled, found, texts
from dialogs.interview.wording import shipped_wordings
from knowledge.text.lemmas import lemmas

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View

_SAME = 0.6
_WORD_PART = re.compile(r"[\w-]*")
_FIRST_WORD = re.compile(r"\W")


class Similarity(CheckKind):
    """Two texts that share most of their words."""

    type: Literal["similarity"]
    fields: tuple[str, str]
    threshold: float

    @property
    def named(self) -> tuple[str, ...]:
        return self.fields

    def find(self, view: "View") -> Iterator[Detected]:
        first, second = (words_of(texts(view.answer(name))) for name in self.fields)
        if jaccard(first, second) >= self.threshold:
            yield found_in(view, *self.fields)


class ListRegexAny(FieldCheck):
    """An item has the pattern, and not that of `unless`."""

    type: Literal["list_regex_any"]
    value: str
    unless: str = ""

    def find(self, view: "View") -> Iterator[Detected]:
        written = texts(view.answer(self.field))
        hits = [text for text in written if found(self.value, text) and not _excused(self.unless, text)]
        if hits:
            yield found_in(view, self.field, quotes=hits)

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unsafe_pattern(self.value)
        yield from unsafe_pattern(self.unless, ("unless",))


class ItemWording(FieldCheck):
    """An item, or a cell of `column`, has the wording of this name; `row` looks at the first or last only.
    `besides`: wordings of which something else is said already. `unless_by`: fields that name people; a text
    that begins with one of those («Закупщик …» of the segment «Закупщики школ») is not looked at."""

    type: Literal["wording"]
    value: str
    column: str = ""
    row: Literal["first", "last", "any"] = "any"
    besides: tuple[str, ...] = ()
    unless_by: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        return (self.field, *self.unless_by)

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        if self.column:
            written = (
                tuple(row.get(self.column, "") for row in answer.value) if isinstance(answer, Rows) else ()
            )
        else:
            written = texts(answer)
        looked_at = {"first": written[:1], "last": written[-1:], "any": written}[self.row]
        says = shipped_wordings().found
        hits = [text for text in looked_at if says(self.value, text)]
        people = beings(" ".join(text for name in self.unless_by for text in texts(view.answer(name))))
        hits = [text for text in hits if people.isdisjoint(beings(_FIRST_WORD.split(text, 1)[0]))]
        if hits := [text for text in hits if not any(says(other, text) for other in self.besides)]:
            yield found_in(view, self.field, quotes=hits, column=self.column)

    def problems(self, form: "Form") -> Iterator[Fault]:
        if self.column:
            yield from unknown_columns(form.known_field(self.field), [self.column], ("column",))
        for name in (self.value, *self.besides):
            yield from unknown_wording(name)


class Echo(FieldCheck):
    """An item whose second part only repeats the first: «нужна поддержка, чтобы получить поддержку». `light`:
    base forms that say nothing by themselves, «чувствовать» and «иметь»."""

    type: Literal["echo"]
    between: str
    light: tuple[str, ...] = ()

    def find(self, view: "View") -> Iterator[Detected]:
        echoes = [text for text in texts(view.answer(self.field)) if self._repeats(text)]
        if echoes:
            yield found_in(view, self.field, quotes=echoes)

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unsafe_pattern(self.between)

    def _repeats(self, text: str) -> bool:
        first, *rest = compiled(self.between).split(text, maxsplit=1)
        if not rest:
            return False
        before = frozenset(lemmas(first))
        after = [word for word in content(rest[0]) if word not in self.light]
        return sum(any(map(partial(akin, word), before)) for word in after) >= _SAME * len(after)


class AnyText(CheckKind):
    """Something in any text of the profile, one finding a field; `exclude` names fields and
    `field.column`s, `only` those that are searched when not all are."""

    in_report: ClassVar[bool] = True
    exclude: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        return ()

    @abstractmethod
    def hits(self, text: str) -> Iterable[str]:
        """The words of the text in question."""

    def find(self, view: "View") -> Iterator[Detected]:
        for field in view.form.fields:
            if (field.scope == "segment") == (view.segment is not None):
                yield from self.find_in(view, field.id, view.answer(field.id))

    def find_in(self, view: "View", name: str, answer: Answer | None) -> Iterator[Detected]:
        """What it finds in one answer."""
        if name in self.exclude or (self.only and name not in self.only):
            return
        written = texts(self._without_excluded(answer, name))
        hits = [hit for text in written for hit in self.hits(text[:LONGEST_SEARCHED])]
        if hits:
            yield Detected((view.path(name),), "\n".join([name, *hits]), quotes=tuple(dict.fromkeys(hits)))

    def problems(self, form: "Form") -> Iterator[Fault]:
        places = {field.id for field in form.fields}
        places |= {f"{field.id}.{column.id}" for field in form.fields for column in field.columns}
        for key, names in (("exclude", self.exclude), ("only", self.only)):
            present = [name for name in names if name.partition(".")[0] not in form.disabled]
            yield from unknown("field", present, places, (key,))

    def _without_excluded(self, answer: Answer | None, name: str) -> Answer | None:
        if not isinstance(answer, Rows):
            return answer
        return Rows(
            tuple(
                {key: cell for key, cell in row.items() if f"{name}.{key}" not in self.exclude}
                for row in answer.value
            )
        )


class RegexAnyText(AnyText):
    """A text has the pattern, and not that of `unless`."""

    type: Literal["regex_any_text"]
    value: str
    unless: str = ""

    def hits(self, text: str) -> Iterator[str]:
        if _excused(self.unless, text):
            return
        for match in compiled(self.value).finditer(text):
            # A stem is quoted as the words that it stands in.
            before = _WORD_PART.match(text[: match.start()][::-1])
            after = _WORD_PART.match(text, match.end())
            start = match.start() - (before.end() if before else 0)
            yield text[start : after.end() if after else match.end()].strip(" ,.;:")

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from super().problems(form)
        yield from unsafe_pattern(self.value)
        yield from unsafe_pattern(self.unless, ("unless",))


class WordingAnyText(AnyText):
    """A text has the wording of this name."""

    type: Literal["wording_any_text"]
    value: str

    def hits(self, text: str) -> Iterable[str]:
        return shipped_wordings().found(self.value, text)

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from super().problems(form)
        yield from unknown_wording(self.value)


class PersonalData(AnyText):
    """A text tells of one person: their name, document, address or contact."""

    type: Literal["personal_data"]

    def hits(self, text: str) -> Iterable[str]:
        return personal_data(text)


def _excused(pattern: str, text: str) -> bool:
    return bool(pattern) and found(pattern, text) is not None
