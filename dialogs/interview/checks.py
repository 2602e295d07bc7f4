"""Checks of the whole profile, before it becomes a document."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogs.interview.answers import Draft, Path
from dialogs.interview.check_kinds import Check
from dialogs.interview.definition import Form
from dialogs.interview.detection import Detected, in_report, in_segment, segment_name
from dialogs.interview.display import display_in
from dialogs.interview.placeholders import filled
from dialogs.interview.remarks import remarks
from dialogs.interview.view import View, visible_fields


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


def check_profile(form: Form, draft: Draft, today: date) -> tuple[Finding, ...]:
    """What the form's checks find, in their order and segment by segment; kept findings included."""
    report = View(form, draft)
    views = [report.of_segment(segment) for segment in range(len(draft.segments))]
    found = []
    for check in form.checks:
        if check.scope == "segment":
            for view in views:
                found += [_finding(check, view, seen) for seen in in_segment(check.check, view, today)]
        found += [_finding(check, report, seen) for seen in in_report(check.check, views, report)]
    return tuple(found)


def check_answers(form: Form, draft: Draft, today: date) -> tuple[Finding, ...]:
    """Rules of single questions that stored answers break: kept as they are, or read from a file."""
    return tuple(_broken_rules(form, draft, today))


def missing(form: Form, draft: Draft) -> tuple[Path, ...]:
    """Required questions without an answer, in the order asked."""
    return tuple(
        path
        for path, field, view in visible_fields(form, draft)
        if view.required(field) and not view.is_answered(field)
    )


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The errors that nobody has confirmed: the document stays a draft."""
    return tuple(finding for finding in findings if finding.level == "error" and not finding.kept)


def is_draft_only(form: Form, draft: Draft, today: date) -> bool:
    """Whether the document must be marked «ЧЕРНОВИК»."""
    findings = (*check_profile(form, draft, today), *check_answers(form, draft, today))
    return bool(missing(form, draft) or blocking(findings))


def _finding(check: Check, view: View, seen: Detected) -> Finding:
    print_of_evidence = hashlib.sha256(seen.evidence.encode("utf-8", "replace")).hexdigest()[:8]
    place = "" if view.segment is None else f"@{view.segment}"
    key = f"{check.id}{place}#{print_of_evidence}"
    may_keep = check.level != "error" or check.overridable

    def value(name: str, _: str) -> str | None:
        if name in seen.values:
            return seen.values[name]
        if name == "segment_name":
            return segment_name(view)
        return "; ".join(display_in(view, name))

    return Finding(
        check=check.id,
        level=check.level,
        title=check.title,
        message=filled(check.message, value) or check.message,
        paths=seen.paths,
        segment=view.segment,
        key=key,
        may_keep=may_keep,
        kept=may_keep and key in view.draft.kept,
    )


def _broken_rules(form: Form, draft: Draft, today: date) -> Iterator[Finding]:
    editable = [Path(value.id) for value in form.computed if value.editable]
    for path in (*editable, *(path for path, _, _ in visible_fields(form, draft))):
        answer = View(form, draft, path.segment).answer(path.field)
        if answer is None:
            continue
        for remark in remarks(form, draft, path, answer, today):
            yield Finding(
                check=path.field,
                level=remark.level,
                title=form.field(path.field).label,
                message=remark.message,
                paths=(path,),
                segment=path.segment,
                key=remark.key,
                may_keep=remark.may_keep,
                kept=remark.may_keep and remark.key in draft.kept,
            )
