"""What is wrong with the answers: remarks on single ones, findings of the whole profile, what is missing."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.interview.answers import Answer, Choices, Items, NoData, Path, Rows, Skipped, Text
from dialogs.interview.checks import Check
from dialogs.interview.checks.base import Detected, Level
from dialogs.interview.checks.rules import CellLengthRule
from dialogs.interview.conditions import LONGEST_SEARCHED, chosen, texts
from dialogs.interview.display import display_here
from dialogs.interview.field import Field
from dialogs.interview.messages import filled
from dialogs.interview.view import View


@dataclass(frozen=True, slots=True)
class Remark:
    """A rule that an answer breaks. `key` names the rule and this very answer: kept once, it does not
    excuse another text. `may_keep`: «Оставить как есть» is offered."""

    key: str
    level: Level
    message: str
    may_keep: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at before the document is made. `paths`: the answers to mend, the nearest first.
    `key` goes into `Draft.kept` when the person leaves it as it is; other evidence has another key."""

    check: str
    level: Literal["error", "warning", "hint"]
    title: str
    message: str
    paths: tuple[Path, ...]
    segment: int | None
    key: str
    may_keep: bool
    kept: bool


def remarks(view: View, path: Path, answer: Answer) -> tuple[Remark, ...]:
    """Everything that the rules of the question say about `answer`, kept remarks included."""
    return tuple(_remarks(view.of_segment(path.segment), path, answer))


def check_profile(view: View) -> tuple[Finding, ...]:
    """What the form's checks find, in their order and segment by segment; kept findings included."""
    found: list[Finding] = []
    for check in view.form.checks:
        kind = check.check
        parts = view.segments if kind.in_segment and check.scope == "segment" else ()
        for part in (*parts, view.report) if kind.in_report else parts:
            found += [_finding(check, part, detected) for detected in kind.find(part)]
    return tuple(found)


def check_answers(view: View) -> tuple[Finding, ...]:
    """Rules of single questions that stored answers break: kept as they are, or read from a file."""
    return tuple(_broken_rules(view))


def missing(view: View) -> tuple[Path, ...]:
    """Required questions without an answer, in the order asked."""
    return tuple(
        path
        for path, field, part in view.visible_fields
        if part.required(field) and not part.is_answered(field)
    )


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The errors that nobody has confirmed: the document stays a draft."""
    return tuple(finding for finding in findings if finding.level == "error" and not finding.kept)


def _remarks(view: View, path: Path, answer: Answer) -> Iterator[Remark]:
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
    for position, rule in enumerate(field.rules):
        may_keep = rule.rule in form.interview.override.applies_to
        # No pattern is asked about a text that has to be shortened first.
        if may_keep and length > LONGEST_SEARCHED:
            continue
        if (remark := rule.remark(answer, say, view.today)) is not None:
            silent = False
            yield Remark(_key(path, answer, str(position)), rule.level, remark, may_keep)
    if silent and length > LONGEST_SEARCHED:
        yield _error(path, answer, "size", say.text_over_limit.format(length=length, limit=LONGEST_SEARCHED))
    elif silent and _is_empty(answer) and view.required(field):
        yield _error(path, answer, "empty", say.required)


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


def _finding(check: Check, view: View, detected: Detected) -> Finding:
    place = "" if view.segment is None else f"@{view.segment}"
    key = f"{check.id}{place}#{_digest(detected.evidence)}"
    may_keep = check.level != "error" or check.overridable

    def value(name: str, _: str) -> str | None:
        if name in detected.values:
            return detected.values[name]
        if name == view.form.roles.segment_name:
            return view.segment_name
        return "; ".join(display_here(view, name))

    return Finding(
        check=check.id,
        level=check.level,
        title=check.title,
        message=filled(check.message, value) or check.message,
        paths=detected.paths,
        segment=view.segment,
        key=key,
        may_keep=may_keep,
        kept=may_keep and key in view.draft.kept,
    )


def _broken_rules(view: View) -> Iterator[Finding]:
    editable = [(Path(value.id), view.report) for value in view.form.computed if value.editable]
    for path, part in (*editable, *((path, part) for path, _, part in view.visible_fields)):
        answer = part.answer(path.field)
        if answer is None:
            continue
        for remark in _remarks(part, path, answer):
            yield Finding(
                check=path.field,
                level=remark.level,
                title=view.form.field(path.field).label,
                message=remark.message,
                paths=(path,),
                segment=path.segment,
                key=remark.key,
                may_keep=remark.may_keep,
                kept=remark.may_keep and remark.key in view.draft.kept,
            )
