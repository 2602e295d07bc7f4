"""What a person has to be asked, and answers, when a profile is filled like an example."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialogs.interview.answers import Draft, Path, Skipped
from dialogs.interview.definition import Form
from dialogs.interview.question import Question, question
from dialogs.interview.route import (
    AskAnotherSegment,
    AskField,
    CheckAnswers,
    add_segment,
    first_open,
    new_draft,
)
from dialogs.interview.typed_answers import typed_answer
from dialogs.interview.view import View


@dataclass(frozen=True)
class Line:
    """One step of the filling: `asked` must be on screen, `typed` answers it (None: pass over)."""

    asked: str
    typed: str | None
    path: Path | None = None
    view: Question | None = None
    another: bool = False


def script(form: Form, model: Draft) -> Iterator[Line]:
    """Every step from the first question to the summary, by the pure machine alone."""
    draft = new_draft(form, "script", model.created, {})
    while not isinstance(step := first_open(View(form, draft)), CheckAnswers):
        match step:
            case AskAnotherSegment():
                another = len(draft.segments) < len(model.segments)
                yield Line(form.interview.after_segment_question, None, another=another)
                draft = add_segment(draft) if another else replace(draft, complete_segments=True)
            case AskField(path):
                answer = model.at(path)
                view = question(View(form, draft), path)
                yield Line(view.text, typed_answer(View(form, model), path) if answer else None, path, view)
                draft = draft.with_answer(path, answer or Skipped())
