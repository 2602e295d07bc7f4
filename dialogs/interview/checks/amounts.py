"""Checks of figures: numbers and their sums; inside texts how many were studied, which share that allows, the
scale of a score."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, ClassVar, Literal

from dialogs.interview.answers import Number
from dialogs.interview.checks.base import CheckKind, Detected, Fault, FieldCheck, found_in, unknown_options
from dialogs.interview.checks.words import AnyText
from dialogs.interview.conditions import chosen, texts
from dialogs.interview.patterns import AmountPatterns, shipped_patterns
from knowledge.text.lemmas import lemma

if TYPE_CHECKING:
    from dialogs.interview.definition import Form
    from dialogs.interview.view import View


_WORD = re.compile(r"[а-яё]{3,}")
# «Один» is an article as often as a number, «пол» is a half.
_FEWEST = 2
Order = Literal["eq", "gt", "gte", "lt", "lte"]
_ORDERS: Mapping[Order, Callable[[Decimal, Decimal], bool]] = {
    "eq": eq,
    "gt": gt,
    "gte": ge,
    "lt": lt,
    "lte": le,
}


def _nearest(op: Order, answer: Number) -> Decimal:
    """The last of what the number may be to cross a bound: nobody is told of what may not be so."""
    least, most = answer.between
    return most if op in ("lt", "lte") else least


class NumberCompare(FieldCheck):
    """A number beyond a bound."""

    type: Literal["number_compare"]
    op: Order
    value: Decimal
    only_if_segments_min: int = 1

    def find(self, view: "View") -> Iterator[Detected]:
        answer = view.answer(self.field)
        enough = len(view.draft.segments) >= self.only_if_segments_min
        if enough and isinstance(answer, Number) and _ORDERS[self.op](_nearest(self.op, answer), self.value):
            yield found_in(view, self.field)


class SumOverSegments(FieldCheck):
    """The sum of a number over all segments beyond a bound."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    makes: ClassVar[frozenset[str]] = frozenset({"sum"})
    type: Literal["sum_over_segments"]
    op: Order
    value: Decimal
    only_if_all_known: bool = False

    def find(self, view: "View") -> Iterator[Detected]:
        answers = [segment.answer(self.field) for segment in view.segments]
        known = [_nearest(self.op, answer) for answer in answers if isinstance(answer, Number)]
        if not known or (self.only_if_all_known and len(known) < len(answers)):
            return
        total = sum(known, Decimal(0))
        if _ORDERS[self.op](total, self.value):
            paths = tuple(segment.path(self.field) for segment in view.segments)
            written = view.form.written_number
            shares = " + ".join(f"{written(number)} %" for number in known)
            yield Detected(paths, str(total), {"sum": written(total)}, (shares,))


class SegmentCount(CheckKind):
    """Too few or too many segments."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    makes: ClassVar[frozenset[str]] = frozenset({"count"})
    type: Literal["segment_count"]
    op: Order
    value: int

    @property
    def named(self) -> tuple[str, ...]:
        return ()

    def find(self, view: "View") -> Iterator[Detected]:
        count = len(view.segments)
        if _ORDERS[self.op](Decimal(count), Decimal(self.value)):
            yield Detected((), str(count), {"count": str(count)})


def _patterns() -> AmountPatterns:
    return shipped_patterns().amounts


def counts(text: str) -> list[int]:
    """The numbers of a text that count something, written in digits or out («пятью семьями»)."""
    found: list[int] = []
    text = _patterns().seven.sub("7 ", text)
    for match in _patterns().count.finditer(_patterns().no_count.sub(" ", text)):
        if match[1]:
            found.append(int(re.sub(r"\D", "", match[1])))
        elif number := shipped_patterns().numbers.words.get(lemma(match[2].casefold()).text):
            found.append(int(number))
    return found


class NoVolume(FieldCheck):
    """A text that says of nothing how many there were."""

    type: Literal["no_volume"]

    def find(self, view: "View") -> Iterator[Detected]:
        written = texts(view.answer(self.field))
        if written and not any(counts(text) for text in written):
            yield found_in(view, self.field)


class SmallSample(CheckKind):
    """A share (`field`) although only talks were held (`methods` among `options`), or a survey as well
    (`counted`) of fewer than `least`, as `sources` tell."""

    type: Literal["small_sample"]
    field: str
    methods: str
    options: tuple[str, ...]
    counted: tuple[str, ...]
    sources: str
    least: int

    @property
    def named(self) -> tuple[str, ...]:
        return (self.field, self.methods, self.sources)

    def find(self, view: "View") -> Iterator[Detected]:
        if not isinstance(view.answer(self.field), Number):
            return
        methods = set(chosen(view.answer(self.methods)))
        told = [count for text in texts(view.answer(self.sources)) for count in counts(text)]
        few = bool(told) and max(told) < self.least and methods <= {*self.options, *self.counted}
        if methods and (few or methods <= set(self.options)):
            yield found_in(view, *self.named, quotes=texts(view.answer(self.sources)))

    def problems(self, form: "Form") -> Iterator[Fault]:
        yield from unknown_options(form.known_field(self.methods), [*self.options, *self.counted])


class ImpossibleShare(AnyText):
    """A percentage that no whole number of so few people makes: «30 % (6 интервью)»."""

    type: Literal["impossible_share"]

    def hits(self, text: str) -> Iterator[str]:
        if "%" not in text:
            return
        for sentence in re.split(r"(?<=[;.!?])\s", text):
            found = _patterns().people.finditer(_WORD.sub(_in_digits, _patterns().seven.sub("7 ", sentence)))
            people = [int(match[match.lastindex or 0]) for match in found]
            for match in re.finditer(r"(?<!\d)(\d{1,3})(,\d{1,3})? ?%", sentence):
                share = Decimal(match[0].rstrip(" %").replace(",", "."))
                if len(people) == 1 and people[0] and not _possible(share, people[0], bool(match[2])):
                    yield sentence.strip(" .;")


def _in_digits(word: re.Match[str]) -> str:
    """«двенадцать» as 12; any other word as it is."""
    number = shipped_patterns().numbers.words.get(lemma(word[0].casefold()).text)
    return str(int(number)) if number and number >= _FEWEST else word[0]


def _possible(share: Decimal, of: int, exact: bool) -> bool:
    nearest = round(share * of / 100) * Decimal(100) / of
    return abs(nearest - share) <= (Decimal("0.1") if exact else Decimal(1))


@dataclass(frozen=True, slots=True)
class Score:
    """A result and the most that its scale allows; `value` is None when only the scale is told."""

    most: Decimal
    value: Decimal | None
    words: str


def score(text: str) -> Score | None:
    """The score that a text tells, with its scale; None when it tells of no scale."""
    if scale := _patterns().scale.search(text):
        most = scale[1] or _patterns().scale_words.get(scale[2].casefold(), scale[2])
        value = _patterns().value.search(text[: scale.start()] + "§" + text[scale.end() :])
        return Score(Decimal(most), _number(value[1]) if value else None, text)
    for out_of in _patterns().out_of.finditer(text):
        told = _patterns().rated.search(text[: out_of.start()])
        if told or "," in out_of[1]:
            return Score(Decimal(out_of[2]), _number(out_of[1]), text)
    if _patterns().index.search(text):
        return Score(Decimal(100), None, text)
    if share := _patterns().contented.search(text):
        return Score(Decimal(100), _number(share[1] or share[2]), text)
    return None


def _number(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


class ScoreAboveScale(FieldCheck):
    """A score above the top of its scale."""

    makes: ClassVar[frozenset[str]] = frozenset({"score", "most"})
    type: Literal["score_above_scale"]

    def find(self, view: "View") -> Iterator[Detected]:
        for text in texts(view.answer(self.field)):
            told = score(text)
            if told and told.value is not None and told.value > told.most:
                shown = {"score": told.value, "most": told.most}
                values = {name: view.form.written_number(number) for name, number in shown.items()}
                yield found_in(view, self.field, quotes=(told.words,), **values)


class MixedScales(FieldCheck):
    """Segments measured on different scales."""

    in_segment: ClassVar[bool] = False
    in_report: ClassVar[bool] = True
    type: Literal["mixed_scales"]

    def find(self, view: "View") -> Iterator[Detected]:
        told = [
            (part, result)
            for part in view.segments
            for text in texts(part.answer(self.field))
            if (result := score(text))
        ]
        first = {result.most: result.words for _, result in reversed(told)}
        if len(first) > 1:
            paths = tuple(part.path(self.field) for part, _ in told)
            yield Detected(paths, repr(sorted(first)), {}, tuple(reversed(first.values())))
