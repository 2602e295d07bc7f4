"""Check your answers: what is filled, what is left, what the checks found, the way back to each, and why a
finding is left as it is."""

from collections.abc import Mapping

from dialogs.filling import review_parts
from dialogs.filling.asking import NOTHING
from dialogs.filling.removing import offer_back
from dialogs.filling.standing import (
    Verdict,
    intro_of,
    left_from,
    may_keep,
    offer_the_end,
    section_heading,
    verdict,
)
from dialogs.interview.answers import Draft, Path
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.findings import CheckFinding
from dialogs.interview.question import section_title
from dialogs.interview.route import progress
from dialogs.interview.summary import SectionSummary, SummaryRow, summary
from dialogs.interview.typed_text import one_line
from dialogs.turn.actions import GoTo, KeepRemark, OnDraft, RemoveSegment, ReviewPart, Simple, TurnPage
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Review, ReviewRemark, ReviewRow, ReviewSection, TextInput
from dialogs.turn.session import AtQuestion, AtSummary
from knowledge.text.markup import Listing, RichText, Span, paragraph

REMARKS = "remarks"


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
    turn: TurnBuilder,
    draft: Draft,
    page: int = 0,
    lead: RichText = NOTHING,
    *,
    at: str | None = None,
    part: ReviewPart | None = None,
) -> None:
    """The overview (page 0) or one section with a way to change each answer. A place that one visits: the
    question that one came from is kept. `at`: where reading begins in a view of everything; on a small screen
    `part` is shown, or the overview."""
    sections = pages(turn, draft)
    if turn.world.messenger:
        turn.go(AtSummary(draft.id, resume=left_from(turn.place, draft)))
        review_parts.show(turn, draft, sections, ReviewPart("remarks") if at == REMARKS else part, lead)
        return
    page = min(page, len(sections))
    turn.go(AtSummary(draft.id, page, resume=left_from(turn.place, draft)))
    if page == 0:
        _show_overview(turn, draft, sections, lead, at)
    else:
        _show_section(turn, draft, sections, page, lead, at)


def show_changed(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Back from a question that was opened in the summary: to the remarks, or to the answer."""
    if place.mending:
        show_summary(turn, draft, 0, at=REMARKS)
    else:
        part = review_parts.part_of(pages(turn, draft), place.path) if turn.world.messenger else None
        show_summary(turn, draft, page_of(turn, draft, place.path), at=str(place.path), part=part)


def _show_overview(
    turn: TurnBuilder,
    draft: Draft,
    sections: tuple[SectionSummary, ...],
    lead: RichText,
    at: str | None,
) -> None:
    found = verdict(turn, draft)
    offering = turn.new_offering()
    intro = intro_of(turn, found, lead)
    offer_the_end(turn, draft, found, offering)
    body = intro + turn.text("summary-sections") + _findings(turn, found.findings, offering)
    for number, section in enumerate(sections, 1):
        offering.show(TurnPage(number), _section_state(turn, draft, section))
    _offer_the_rest(turn, draft, offering)
    review = _review(turn, draft, sections, found, intro, offering, at)
    turn.say(body, offering, tone="question", review=review)


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
            offering.hidden(KeepRemark(finding.key)) if may_keep(finding) else None,
        )
        of_row.setdefault(path if path in shown else None, []).append(remark)
    kept_apart = tuple(of_row.pop(None, []))
    return Review(
        intro,
        tuple(
            ReviewSection(
                section_heading(turn, section, len(draft.segments)),
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
    title = section_heading(turn, section, len(draft.segments))
    return turn.label(key, title=title, done=counted.answered, total=counted.total)


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
            if may_keep(finding):
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
    body = lead + paragraph(section_heading(turn, section, len(draft.segments)), strong=True)
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
    if page > 1:
        offering.show(TurnPage(page - 1), turn.label("button-previous-page"))
    if page < len(sections):
        offering.show(TurnPage(page + 1), turn.label("button-next-page"))
    offering.show(TurnPage(0), turn.label("button-overview"))
    # The page shows everything at once, so what ends the visit must be here, too.
    offer_the_end(turn, draft, found, offering)
    _offer_the_rest(turn, draft, offering)
    review = _review(turn, draft, sections, found, intro_of(turn, found, lead), offering, at)
    turn.say(body, offering, tone="question", review=review)


def whats_left(turn: TurnBuilder, draft: Draft) -> RichText:
    """«Что осталось»: progress by section in one message."""
    counted = progress(turn.view(draft))
    lines: list[tuple[Span, ...]] = []
    small = turn.world.messenger
    if small:
        lines = [(Span(label),) for label in review_parts.part_labels(turn, draft)]
    for section in () if small else counted.sections:
        title = section_title(turn.view(draft).of_segment(section.segment), section.section)
        if section.segment is not None:
            title = turn.label("section-of-segment", title=title, number=section.segment + 1)
        key = "section-done" if section.answered == section.total else "section-open"
        lines.append((Span(turn.label(key, title=title, done=section.answered, total=section.total)),))
    left = counted.total - counted.answered
    return turn.text("left", left=left, answered=counted.answered, total=counted.total) + RichText(
        (Listing(tuple(lines)),)
    )


def ask_why(turn: TurnBuilder, draft: Draft, key: str, wrong: RichText = NOTHING, typed: str = "") -> None:
    """Asks for the reason of leaving a finding as it is, after what is `wrong` with the one that was typed;
    nothing is asked of a finding that is gone."""
    found = next((finding for finding in verdict(turn, draft).findings if finding.key == key), None)
    if found is None:
        show_summary(turn, draft, 0)
        return
    resume = turn.place.resume if isinstance(turn.place, AtSummary) else None
    turn.go(AtSummary(draft.id, keeping=key, resume=resume))
    offering = turn.new_offering()
    offering.show(KeepRemark(key), turn.label("button-no-reason"), "control")
    offering.show(Simple("back"), turn.label("button-back"), "control")
    body = paragraph(found.title, strong=True) + paragraph(found.message) + turn.text("why-as-it-is")
    asks = turn.question_name(turn.place)
    tone: Tone = "mistake" if wrong else "question"
    turn.say(wrong + body, offering, tone=tone, expects=TextInput(typed), asks=asks)


def keep_finding(turn: TurnBuilder, draft: Draft, key: str, why: str) -> None:
    """Leaves the finding as it is."""
    show_summary(turn, turn.save(draft.keeping({key: why})), 0, at=REMARKS)


def take_reason(turn: TurnBuilder, draft: Draft, key: str, text: str) -> None:
    """The typed reason of leaving a finding as it is, or what is wrong with it."""
    if wrong := wrong_with_reason(turn, text):
        ask_why(turn, draft, key, wrong, text)
    else:
        keep_finding(turn, draft, key, one_line(text))


def wrong_with_reason(turn: TurnBuilder, text: str) -> RichText:
    """A word on a reason that is too long or tells of a person."""
    why, limit = one_line(text), turn.form.reading.longest_own_text
    if len(why) > limit:
        said = turn.form.messages.own_text_too_long.format(length=len(why), limit=limit)
        return paragraph(said)
    if found := personal_data(why):
        return turn.text("reason-is-personal", words="; ".join(found))
    return NOTHING
