"""How finished a draft is, as far as its document has to say so."""

from dataclasses import dataclass
from datetime import date

from dialogs.interview.answers import Draft
from dialogs.interview.checks import Finding, blocking, check_answers, check_profile, missing
from dialogs.interview.definition import Form


@dataclass(frozen=True, slots=True)
class Standing:
    """`finished`: nothing required is missing and no error is open. `findings` are of the whole profile."""

    finished: bool
    findings: tuple[Finding, ...]

    def fires(self, check: str, segments: tuple[int, ...]) -> bool:
        """Whether the check found something in the report part or in one of these segments."""
        return any(
            finding.check == check and (finding.segment is None or finding.segment in segments)
            for finding in self.findings
        )

    def estimated_by(self, form: Form, segment: int) -> str:
        """The field whose answer makes a footnote speak of this segment's data, or ""."""
        noted = {note.show_if_check for note in form.layout.footer_notes if note.show_if_check}
        for finding in self.findings:
            if finding.check in noted and finding.segment == segment and finding.paths:
                return finding.paths[0].field
        return ""


def standing(form: Form, draft: Draft, today: date) -> Standing:
    """Looks at the draft once for everything that the document says about its state."""
    findings = check_profile(form, draft, today)
    problems = (*findings, *check_answers(form, draft, today))
    return Standing(not missing(form, draft) and not blocking(problems), findings)
