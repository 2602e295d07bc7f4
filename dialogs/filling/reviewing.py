"""Check your answers: what is filled, what is left, what the checks found, and the way back to each."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.filling.removing import offer_back
from dialogs.interview.answers import Draft, Path
from dialogs.interview.findings import CheckFinding, blocking, check_answers, check_profile, missing
from dialogs.interview.question import section_title
from dialogs.interview.route import AskAnotherSegment, AskField, CheckAnswers, Step, first_open, is_visible
from dialogs.interview.summary import SectionSummary, SummaryRow, progress, summary
from dialogs.turn.actions import GoTo, KeepRemark, OnDraft, RemoveSegment, Simple, TurnPage
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Review, ReviewRemark, ReviewRow, ReviewSection
from dialogs.turn.session import AtConfirmation, AtQuestion, AtSummary, Place
from knowledge.text.markup import Listing, RichText, Span, paragraph

NOTHING = RichText()
REMARKS = "remarks"


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


def pages(turn: TurnBuilder, draft: Draft) -> tuple[SectionSummary, ...]:
    """The sections in order; page 0 of the summary is the overview, page n is section n."""
    return summary(turn.view(draft))


def page_of(turn: TurnBuilder, draft: Draft, path: Path) -> int:
    """The page on which the answer at `path` stands."""
    for number, section in enumerate(pages(turn, draft), 1):
        if any(row.path == path for row in section.rows):
            return number
    return 0


def show_summary(
    turn: TurnBuilder, draft: Draft, page: int = 0, lead: RichText = NOTHING, *, at: str | None = None
) -> None:
    """The overview (page 0) or one section with a way to change each answer. A place that one visits: the
    question that one came from is kept. `at`: where reading begins in a view of everything."""
    sections = pages(turn, draft)
    page = min(page, len(sections))
    turn.go(AtSummary(draft.id, page, resume=_left_from(turn.place, draft)))
    if page == 0:
        _show_overview(turn, draft, sections, lead, at)
    else:
        _show_section(turn, draft, sections, page, lead, at)


def show_changed(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Back from a question that was opened in the summary: to the remarks, or to the answer."""
    if place.mending:
        show_summary(turn, draft, 0, at=REMARKS)
    else:
        show_summary(turn, draft, page_of(turn, draft, place.path), at=str(place.path))


def _left_from(place: Place, draft: Draft) -> Path | None:
    match place:
        case AtConfirmation(back=back):
            return _left_from(back, draft)
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


def _offer_to_go_on(turn: TurnBuilder, draft: Draft, offering: Offering) -> None:
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


def _show_overview(
    turn: TurnBuilder,
    draft: Draft,
    sections: tuple[SectionSummary, ...],
    lead: RichText,
    at: str | None,
) -> None:
    found = verdict(turn, draft)
    offering = turn.new_offering()
    intro = _intro(turn, found, lead)
    _offer_the_end(turn, draft, found, offering)
    body = intro + turn.text("summary-sections") + _findings(turn, found.findings, offering)
    for number, section in enumerate(sections, 1):
        offering.show(TurnPage(number), _section_state(turn, draft, section))
    _offer_the_rest(turn, draft, offering)
    review = _review(turn, draft, sections, found, intro, offering, at)
    turn.say(body, offering, tone="question", review=review)


def _intro(turn: TurnBuilder, found: Verdict, lead: RichText) -> RichText:
    intro = lead + turn.text("summary")
    if found.missing:
        intro += turn.text("summary-missing", count=len(found.missing))
    return intro + turn.text("summary-ready") if found.may_finish else intro


def _offer_the_end(turn: TurnBuilder, draft: Draft, found: Verdict, offering: Offering) -> None:
    _offer_to_go_on(turn, draft, offering)
    if found.may_finish:
        offering.show(Simple("finish"), turn.label("button-finish"), "done")


def _offer_the_rest(turn: TurnBuilder, draft: Draft, offering: Offering) -> None:
    """What is done with the profile as a whole; removal comes last."""
    room = len(draft.segments) < turn.form.report.max_segments
    offer_another_segment(turn, draft, offering, in_summary=True, room=room)
    offering.show(Simple("draft_document"), turn.label("button-draft-document"), "control")
    offer_back(turn, offering, draft)
    offering.show(Simple("pause"), turn.label("button-pause"), "control")
    if len(draft.segments) > 1:
        for index in range(len(draft.segments)):
            label = turn.label("button-remove-segment", number=index + 1)
            offering.show(RemoveSegment(index), label, "danger")
    offering.show(OnDraft("delete", draft.id), turn.label("button-delete-draft"), "danger")


def _review(
    turn: TurnBuilder,
    draft: Draft,
    sections: tuple[SectionSummary, ...],
    found: Verdict,
    intro: RichText,
    offering: Offering,
    at: str | None,
) -> Review:
    """Every answer with the remarks about it."""
    of_row: dict[Path | None, list[ReviewRemark]] = {}
    shown = {row.path for section in sections for row in section.rows}
    for finding in (finding for finding in found.findings if not finding.kept):
        path = next(iter(finding.paths), None)
        remark = ReviewRemark(
            finding.level,
            finding.title,
            finding.said if path in shown else finding.message,
            offering.hidden(GoTo(path, mending=True)) if path is not None else None,
            offering.hidden(KeepRemark(finding.key)) if _may_keep(finding) else None,
        )
        of_row.setdefault(path if path in shown else None, []).append(remark)
    kept_apart = tuple(of_row.pop(None, []))
    return Review(
        intro,
        tuple(
            ReviewSection(
                _section_title(turn, section, len(draft.segments)),
                tuple(_review_row(turn, row, of_row, offering) for row in section.rows),
            )
            for section in sections
        ),
        kept_apart,
        at,
    )


def _review_row(
    turn: TurnBuilder, row: SummaryRow, remarks: Mapping[Path | None, list[ReviewRemark]], offering: Offering
) -> ReviewRow:
    change = offering.hidden(GoTo(row.path)) if row.path is not None else None
    lines = row.lines or (turn.label("row-missing"),)
    about = tuple(remarks.get(row.path, ())) if row.path is not None else ()
    return ReviewRow(str(row.path or row.label), row.label, lines, row.state, change, about)


def _may_keep(finding: CheckFinding) -> bool:
    return finding.may_keep and finding.level != "hint"


def offer_another_segment(
    turn: TurnBuilder, draft: Draft, offering: Offering, *, in_summary: bool = False, room: bool = True
) -> None:
    if not in_summary:
        offering.show(Simple("add_segment"), turn.label("button-add-segment"))
        like_it = turn.label("button-add-like-it", number=len(draft.segments))
        offering.show(Simple("add_like_it"), like_it)
        offering.show(Simple("no_more_segments"), turn.label("button-no-more-segments"))
        offering.show(Simple("back"), turn.label("button-back"), "control")
        offering.show(Simple("pause"), turn.label("button-pause"), "control")
    elif room:
        offering.show(Simple("add_segment"), turn.label("button-add-segment-later"), "control")


def _section_state(turn: TurnBuilder, draft: Draft, section: SectionSummary) -> str:
    """The section's title with how much of it is answered."""
    counted = progress(turn.view(draft)).of(section.section, section.segment)
    key = "section-done" if counted.answered == counted.total else "section-open"
    title = _section_title(turn, section, len(draft.segments))
    return turn.label(key, title=title, done=counted.answered, total=counted.total)


def _section_title(turn: TurnBuilder, section: SectionSummary, segments: int) -> str:
    if section.segment is None or segments < 2:
        return section.title
    return turn.label("section-of-segment", title=section.title, number=section.segment + 1)


def _findings(turn: TurnBuilder, findings: tuple[CheckFinding, ...], offering: Offering) -> RichText:
    """What the checks found, each with a button to the field that mends it."""
    body = NOTHING
    for level in ("error", "warning", "hint"):
        open_ones = [finding for finding in findings if finding.level == level and not finding.kept]
        if not open_ones:
            continue
        body += turn.text(f"findings-{level}", count=len(open_ones))
        items = []
        for finding in open_ones:
            items.append((Span(f"{finding.title}. ", strong=True), Span(finding.message)))
            if finding.paths:
                mend = GoTo(finding.paths[0], mending=True)
                offering.show(mend, turn.label("button-mend", title=finding.title))
            if _may_keep(finding):
                offering.show(KeepRemark(finding.key), turn.label("button-keep-finding", title=finding.title))
        body += RichText((Listing(tuple(items), ordered=True),))
    return body


def _show_section(
    turn: TurnBuilder,
    draft: Draft,
    sections: tuple[SectionSummary, ...],
    page: int,
    lead: RichText,
    at: str | None,
) -> None:
    section, found = sections[page - 1], verdict(turn, draft)
    offering = turn.new_offering()
    body = lead + paragraph(_section_title(turn, section, len(draft.segments)), strong=True)
    for row in section.rows:
        body += paragraph(row.label, emphasis=True)
        shown = row.lines or (turn.label("row-missing"),)
        body += (
            paragraph(shown[0])
            if len(shown) == 1
            else RichText((Listing(tuple((Span(line),) for line in shown), ordered=True),))
        )
        for finding in found.findings:
            if row.path is not None and finding.paths[:1] == (row.path,) and not finding.kept:
                body += turn.text("row-remark", remark=finding.said)
        if row.path is not None:
            offering.show(GoTo(row.path), turn.label("button-change", label=row.label))
    _offer_to_go_on(turn, draft, offering)
    if page > 1:
        offering.show(TurnPage(page - 1), turn.label("button-previous-page"), "control")
    if page < len(sections):
        offering.show(TurnPage(page + 1), turn.label("button-next-page"), "control")
    offering.show(TurnPage(0), turn.label("button-overview"), "control")
    review = _review(turn, draft, sections, found, _intro(turn, found, lead), offering, at)
    turn.say(body, offering, tone="question", review=review)


def whats_left(turn: TurnBuilder, draft: Draft) -> RichText:
    """«Что осталось»: progress by section in one message."""
    counted = progress(turn.view(draft))
    lines = []
    for section in counted.sections:
        title = section_title(turn.view(draft).of_segment(section.segment), section.section)
        if section.segment is not None:
            title = turn.label("section-of-segment", title=title, number=section.segment + 1)
        key = "section-done" if section.answered == section.total else "section-open"
        lines.append((Span(turn.label(key, title=title, done=section.answered, total=section.total)),))
    left = counted.total - counted.answered
    return turn.text("left", left=left, answered=counted.answered, total=counted.total) + RichText(
        (Listing(tuple(lines)),)
    )
