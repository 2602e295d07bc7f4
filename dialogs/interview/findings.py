"""What is wrong with the answers: remarks on single ones, findings of the whole profile, what is missing."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from dialogs.interview.answers import Answer, Choices, Items, NoData, Path, Rows, Skipped, Text
from dialogs.interview.checks import Check
from dialogs.interview.checks.base import Broken, Detected, Level
from dialogs.interview.checks.rules import CellLengthRule
from dialogs.interview.checks.words import AnyText
from dialogs.interview.conditions import LONGEST_SEARCHED, chosen, texts
from dialogs.interview.display import display, display_here
from dialogs.interview.field import Field
from dialogs.interview.messages import filled
from dialogs.interview.question import question
from dialogs.interview.view import View

_LONGEST_QUOTE = 160
_MOST_QUOTES = 3
_MOST_NAMES = 3
# Not that of an abbreviation.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$|(?<=[\d)»])\.$")
# An example of a number or an option says nothing that the question does not.
_SHOWN_BY_EXAMPLE = {"text", "long_text", "list", "table"}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong with one answer. `key` names the rule or check and this very answer: kept once, it
    does not excuse another text. `may_keep`: «Оставить как есть» is offered. `rule` is the rule's id."""

    key: str
    level: Level
    message: str
    may_keep: bool
    rule: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """Something to look at before the document is made. `place` names segment and question; `said` quotes
    the words, says why and what to write instead. `paths`: the answers to mend, the nearest first. `key`
    goes into `Draft.kept` when the person leaves it as it is, with their `reason`; other evidence has
    another key."""

    check: str
    level: Literal["error", "warning", "hint"]
    title: str
    place: str
    said: str
    paths: tuple[Path, ...]
    segment: int | None
    key: str
    may_keep: bool
    kept: bool
    quotes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def message(self) -> str:
        """The whole of it, where the place is not seen otherwise."""
        return f"{self.place}: {self.said}" if self.place else self.said


def remarks(view: View, path: Path, answer: Answer) -> tuple[Remark, ...]:
    """Everything that the rules of the question say about `answer`, and the checks of any text when it could
    be taken; kept remarks included."""
    view = view.of_segment(path.segment)
    broken = broken_rules(view, path, answer)
    takeable = all(remark.may_keep for remark in broken)
    return (*broken, *(_seen_at_once(view, path, answer) if takeable else ()))


def broken_rules(view: View, path: Path, answer: Answer) -> tuple[Remark, ...]:
    """What the rules of the question say about `answer`."""
    return tuple(_broken_rules(view.of_segment(path.segment), path, answer))


def check_profile(view: View) -> tuple[CheckFinding, ...]:
    """What the form's checks find, in their order and segment by segment; kept findings included."""
    found: list[CheckFinding] = []
    for check in view.form.checks:
        kind = check.check
        parts = view.segments if kind.in_segment and check.scope == "segment" else ()
        for part in (*parts, view.report) if kind.in_report else parts:
            found += [_finding(check, part, detected) for detected in kind.find(part)]
    return tuple(found)


def check_answers(view: View) -> tuple[CheckFinding, ...]:
    """Rules of single questions that stored answers break: kept as they are, or read from a file."""
    return tuple(_stored_remarks(view))


def missing(view: View) -> tuple[Path, ...]:
    """Required questions without an answer, in the order asked."""
    return tuple(
        path
        for path, field, part in view.visible_fields
        if part.required(field) and not part.is_answered(field)
    )


def blocking(findings: Iterable[CheckFinding]) -> tuple[CheckFinding, ...]:
    """The errors that nobody has confirmed: the document stays a draft."""
    return tuple(finding for finding in findings if finding.level == "error" and not finding.kept)


def _broken_rules(view: View, path: Path, answer: Answer) -> Iterator[Remark]:
    form, field = view.form, view.form.field(path.field)
    say = form.messages
    match answer:
        case NoData():
            if not field.allow_unknown:
                yield _error(path, answer, "answered", say.unknown_not_allowed)
            return
        case Skipped():
            if view.required(field):
                yield _error(path, answer, "answered", say.required)
            return
    silent = True
    for name, message in _always(view, field, answer):
        silent = False
        yield _error(path, answer, name, message)
    length = max(map(len, texts(answer)), default=0)
    quoted = set[str]()
    for position, rule in enumerate(field.rules):
        may_keep = rule.rule in form.interview.override.applies_to
        # No pattern is asked about a text that has to be shortened first.
        if may_keep and length > LONGEST_SEARCHED:
            continue
        if (broken := rule.remark(answer, say, view.today)) is not None:
            silent = False
            # One defect, one remark: words that an earlier pattern has remarked are not remarked by the next.
            unsaid = tuple(text for text in broken.quotes if text not in quoted)
            if may_keep and not unsaid:
                continue
            quoted.update(broken.quotes if may_keep else ())
            message = _in_words(view, path, replace(broken, quotes=unsaid), "")
            yield Remark(_key(path, answer, str(position)), rule.level, message, may_keep, rule.id, unsaid)
    if silent and length > LONGEST_SEARCHED:
        yield _error(path, answer, "size", say.text_over_limit.format(length=length, limit=LONGEST_SEARCHED))
    elif silent and _is_empty(answer) and view.required(field):
        yield _error(path, answer, "empty", say.required)


def _seen_at_once(view: View, path: Path, answer: Answer) -> Iterator[Remark]:
    for check in view.form.checks:
        if check.at_answer and isinstance(check.check, AnyText) and check.level != "hint":
            for detected in check.check.find_in(view, path.field, answer):
                message = _in_words(view, path, _as_broken(check, view, detected), check.example)
                may_keep = check.level != "error" or check.overridable
                yield Remark(_check_key(check, view, detected), check.level, message, may_keep, check.id)


def _error(path: Path, answer: Answer, rule: str, message: str) -> Remark:
    return Remark(_key(path, answer, rule), "error", message, may_keep=False)


def _key(path: Path, answer: Answer, rule: str) -> str:
    return f"{path}#{rule}.{_digest(repr(answer))}"


def _digest(evidence: str) -> str:
    return hashlib.sha256(evidence.encode("utf-8", "replace")).hexdigest()[:8]


def _always(view: View, field: Field, answer: Answer) -> Iterator[tuple[str, str]]:
    """What holds for every form: chosen options are offered, required cells are filled."""
    say = view.form.messages
    for option_id in chosen(answer):
        if not view.offers(field, option_id):
            option = field.option(option_id)
            yield "offered", say.option_not_offered.format(label=option.label if option else option_id)
    if isinstance(answer, Rows):
        limited = {rule.column for rule in field.rules if isinstance(rule, CellLengthRule)}
        for number, row in enumerate(answer.value, start=1):
            for column in field.columns:
                if column.required and column.id not in limited and not row.get(column.id):
                    yield "cell", say.cell_required.format(row=number, column=column.label)


def _is_empty(answer: Answer) -> bool:
    return isinstance(answer, Text | Items | Rows | Choices) and not answer.value


def _finding(check: Check, view: View, detected: Detected) -> CheckFinding:
    key = _check_key(check, view, detected)
    may_keep = check.level != "error" or check.overridable
    broken = _as_broken(check, view, detected)
    path = next(iter(detected.paths), None)
    said = broken.message if path is None else _in_words(view, path, broken, check.example)
    return CheckFinding(
        check=check.id,
        level=check.level,
        title=check.title,
        place=_place(view, detected.paths),
        said=said,
        paths=detected.paths,
        segment=view.segment,
        key=key,
        may_keep=may_keep,
        kept=may_keep and key in view.draft.kept,
        quotes=broken.quotes,
        reason=view.draft.reasons.get(key, ""),
    )


def _check_key(check: Check, view: View, detected: Detected) -> str:
    place = "" if view.segment is None else f"@{view.segment}"
    return f"{check.id}{place}#{_digest(detected.evidence)}"


def _as_broken(check: Check, view: View, detected: Detected) -> Broken:
    def value(name: str, _: str) -> str | None:
        if name in detected.values:
            return detected.values[name]
        if name == view.form.roles.segment_name:
            return view.segment_name
        return "; ".join(display_here(view, name))

    # Where a check quotes no words of the answer, all of it is meant.
    quotes = detected.quotes or (display(view, detected.paths[0]) if detected.paths else ())
    return Broken(filled(check.message, value) or check.message, quotes, detected.column)


def _in_words(view: View, path: Path, broken: Broken, example: str) -> str:
    """«words». Why, and what to write instead. For example: … (the field's own when `example` is "")."""
    say = view.form.messages
    quoted = "; ".join(say.quoted.format(text=_shortened(text)) for text in broken.quotes[:_MOST_QUOTES])
    left = len(broken.quotes) - _MOST_QUOTES
    quoted += say.more.format(count=left) if left > 0 else ""
    lead = f"{quoted}. " if quoted else ""
    if not example and view.form.field(path.field).type in _SHOWN_BY_EXAMPLE:
        example = _example(view, path, broken.column)
    tail = f" {say.for_example.format(example=example)}" if example else ""
    return f"{lead}{broken.message}{tail}"


def _example(view: View, path: Path, column: str) -> str:
    """The first line of the field's good example; of a table, the cell of that column."""
    example = view.form.field(path.field).example
    if column and example is not None and isinstance(rows := example.good_in(view.segment_type), list):
        return next((str(row[column]) for row in rows if row.get(column)), "")
    return next(iter(question(view, path).example_good), "")


def _place(view: View, paths: tuple[Path, ...]) -> str:
    """The segments and the question."""
    form, say = view.form, view.form.messages
    if not paths:
        return ""
    numbers = sorted({path.segment for path in paths if path.segment is not None})
    names = ", ".join(
        say.quoted.format(text=view.of_segment(number).segment_name) for number in numbers[:_MOST_NAMES]
    )
    names += say.more.format(count=len(numbers) - _MOST_NAMES) if len(numbers) > _MOST_NAMES else ""
    label = say.quoted.format(text=form.field(paths[0].field).label)
    in_segment = say.in_segment if len(numbers) == 1 else say.in_segments
    return in_segment.format(segments=names, question=label) if numbers else label


def _shortened(text: str) -> str:
    """The beginning of a long text, cut between words."""
    text = " ".join(text.split())
    if len(text) <= _LONGEST_QUOTE:
        return _FULL_STOP.sub("", text)
    return text[: _LONGEST_QUOTE - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def _stored_remarks(view: View) -> Iterator[CheckFinding]:
    editable = [(Path(value.id), view.report) for value in view.form.computed if value.editable]
    for path, part in (*editable, *((path, part) for path, _, part in view.visible_fields)):
        answer = part.answer(path.field)
        if answer is None:
            continue
        for remark in _broken_rules(part, path, answer):
            yield CheckFinding(
                check=f"{path.field}.{remark.rule}" if remark.rule else path.field,
                level=remark.level,
                title=view.form.field(path.field).label,
                place=_place(view, (path,)),
                said=remark.message,
                paths=(path,),
                segment=path.segment,
                key=remark.key,
                may_keep=remark.may_keep,
                kept=remark.may_keep and remark.key in view.draft.kept,
                quotes=remark.quotes,
                reason=view.draft.reasons.get(remark.key, ""),
            )
