"""Checks that hold segments against each other: the same, copied, one inside the other."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, groupby
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Choice, Choices, Picked, Rows, Text
from dialogs.interview.checks.base import CheckKind, Detected, Fault, FieldCheck
from dialogs.interview.checks.likeness import content, copied
from dialogs.interview.conditions import chosen, texts

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View

_EVERYBODY = re.compile(r"^\W*(?:все|любые|любой|разные|вся)\b", re.IGNORECASE)


def _each_with_the_first(
    view: "View", alike: Callable[["View", "View"], bool]
) -> Iterator[tuple["View", "View"]]:
    """Each segment that is like an earlier one, with the first such: of ten copies nine remarks, not 45."""
    for number, second in enumerate(view.segments):
        first = next((one for one in view.segments[:number] if alike(one, second)), None)
        if first is not None:
            yield first, second


class OfSegments(CheckKind):
    """A check of all segments together; its message may name two of them, `{a}` and `{b}`."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    makes: ClassVar[frozenset[str]] = frozenset({"a", "b"})

    def _pair(self, a: "View", b: "View", names: Sequence[str], quotes: Sequence[str] = ()) -> Detected:
        """Found in these answers of two segments; the later one is nearer to be mended."""
        return Detected(
            tuple(part.path(name) for part in (b, a) for name in names),
            repr([part.answer(name) for part in (a, b) for name in names]),
            {"a": a.segment_name, "b": b.segment_name},
            tuple(quotes),
        )


class CopiedAnswers(OfSegments):
    """Two segments of whose answers so many (`at_least`) are the same, a word changed here and there."""

    type: Literal["copied"]
    fields: tuple[str, ...]
    at_least: int

    @property
    def named(self) -> tuple[str, ...]:
        return self.fields

    def find(self, view: "View") -> Iterator[Detected]:
        for first, second in _each_with_the_first(view, lambda a, b: len(self._alike(a, b)) >= self.at_least):
            alike = self._alike(first, second)
            yield self._pair(first, second, tuple(alike), [twins[0] for twins in alike.values()])

    def _alike(self, first: "View", second: "View") -> dict[str, Sequence[str]]:
        """The fields with an answer that is nearly the same, and what it says."""
        twins = {name: _twins(first, second, name) for name in self.fields}
        return {name: found for name, found in twins.items() if found}


class Repeated(FieldCheck, OfSegments):
    """Finds an item that stands in so many segments (`at_least`)."""

    type: Literal["repeated"]
    at_least: int

    def find(self, view: "View") -> Iterator[Detected]:
        items = [
            (part, text) for part in view.segments for text in texts(part.answer(self.field)) if content(text)
        ]
        told = set[int]()
        for number, (_, text) in enumerate(items):
            same = [n for n, (_, other) in enumerate(items) if n not in told and copied(text, other)]
            holders = list(dict.fromkeys(items[n][0] for n in same))
            if len(holders) >= self.at_least and number not in told:
                told.update(same)
                paths = tuple(part.path(self.field) for part in holders)
                yield Detected(paths, "\n".join(items[n][1] for n in same), {}, (text,))


class SameText(FieldCheck, OfSegments):
    """Two segments whose text consists of the same words."""

    type: Literal["same_text"]

    def find(self, view: "View") -> Iterator[Detected]:
        for first, second in _each_with_the_first(view, self._same):
            yield self._pair(first, second, [self.field], texts(second.answer(self.field)))

    def _same(self, first: "View", second: "View") -> bool:
        one, other = (sorted(_said(part, self.field)) for part in (first, second))
        return bool(one) and one == other


class _ByCriteria(FieldCheck, OfSegments):
    """`field` holds the criteria chosen; the options' detail fields hold what they are in a segment."""

    def problems(self, form: "Form") -> Iterator[Fault]:
        field = form.known_field(self.field)
        if field and not any(option.detail_field for option in field.options):
            yield Fault(f'no option of "{self.field}" has a detail field', "name another field")

    def _details(self, view: "View") -> tuple[str, ...]:
        """The fields that describe the criteria chosen in a segment."""
        field, picked = view.form.field(self.field), chosen(view.answer(self.field))
        options = [field.option(option_id) for option_id in picked]
        return tuple(option.detail_field for option in options if option and option.detail_field)


class SameCriteria(_ByCriteria):
    """Two segments with the same criteria and the same in each of them."""

    type: Literal["same_criteria"]

    def find(self, view: "View") -> Iterator[Detected]:
        for first, second in _each_with_the_first(view, self._same):
            yield self._pair(first, second, self._details(first))

    def _same(self, first: "View", second: "View") -> bool:
        names = self._details(first)
        return (
            bool(names)
            and set(names) == set(self._details(second))
            and all(_values(first, name) == _values(second, name) != frozenset() for name in names)
        )


class Contained(_ByCriteria):
    """A segment that lies within another: its name or its criteria only narrow those of the other."""

    makes: ClassVar[frozenset[str]] = frozenset({"a", "b"})
    type: Literal["contained"]
    name: str

    @property
    def named(self) -> tuple[str, ...]:
        return (self.field, self.name)

    def find(self, view: "View") -> Iterator[Detected]:
        told = set[int | None]()
        for first, second in combinations(view.segments, 2):
            for whole, part in ((first, second), (second, first)):
                if part.segment in told:
                    continue
                by_name = _said(whole, self.name) < _said(part, self.name)
                if not self._apart(whole, part) and (by_name or self._narrows(whole, part)):
                    told.add(part.segment)
                    yield self._pair(whole, part, [self.name, self.field], texts(part.answer(self.name)))
                    break

    def _apart(self, whole: "View", part: "View") -> bool:
        """Whether options chosen in both leave no client in common."""
        common = set(self._details(whole)) & set(self._details(part))
        return any(
            chosen(whole.answer(name)) and _values(whole, name).isdisjoint(_values(part, name))
            for name in common
        )

    def _narrows(self, whole: "View", part: "View") -> bool:
        wide, narrow = self._details(whole), self._details(part)
        common = set(wide) & set(narrow)
        if not common or all(_values(whole, name) == _values(part, name) for name in {*wide, *narrow}):
            return False
        return all(
            _means_everybody(whole, name) or (name in common and _holds_all(whole, part, name))
            for name in wide
        )


class SharedCriteria(OfSegments, FieldCheck):
    """The segments of one type of client have fewer than `min_common` criteria in common."""

    makes: ClassVar[frozenset[str]] = frozenset()
    type: Literal["shared_criteria"]
    min_common: int

    def find(self, view: "View") -> Iterator[Detected]:
        described = [part for part in view.segments if chosen(part.answer(self.field))]
        by_type = sorted(described, key=lambda part: part.segment_type or "")
        for _, group in groupby(by_type, key=lambda part: part.segment_type):
            parts = list(group)
            picked = [set(chosen(part.answer(self.field))) for part in parts]
            if len(parts) > 1 and len(set.intersection(*picked)) < self.min_common:
                paths = tuple(part.path(self.field) for part in parts)
                yield Detected(paths, repr([sorted(options) for options in picked]))


def _twins(first: "View", second: "View", name: str) -> list[str]:
    """The items of the shorter answer when each of them stands in the other one too."""
    few, many = sorted((_items(first, name), _items(second, name)), key=len)
    return few if few and all(any(copied(item, other) for other in many) for item in few) else []


def _items(view: "View", name: str) -> list[str]:
    """The items of a list; of the rows of a table, what every row must have."""
    answer = view.answer(name)
    if not isinstance(answer, Rows):
        return [*texts(answer)]
    needed = [column.id for column in view.form.field(name).columns if column.required]
    return [" ".join(row.get(column, "") for column in needed) for row in answer.value]


def _said(view: "View", name: str) -> frozenset[str]:
    answer = view.answer(name)
    return frozenset(content(answer.value)) if isinstance(answer, Text) else frozenset()


def _values(view: "View", name: str) -> frozenset[Picked] | frozenset[str]:
    match view.answer(name):
        case Choice(value=picked):
            return frozenset({picked})
        case Choices(value=many):
            return frozenset(many)
        case _:
            return _said(view, name)


def _holds_all(whole: "View", part: "View", name: str) -> bool:
    """Whether the options hold all of the other segment's; a text is narrowed by more words."""
    wide, narrow = _values(whole, name), _values(part, name)
    if isinstance(whole.answer(name), Text):
        return bool(wide) and wide <= narrow
    return bool(narrow) and wide >= narrow


def _means_everybody(view: "View", name: str) -> bool:
    answer = view.answer(name)
    return isinstance(answer, Text) and _EVERYBODY.search(answer.value) is not None
