"""Somebody who fills the form by typing, without a conversation around it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from dialogs.interview.answers import Answer, Draft, Path
from dialogs.interview.definition import Form
from dialogs.interview.findings import remarks
from dialogs.interview.route import AskField, CheckAnswers, Step, first_open, new_draft, route
from dialogs.interview.typed_answers import Mistake, read
from dialogs.interview.view import View

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass
class Respondent:
    """Answers are typed; what cannot be read raises, so tests only say what they mean."""

    form: Form
    draft: Draft

    @classmethod
    def beginning(cls, form: Form) -> "Respondent":
        return cls(form, new_draft(form, "draft-1", NOW, {}))

    def says(self, field: str, text: str, segment: int | None = None) -> Answer:
        answer = self.tries(field, text, segment)
        assert not isinstance(answer, Mistake), answer.message
        self.draft = self.draft.with_answer(Path(field, segment), answer)
        return answer

    def tries(self, field: str, text: str, segment: int | None = None) -> Answer | Mistake:
        return read(View(self.form, self.draft), Path(field, segment), text)

    def hears(self, field: str, text: str, segment: int | None = None) -> tuple[str, ...]:
        """What is said about a typed answer: one mistake, or the remarks of its rules."""
        answer = self.tries(field, text, segment)
        if isinstance(answer, Mistake):
            return (answer.message,)
        return tuple(
            r.message for r in remarks(View(self.form, self.draft, TODAY), Path(field, segment), answer)
        )

    def asked(self) -> list[str]:
        return [step_name(step) for step in route(View(self.form, self.draft))]

    def next(self) -> str:
        return step_name(first_open(View(self.form, self.draft)))


def step_name(step: Step) -> str:
    if isinstance(step, AskField):
        return str(step.path)
    return "review" if isinstance(step, CheckAnswers) else "another segment"
