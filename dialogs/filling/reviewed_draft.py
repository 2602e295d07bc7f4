"""How a profile stands: what is missing, what was found, where the interview goes on from the review."""

from dataclasses import dataclass
from functools import cached_property

from dialogs.interview.answers import Draft, Path
from dialogs.interview.findings import CheckFinding
from dialogs.interview.route import AskAnotherSegment, AskField, CheckAnswers, Step, first_open, is_visible
from dialogs.interview.summary import ProfileFindings, SectionSummary, summary
from dialogs.interview.view import View
from dialogs.turn.actions import Simple
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtQuestion, AtSummary
from knowledge.text.markup import RichText


@dataclass(frozen=True)
class ReviewedDraft:
    """A profile that is reviewed: its sections, what is missing and what was found, and the way on."""

    turn: TurnBuilder
    draft: Draft

    @property
    def view(self) -> View:
        return self.turn.view(self.draft)

    @cached_property
    def sections(self) -> tuple[SectionSummary, ...]:
        return summary(self.view)

    @cached_property
    def found(self) -> ProfileFindings:
        return ProfileFindings(self.view)

    @property
    def open_findings(self) -> tuple[CheckFinding, ...]:
        """The findings that nobody has left as they are."""
        return tuple(finding for finding in self.found.all if not finding.kept)

    def open_at(self, path: Path | None) -> tuple[CheckFinding, ...]:
        """The open findings about the answer at `path`."""
        return tuple(finding for finding in self.open_findings if finding.paths[:1] == (path,))

    @property
    def has_room(self) -> bool:
        """Whether there may be one more segment."""
        form = self.turn.form
        return bool(form.of_segment) and len(self.draft.segments) < form.report.max_segments

    def heading(self, section: SectionSummary) -> str:
        """The section's title, with the number of its segment where there are several."""
        if section.segment is None or len(self.draft.segments) < 2:
            return section.title
        return self.turn.label("section-of-segment", title=section.title, number=section.segment + 1)

    def intro(self) -> RichText:
        """What a review begins with."""
        intro = self.turn.text("summary")
        if lacking := self.found.missing:
            intro += self.turn.text("summary-missing", count=len(lacking))
        return intro + self.turn.text("summary-ready") if self.found.may_finish else intro

    @property
    def left_from(self) -> Path | None:
        """The question from which one came, or comes now, to the review."""
        match self.turn.place_behind:
            case AtQuestion(draft=self.draft.id) as place:
                return place.way_on.resume if place.way_on.returns else place.path
            case AtSummary(draft=self.draft.id) as place:
                return place.resume
            case _:
                return None

    def resumed(self) -> Step:
        """The place where the interview goes on after this visit; CheckAnswers when nothing is left to
        ask."""
        place = self.turn.place
        first, left = first_open(self.view), place.resume if isinstance(place, AtSummary) else None
        if isinstance(first, CheckAnswers) or left is None or not is_visible(self.view, left):
            return first
        return AskField(left)

    def offer_to_go_on(self, offering: Offering) -> None:
        match self.resumed():
            case AskField(path):
                label = self.turn.label("button-resume", label=self.turn.form.field(path.field).label)
                offering.show(Simple("forward"), label, "done")
            case AskAnotherSegment():
                offering.show(Simple("forward"), self.turn.label("button-resume-segments"), "done")
            case CheckAnswers():
                pass

    def offer_the_end(self, offering: Offering) -> None:
        """The way on, and the end where nothing is in its way."""
        self.offer_to_go_on(offering)
        if self.found.may_finish:
            offering.show(Simple("finish"), self.turn.label("button-finish"), "done")


def may_keep(finding: CheckFinding) -> bool:
    return finding.may_keep and finding.level != "hint"
