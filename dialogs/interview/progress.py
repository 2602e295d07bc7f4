"""How far the interview is."""

from dataclasses import dataclass

from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.view import visible_fields


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """Questions of one section, in one segment or (None) in the report part."""

    section: str
    segment: int | None
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class InterviewProgress:
    """Questions of the present route, optional ones included; `required_left` are still to be answered."""

    answered: int
    total: int
    required_left: int
    sections: tuple[SectionProgress, ...]

    def of(self, section: str, segment: int | None) -> SectionProgress:
        """The section's counts; none when it has no questions now."""
        wanted = (part for part in self.sections if (part.section, part.segment) == (section, segment))
        return next(wanted, SectionProgress(section, segment, 0, 0))


def progress(form: Form, draft: Draft) -> InterviewProgress:
    """Counts of answered questions, overall and for every section of every segment."""
    counts: dict[tuple[str, int | None], tuple[int, int]] = {}
    required_left = 0
    for path, field, view in visible_fields(form, draft):
        key = (field.section, path.segment)
        answered, total = counts.get(key, (0, 0))
        done = view.is_answered(field)
        counts[key] = (answered + done, total + 1)
        required_left += not done and view.required(field)
    return InterviewProgress(
        answered=sum(answered for answered, _ in counts.values()),
        total=sum(total for _, total in counts.values()),
        required_left=required_left,
        sections=tuple(
            SectionProgress(section, segment, answered, total)
            for (section, segment), (answered, total) in counts.items()
        ),
    )
