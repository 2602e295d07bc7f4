"""Answers in a YAML file, in the layout of the shipped examples, through the same rules as the chat."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path as FilePath
from typing import Any, assert_never

from dialogs.interview.answers import (
    Answer,
    Choice,
    Choices,
    Day,
    Draft,
    Items,
    NoData,
    Number,
    Path,
    Picked,
    Rows,
    Skipped,
    Text,
)
from dialogs.interview.definition import Form
from dialogs.interview.file_values import answer_of
from dialogs.interview.findings import CheckFinding, broken_rules, check_answers, check_profile
from dialogs.interview.question import question
from dialogs.interview.route import new_draft
from dialogs.interview.view import View
from knowledge.yaml_source import KeyPath, Source, read_yaml


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file of answers as written; lines are known, nothing is judged yet."""

    source: Source

    @property
    def meta(self) -> Mapping[str, Any]:
        meta = self.source.content.get("meta") if isinstance(self.source.content, dict) else None
        return meta if isinstance(meta, dict) else {}


@dataclass(frozen=True, slots=True)
class FileMistake:
    """An answer that the form does not take, with the line where it stands (or should stand)."""

    path: Path | None
    line: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a file: a draft with every answer that was taken, mistakes, and findings of the
    checks (remarks that a person may keep are findings, not mistakes)."""

    draft: Draft
    mistakes: tuple[FileMistake, ...] = ()
    findings: tuple[CheckFinding, ...] = field(default=())


def read_answer_file(path: FilePath) -> AnswerFile:
    """Raises ContentError when the file cannot be read or is no YAML."""
    return AnswerFile(read_yaml(path))


def fill(form: Form, answers: AnswerFile, id: str, now: datetime) -> Filled:
    """A draft filled from the file as a person would fill it: optional questions that the file passes
    over are skipped, and no more segments are added."""
    filling = _Filling(form, answers.source, new_draft(form, id, now, {}))
    filling.run()
    view = View(form, filling.draft, now.date())
    kept = tuple(finding for finding in check_answers(view) if finding.may_keep)
    mistakes = tuple(sorted(filling.mistakes, key=lambda mistake: mistake.line))
    return Filled(view.draft, mistakes, (*check_profile(view), *kept))


class _Filling:
    """One run over a file: collects the draft and the mistakes."""

    def __init__(self, form: Form, source: Source, draft: Draft) -> None:
        self.form = form
        self.source = source
        self.draft = draft
        self.mistakes: list[FileMistake] = []
        self.unread: set[Path] = set()

    def run(self) -> None:
        say, content = self.form.messages, self.source.content
        if not isinstance(content, dict):
            self._say((), "", say.no_segments)
            return
        for key in content:
            if key not in {"meta", "report", "segments"}:
                self._say((key,), key, say.unknown_field.format(field=key))
        form_named = AnswerFile(self.source).meta.get("profile_schema", self.form.id)
        if form_named != self.form.id:
            self._say(("meta", "profile_schema"), "meta", say.wrong_form.format(form=form_named))
        self._take(content.get("report") or {}, ("report",), None)
        written = content.get("segments")
        segments = written if isinstance(written, list) else []
        limit = self.form.report.max_segments
        if len(segments) > limit:
            self._say(
                ("segments",), "segments", say.too_many_segments.format(count=len(segments), limit=limit)
            )
        if not segments and self.form.of_segment:
            self._say(("segments",), "segments", say.no_segments)
        self.draft = replace(self.draft, segments=({},) * min(len(segments), limit), complete_segments=True)
        for number, segment in enumerate(segments[:limit]):
            self._take(segment, ("segments", number), number)
        self._judge()

    def _take(self, written: Any, place: KeyPath, segment: int | None) -> None:
        if not isinstance(written, dict):
            self._say(place, str(place[0]), self.form.messages.unknown_field.format(field=written))
            return
        for name, value in written.items():
            # What an agency has switched off is no mistake of the file.
            if name in self.form.disabled:
                continue
            # Nothing is in it, as if it were not written.
            if value == []:
                continue
            known = self.form.knows(name)
            if not known or (self.form.field(name).scope == "segment") != (segment is not None):
                self._say((*place, name), name, self.form.messages.unknown_field.format(field=name))
                continue
            path = Path(name, segment)
            answer = answer_of(self.form, self.form.field(name), value)
            if isinstance(answer, str):
                self.unread.add(path)
                self._say((*place, name), name, answer, path)
            else:
                self.draft = self.draft.with_answer(path, answer)

    def _judge(self) -> None:
        """Hidden, missing and refused answers, once everything is in its place."""
        say = self.form.messages
        filled = View(self.form, self.draft, self.draft.created.date())
        visible = {path: (field, view) for path, field, view in filled.visible_fields}
        for path, answer in _stored(self.draft):
            editable = self.form.computed_value(path.field) is not None
            if path not in visible and not editable:
                self._say(_place(path), path.field, say.hidden_field.format(field=path.field), path)
                continue
            for remark in broken_rules(filled, path, answer):
                if not remark.may_keep:
                    self._say(_place(path), path.field, remark.message, path)
        for path, (asked, view) in visible.items():
            if path in self.unread or self.draft.at(path) is not None:
                continue
            if view.required(asked):
                text = question(filled, path).text
                self._say(_place(path), path.field, say.missing_field.format(question=text), path)
            else:
                self.draft = self.draft.with_answer(path, Skipped())

    def _say(self, place: KeyPath, name: str, message: str, path: Path | None = None) -> None:
        self.mistakes.append(FileMistake(path, self.source.line(place), name, message))


def answers_as_file(form: Form, draft: Draft) -> dict[str, Any]:
    """The answers that count, in the layout that `fill` reads."""
    report: dict[str, Any] = {}
    segments: list[dict[str, Any]] = [{} for _ in draft.segments]
    whole = View(form, draft)
    for path, _, view in whole.visible_fields:
        answer = view.answer(path.field)
        if answer is not None and (path.segment is None or path.segment < len(segments)):
            into = report if path.segment is None else segments[path.segment]
            into[path.field] = _as_value(form, answer)
    for value in form.computed:
        if value.editable and (answer := whole.answer(value.id)) is not None:
            report[value.id] = _as_value(form, answer)
    meta = {"profile_schema": form.id, "schema_version": form.version}
    return {"meta": meta, "report": report, "segments": segments}


def _as_value(form: Form, answer: Answer) -> Any:
    match answer:
        case Text(value=text):
            return text
        case Number() if answer.upper is not None or answer.limit is not None:
            return form.written_amount(answer)
        case Number(value=number):
            return int(number) if number == number.to_integral_value() else float(number)
        case Day(value=day):
            return day.isoformat()
        case Choice(value=picked):
            return _picked(picked)
        case Choices(value=many):
            return [_picked(picked) for picked in many]
        case Items(value=items):
            return list(items)
        case Rows(value=rows):
            return [dict(row) for row in rows]
        case NoData():
            return {"unknown": True}
        case Skipped():
            return {"skipped": True}
        case _:
            assert_never(answer)


def _picked(picked: Picked) -> str | dict[str, str]:
    return {picked.option: picked.other} if picked.other else picked.option


def _stored(draft: Draft) -> Iterator[tuple[Path, Answer]]:
    for name, answer in draft.shared.items():
        yield Path(name), answer
    for number, segment in enumerate(draft.segments):
        for name, answer in segment.items():
            yield Path(name, number), answer


def _place(path: Path) -> KeyPath:
    return ("report", path.field) if path.segment is None else ("segments", path.segment, path.field)
