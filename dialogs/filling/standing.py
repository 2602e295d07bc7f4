"""How a profile stands: what is missing, what was found, where the interview goes on from the review."""

from dataclasses import dataclass

from dialogs.interview.answers import Draft, Path
from dialogs.interview.findings import CheckFinding, blocking, check_answers, check_profile, missing
from dialogs.interview.route import AskAnotherSegment, AskField, CheckAnswers, Step, first_open, is_visible
from dialogs.interview.summary import SectionSummary
from dialogs.turn.actions import Simple
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtConfirmation, AtQuestion, AtSummary, Place
from knowledge.text.markup import RichText


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the profile can be finished, and what was found."""

    missing: tuple[Path, ...]
    findings: tuple[CheckFinding, ...]

    @property
    def may_finish(self) -> bool:
        return not self.missing and not blocking(self.findings)


def verdict(turn: TurnBuilder, draft: Draft) -> Verdict:
    """The checks of the whole profile, then the rules of single answers."""
    view = turn.view(draft)
    return Verdict(missing(view), (*check_profile(view), *check_answers(view)))


def left_from(place: Place, draft: Draft) -> Path | None:
    match place:
        case AtConfirmation(back=back):
            return left_from(back, draft)
        case AtQuestion(draft=draft.id):
            return place.resume if place.returns else place.path
        case AtSummary(draft=draft.id):
            return place.resume
        case _:
            return None


def resumed(turn: TurnBuilder, draft: Draft, left_from: Path | None) -> Step:
    """Where the interview goes on after a visit to the summary; CheckAnswers when nothing is left to ask."""
    view = turn.view(draft)
    first = first_open(view)
    if isinstance(first, CheckAnswers) or left_from is None or not is_visible(view, left_from):
        return first
    return AskField(left_from)


def offer_to_go_on(turn: TurnBuilder, draft: Draft, offering: Offering) -> None:
    place = turn.place
    step = resumed(turn, draft, place.resume if isinstance(place, AtSummary) else None)
    match step:
        case AskField(path):
            label = turn.label("button-resume", label=turn.form.field(path.field).label)
            offering.show(Simple("forward"), label, "done")
        case AskAnotherSegment():
            offering.show(Simple("forward"), turn.label("button-resume-segments"), "done")
        case CheckAnswers():
            pass


def intro_of(turn: TurnBuilder, found: Verdict, lead: RichText) -> RichText:
    """What a review begins with."""
    intro = lead + turn.text("summary")
    if found.missing:
        intro += turn.text("summary-missing", count=len(found.missing))
    return intro + turn.text("summary-ready") if found.may_finish else intro


def offer_the_end(turn: TurnBuilder, draft: Draft, found: Verdict, offering: Offering) -> None:
    """The way on, and the end where nothing is in its way."""
    offer_to_go_on(turn, draft, offering)
    if found.may_finish:
        offering.show(Simple("finish"), turn.label("button-finish"), "done")


def may_keep(finding: CheckFinding) -> bool:
    return finding.may_keep and finding.level != "hint"


def section_heading(turn: TurnBuilder, section: SectionSummary, segments: int) -> str:
    if section.segment is None or segments < 2:
        return section.title
    return turn.label("section-of-segment", title=section.title, number=section.segment + 1)
