"""Checks of what people wrote: words that two texts share, patterns in lists and in all texts."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Answer, Rows
from dialogs.interview.checks.base import (
    CheckKind,
    Detected,
    Fault,
    FieldCheck,
    found_in,
    unknown,
    unsafe_pattern,
)
from dialogs.interview.conditions import found, texts

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View

_WORD = re.compile(r"\w+")


class Similarity(CheckKind):
    """Two texts that share most of their words."""

    type: Literal["similarity"]
    fields: tuple[str, str]
    method: Literal["token_jaccard"]
    threshold: float

    @property
    def named(self) -> tuple[str, ...]:
        return self.fields

    def find(self, view: "View") -> Iterator[Detected]:
        first, second = (_words(view, name) for name in self.fields)
        if _jaccard(first, second) >= self.threshold:
            yield found_in(view, *self.fields)


class Distinct(CheckKind):
    """Two segments whose answers are nearly the same."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    makes: ClassVar[frozenset[str]] = frozenset({"a", "b"})
    type: Literal["distinct"]
    fields: tuple[str, ...]
    threshold: float

    @property
    def named(self) -> tuple[str, ...]:
        return self.fields

    def find(self, view: "View") -> Iterator[Detected]:
        words = [[_words(segment, name) for name in self.fields] for segment in view.segments]
        pairs = combinations(range(len(words)), 2)
        for first, second in sorted(pairs, key=lambda pair: pair[::-1]):
            alike = (_jaccard(*pair) for pair in zip(words[first], words[second], strict=True))
            if all(share >= self.threshold for share in alike):
                twins = (view.segments[first], view.segments[second])
                yield Detected(
                    tuple(twin.path(name) for twin in reversed(twins) for name in self.fields),
                    repr([twin.answer(name) for twin in twins for name in self.fields]),
                    {"a": twins[0].segment_name, "b": twins[1].segment_name},
                )


class _ListRegex(FieldCheck):
    value: str

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unsafe_pattern(self.value)


class ListRegexMissing(_ListRegex):
    """An item lacks the pattern."""

    type: Literal["list_regex_missing"]

    def find(self, view: "View") -> Iterator[Detected]:
        if any(not found(self.value, text) for text in texts(view.answer(self.field))):
            yield found_in(view, self.field)


class ListRegexAny(_ListRegex):
    """An item has the pattern."""

    type: Literal["list_regex_any"]

    def find(self, view: "View") -> Iterator[Detected]:
        if any(found(self.value, text) for text in texts(view.answer(self.field))):
            yield found_in(view, self.field)


class RegexAnyText(CheckKind):
    """Any text of the profile has the pattern; `exclude` names fields and `field.column`s."""

    in_report: ClassVar[bool] = True
    type: Literal["regex_any_text"]
    exclude: tuple[str, ...] = ()
    value: str
    case_sensitive: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        return ()

    def find(self, view: "View") -> Iterator[Detected]:
        """One finding for all the texts in which the pattern occurs."""
        paths, evidence = [], []
        for field in view.form.fields:
            if field.id in self.exclude or (field.scope == "segment") != (view.segment is not None):
                continue
            written = texts(self._without_excluded(view.answer(field.id), field.id))
            hits = [hit for text in written if (hit := found(self.value, text, self.case_sensitive))]
            if hits:
                paths.append(view.path(field.id))
                evidence.extend(hits)
        if paths:
            yield Detected(tuple(paths), "\n".join(evidence))

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unsafe_pattern(self.value)
        places = {field.id for field in form.fields}
        places |= {f"{field.id}.{column.id}" for field in form.fields for column in field.columns}
        present = [name for name in self.exclude if name.partition(".")[0] not in form.disabled]
        yield from unknown("field", present, places, ("exclude",))

    def _without_excluded(self, answer: Answer | None, name: str) -> Answer | None:
        if not isinstance(answer, Rows):
            return answer
        return Rows(
            tuple(
                {key: cell for key, cell in row.items() if f"{name}.{key}" not in self.exclude}
                for row in answer.value
            )
        )


def _words(view: "View", name: str) -> frozenset[str]:
    written = texts(view.answer(name))
    return frozenset(word for text in written for word in _WORD.findall(text.casefold().replace("ё", "е")))


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of common words; two empty texts have nothing in common."""
    return len(first & second) / len(first | second) if first and second else 0.0
