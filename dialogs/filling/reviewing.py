"""Check your answers: what is filled, what is left, what the checks found, and the way back to each."""

from dataclasses import dataclass

from dialogs.filling.removing import offer_back
from dialogs.interview.answers import Draft, Path
from dialogs.interview.findings import CheckFinding, blocking, check_answers, check_profile, missing
from dialogs.interview.question import section_title
from dialogs.interview.summary import SectionSummary, progress, summary
from dialogs.turn.actions import GoTo, KeepRemark, OnDraft, RemoveSegment, Simple, TurnPage
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtSummary
from knowledge.text.markup import Listing, RichText, Span, paragraph

NOTHING = RichText()


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


def show_summary(turn: TurnBuilder, draft: Draft, page: int = 0, lead: RichText = NOTHING) -> None:
    """The overview (page 0) or one section with a way to change each answer."""
    sections = pages(turn, draft)
    page = min(page, len(sections))
    turn.go(AtSummary(draft.id, page))
    if page == 0:
        _show_overview(turn, draft, sections, lead)
    else:
        _show_section(turn, draft, sections, page, lead)


def _show_overview(
    turn: TurnBuilder, draft: Draft, sections: tuple[SectionSummary, ...], lead: RichText
) -> None:
    found = verdict(turn, draft)
    offering = turn.new_offering()
    body = lead + turn.text("summary")
    if found.missing:
        body += turn.text("summary-missing", count=len(found.missing))
        offering.show(GoTo(found.missing[0]), turn.label("button-fill-missing"), "done")
    if found.may_finish:
        offering.show(Simple("finish"), turn.label("button-finish"), "done")
    body += _findings(turn, found.findings, offering)
    if found.may_finish:
        body += turn.text("summary-ready")
    for number, section in enumerate(sections, 1):
        offering.show(TurnPage(number), _section_state(turn, section, len(draft.segments)))
    room = len(draft.segments) < turn.form.report.max_segments
    offer_another_segment(turn, draft, offering, in_summary=True, room=room)
    if len(draft.segments) > 1:
        for index in range(len(draft.segments)):
            label = turn.label("button-remove-segment", number=index + 1)
            offering.show(RemoveSegment(index), label, "danger")
    offering.show(Simple("draft_document"), turn.label("button-draft-document"), "control")
    offer_back(turn, offering, draft)
    offering.show(OnDraft("delete", draft.id), turn.label("button-delete-draft"), "danger")
    offering.show(Simple("pause"), turn.label("button-pause"), "control")
    turn.say(body, offering, tone="question")


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


def _section_state(turn: TurnBuilder, section: SectionSummary, segments: int) -> str:
    """The section's title with how much of it is answered."""
    done = sum(row.state != "missing" for row in section.rows)
    key = "section-done" if done == len(section.rows) else "section-open"
    return turn.label(key, title=_section_title(turn, section, segments), done=done, total=len(section.rows))


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
                offering.show(GoTo(finding.paths[0]), turn.label("button-mend", title=finding.title))
            if finding.may_keep and level != "hint":
                offering.show(KeepRemark(finding.key), turn.label("button-keep-finding", title=finding.title))
        body += RichText((Listing(tuple(items), ordered=True),))
    return body


def _show_section(
    turn: TurnBuilder, draft: Draft, sections: tuple[SectionSummary, ...], page: int, lead: RichText
) -> None:
    section = sections[page - 1]
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
        if row.path is not None:
            offering.show(GoTo(row.path), turn.label("button-change", label=row.label))
    if page > 1:
        offering.show(TurnPage(page - 1), turn.label("button-previous-page"), "control")
    if page < len(sections):
        offering.show(TurnPage(page + 1), turn.label("button-next-page"), "control")
    offering.show(TurnPage(0), turn.label("button-overview"), "control")
    turn.say(body, offering, tone="question")


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
