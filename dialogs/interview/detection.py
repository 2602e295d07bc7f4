"""How each kind of whole-profile check looks at the answers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any, assert_never

from dialogs.interview.answers import Answer, Items, Number, Path, Rows
from dialogs.interview.check_kinds import (
    AllHold,
    CheckKind,
    Distinct,
    FieldRule,
    FirstRowRegex,
    LastRowRegexMissing,
    LatestYearOlderThan,
    ListRegexAny,
    ListRegexMissing,
    NumberCompare,
    OnlyOptions,
    RegexAnyText,
    RowsLessThanItems,
    SegmentCount,
    SharedCriteria,
    Similarity,
    SumOverSegments,
)
from dialogs.interview.conditions import chosen, found, holds, texts
from dialogs.interview.display import display_in
from dialogs.interview.remarks import broken
from dialogs.interview.view import View
from dialogs.interview.writing import written_number

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {"eq": eq, "gt": gt, "gte": ge, "lt": lt, "lte": le}
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Detected:
    """Something a check found: which answers to mend, and values for its message. `evidence` is what
    the person looks at when they decide to keep it; other evidence is another finding."""

    paths: tuple[Path, ...]
    evidence: str
    values: Mapping[str, str] = field(default_factory=dict)


def in_segment(kind: CheckKind, view: View, today: date) -> Iterator[Detected]:
    """What a check of one segment finds; kinds that compare segments find nothing here."""
    match kind:
        case NumberCompare():
            answer = view.answer(kind.field)
            enough = len(view.draft.segments) >= kind.only_if_segments_min
            if enough and isinstance(answer, Number) and _ORDERS[kind.op](answer.value, kind.value):
                yield _at(view, kind.field)
        case Similarity():
            first, second = (_words(texts(view.answer(name))) for name in kind.fields)
            if _jaccard(first, second) >= kind.threshold:
                yield _at(view, *kind.fields)
        case OnlyOptions():
            picked = chosen(view.answer(kind.field))
            if picked and set(picked) <= set(kind.options):
                yield _at(view, kind.field)
        case AllHold():
            if all(holds(part, view) for part in kind.of):
                yield _at(view, *(part.field for part in kind.of))
        case ListRegexMissing():
            if any(not found(kind.value, text) for text in texts(view.answer(kind.field))):
                yield _at(view, kind.field)
        case ListRegexAny():
            if any(found(kind.value, text) for text in texts(view.answer(kind.field))):
                yield _at(view, kind.field)
        case FieldRule():
            yield from _field_rule(kind, view, today)
        case FirstRowRegex() | LastRowRegexMissing():
            yield from _edge_row(kind, view)
        case RowsLessThanItems():
            yield from _rows_less_than_items(kind, view)
        case RegexAnyText():
            yield from _any_text(kind, view)
        case LatestYearOlderThan():
            years = [
                int(year) for text in texts(view.answer(kind.field)) for year in _YEAR.findall(text[:4000])
            ]
            past = [year for year in years if year <= today.year]
            if past and max(past) < today.year - kind.years:
                yield _at(view, kind.field, year=str(max(past)))
        case SumOverSegments() | SegmentCount() | SharedCriteria() | Distinct():
            return
        case _:
            assert_never(kind)


def in_report(kind: CheckKind, views: Sequence[View], report: View) -> Iterator[Detected]:
    """What a check of the whole report finds; kinds about one segment find nothing here, except that
    `regex_any_text` also looks at the answers given once."""
    match kind:
        case SumOverSegments():
            answers = [view.answer(kind.field) for view in views]
            known = [answer.value for answer in answers if isinstance(answer, Number)]
            if not known or (kind.only_if_all_known and len(known) < len(views)):
                return
            total = sum(known, Decimal(0))
            if _ORDERS[kind.op](total, kind.value):
                paths = tuple(_path(view, kind.field) for view in views)
                yield Detected(paths, str(total), {"sum": written_number(report.form, total)})
        case SegmentCount():
            if _ORDERS[kind.op](len(views), kind.value):
                yield Detected((), str(len(views)), {"count": str(len(views))})
        case SharedCriteria():
            picked = [set(options) for view in views if (options := chosen(view.answer(kind.field)))]
            if len(picked) > 1 and len(set.intersection(*picked)) < kind.min_common:
                paths = tuple(_path(view, kind.field) for view in views)
                yield Detected(paths, repr([sorted(options) for options in picked]))
        case Distinct():
            yield from _twins(kind, views)
        case RegexAnyText():
            yield from _any_text(kind, report)
        case _:
            return


def segment_name(view: View) -> str:
    """How messages call the segment."""
    named = display_in(view, "segment_name")
    number = (view.segment or 0) + 1
    return named[0] if named else view.form.messages.unnamed_segment.format(number=number)


def _at(view: View, *names: str, **values: str) -> Detected:
    """Found in these answers; hidden ones are nothing to mend."""
    shown = [name for name in names if view.form.knows(name) and view.visible(view.form.field(name))]
    # An answer of the segment itself is nearer than one given for the whole report.
    paths = sorted((_path(view, name) for name in shown), key=lambda path: path.segment is None)
    return Detected(tuple(paths), repr([view.answer(name) for name in shown]), values)


def _path(view: View, name: str) -> Path:
    return Path(name, view.segment if view.form.field(name).scope == "segment" else None)


def _field_rule(kind: FieldRule, view: View, today: date) -> Iterator[Detected]:
    answer = view.answer(kind.field)
    if answer is None:
        return
    rules = view.form.field(kind.field).rules
    if any(broken(view.form, rules[index], answer, today) for index in kind.rule_index):
        yield _at(view, kind.field)


def _edge_row(kind: FirstRowRegex | LastRowRegexMissing, view: View) -> Iterator[Detected]:
    answer = view.answer(kind.field)
    if not isinstance(answer, Rows) or not answer.value:
        return
    first = isinstance(kind, FirstRowRegex)
    cell = answer.value[0 if first else -1].get(kind.column, "")
    if bool(found(kind.value, cell)) == first:
        yield _at(view, kind.field)


def _rows_less_than_items(kind: RowsLessThanItems, view: View) -> Iterator[Detected]:
    table, items = view.answer(kind.table), view.answer(kind.list)
    if not isinstance(table, Rows) or not isinstance(items, Items):
        return
    if len(table.value) < kind.ratio * len(items.value):
        yield _at(view, kind.table, kind.list, items=str(len(items.value)), rows=str(len(table.value)))


def _any_text(kind: RegexAnyText, view: View) -> Iterator[Detected]:
    """One finding for all the texts in which the pattern occurs."""
    paths, evidence = [], []
    for candidate in view.form.fields:
        if candidate.id in kind.exclude or (candidate.scope == "segment") != (view.segment is not None):
            continue
        written = texts(_without_columns(view.answer(candidate.id), candidate.id, kind.exclude))
        hits = [hit for text in written if (hit := found(kind.value, text, kind.case_sensitive))]
        if hits:
            paths.append(_path(view, candidate.id))
            evidence.extend(hits)
    if paths:
        yield Detected(tuple(paths), "\n".join(evidence))


def _without_columns(answer: Answer | None, name: str, excluded: tuple[str, ...]) -> Answer | None:
    if not isinstance(answer, Rows):
        return answer
    return Rows(
        tuple(
            {key: cell for key, cell in row.items() if f"{name}.{key}" not in excluded}
            for row in answer.value
        )
    )


def _twins(kind: Distinct, views: Sequence[View]) -> Iterator[Detected]:
    words = [[_words(texts(view.answer(name))) for name in kind.fields] for view in views]
    for second in range(len(views)):
        for first in range(second):
            if all(
                _jaccard(one, other) >= kind.threshold
                for one, other in zip(words[first], words[second], strict=True)
            ):
                pair = (views[first], views[second])
                paths = tuple(_path(view, name) for view in reversed(pair) for name in kind.fields)
                evidence = repr([view.answer(name) for view in pair for name in kind.fields])
                yield Detected(paths, evidence, {"a": segment_name(pair[0]), "b": segment_name(pair[1])})


def _words(written: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in written for word in _WORD.findall(text.casefold().replace("ё", "е")))


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of common words; two empty texts have nothing in common."""
    return len(first & second) / len(first | second) if first and second else 0.0
