"""Check your answers: what is filled, what is left, what the checks found, the way back to each, and why a
finding is left as it is."""

from collections.abc import Mapping

from dialogs.filling import review_parts
from dialogs.filling.asking import NOTHING, in_lines
from dialogs.filling.removing import offer_back
from dialogs.filling.reviewed_draft import ReviewedDraft, may_keep
from dialogs.interview.answers import Draft, Path
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.question import section_title
from dialogs.interview.route import SectionProgress, progress
from dialogs.interview.summary import ProfileFindings, SummaryRow
from dialogs.interview.typed_text import one_line
from dialogs.turn.actions import GoTo, KeepRemark, OnDraft, RemoveSegment, ReviewPart, Simple, TurnPage
from dialogs.turn.building import Tone, TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.replies import Review, ReviewRemark, ReviewRow, ReviewSection, TextInput
from dialogs.turn.session import AtQuestion, AtSummary
from knowledge.text.markup import RichText, Span, listing, paragraph

REMARKS = "remarks"


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
    reviewed = ReviewedDraft(turn, draft)
    resume = reviewed.left_from
    if turn.world.messenger:
        turn.go(AtSummary(draft.id, resume=resume))
        review_parts.show(reviewed, ReviewPart("remarks") if at == REMARKS else part, lead)
        return
    page = min(page, len(reviewed.sections))
    turn.go(AtSummary(draft.id, page, resume=resume))
    offering = turn.new_offering()
    offer = _offer_overview if page == 0 else _offer_section
    body = offer(reviewed, page, lead, offering)
    _offer_the_rest(reviewed, offering)
    turn.say(body, offering, tone="question", review=_review(reviewed, lead, offering, at))


def show_changed(turn: TurnBuilder, draft: Draft, place: AtQuestion) -> None:
    """Back from a question that was opened in the summary: to the remarks, or to the answer."""
    if place.way_on.mending:
        show_summary(turn, draft, 0, at=REMARKS)
        return
    sections, path = ReviewedDraft(turn, draft).sections, place.path
    part = review_parts.part_of(sections, path) if turn.world.messenger else None
    holding = (n for n, section in enumerate(sections, 1) if any(row.path == path for row in section.rows))
    show_summary(turn, draft, next(holding, 0), at=str(path), part=part)


def _offer_overview(reviewed: ReviewedDraft, _: int, lead: RichText, offering: Offering) -> RichText:
    """The findings and the sections, each with the button that leads to it."""
    turn = reviewed.turn
    reviewed.offer_the_end(offering)
    body = lead + reviewed.intro() + turn.text("summary-sections") + _findings(reviewed, offering)
    counted = progress(reviewed.view)
    for number, section in enumerate(reviewed.sections, 1):
        of_section = counted.of(section.section, section.segment)
        offering.show(TurnPage(number), _counted(turn, reviewed.heading(section), of_section))
    return body


def _offer_section(reviewed: ReviewedDraft, page: int, lead: RichText, offering: Offering) -> RichText:
    """The answers of one section, each with the button that changes it."""
    turn, section = reviewed.turn, reviewed.sections[page - 1]
    body = lead + paragraph(reviewed.heading(section), strong=True)
    for row in section.rows:
        body += paragraph(row.label, emphasis=True)
        body += in_lines(row.lines or (turn.label("row-missing"),), ordered=True)
        if row.path is not None:
            for finding in reviewed.open_at(row.path):
                body += turn.text("row-remark", remark=finding.said)
            offering.show(GoTo(row.path), turn.label("button-change", label=row.label))
    if page > 1:
        offering.show(TurnPage(page - 1), turn.label("button-previous-page"))
    if page < len(reviewed.sections):
        offering.show(TurnPage(page + 1), turn.label("button-next-page"))
    offering.show(TurnPage(0), turn.label("button-overview"))
    # The page shows everything at once, so what ends the visit must be here, too.
    reviewed.offer_the_end(offering)
    return body


def _offer_the_rest(reviewed: ReviewedDraft, offering: Offering) -> None:
    """What is done with the profile as a whole; removal comes last."""
    turn, draft = reviewed.turn, reviewed.draft
    if reviewed.has_room:
        offering.show(Simple("add_segment"), turn.label("button-add-segment-later"), "control")
    offering.show(Simple("draft_document"), turn.label("button-draft-document"), "control")
    offer_back(turn, offering, draft)
    offering.show(Simple("pause"), turn.label("button-pause"), "control")
    if len(draft.segments) > 1:
        for index in range(len(draft.segments)):
            label = turn.label("button-remove-segment", number=index + 1)
            offering.show(RemoveSegment(index), label, "danger")
    offering.show(OnDraft("delete", draft.id), turn.label("button-delete-draft"), "danger")


def _review(reviewed: ReviewedDraft, lead: RichText, offering: Offering, at: str | None) -> Review:
    """Every answer with the remarks about it."""
    of_row: dict[Path | None, list[ReviewRemark]] = {}
    shown = {row.path for section in reviewed.sections for row in section.rows}
    for finding in reviewed.open_findings:
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
    sections = tuple(
        ReviewSection(
            reviewed.heading(section),
            tuple(_review_row(reviewed.turn, row, of_row, offering) for row in section.rows),
        )
        for section in reviewed.sections
    )
    return Review(lead + reviewed.intro(), sections, kept_apart, at)


def _review_row(
    turn: TurnBuilder, row: SummaryRow, remarks: Mapping[Path | None, list[ReviewRemark]], offering: Offering
) -> ReviewRow:
    change = offering.hidden(GoTo(row.path)) if row.path is not None else None
    lines = row.lines or (turn.label("row-missing"),)
    about = tuple(remarks.get(row.path, ())) if row.path is not None else ()
    return ReviewRow(str(row.path or row.label), row.label, lines, row.state, change, about)


def _findings(reviewed: ReviewedDraft, offering: Offering) -> RichText:
    """What the checks found, each with a button to the field that mends it."""
    turn, body = reviewed.turn, NOTHING
    for level in ("error", "warning", "hint"):
        open_ones = [finding for finding in reviewed.open_findings if finding.level == level]
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
        body += listing(items, ordered=True)
    return body


def whats_left(turn: TurnBuilder, draft: Draft) -> RichText:
    """«Что осталось»: progress by section in one message."""
    counted = progress(turn.view(draft))
    if turn.world.messenger:
        labels = [*review_parts.part_labels(turn, draft)]
    else:
        labels = [_counted(turn, _title(turn, draft, section), section) for section in counted.sections]
    left = counted.total - counted.answered
    return turn.text("left", left=left, answered=counted.answered, total=counted.total) + listing(labels)


def _title(turn: TurnBuilder, draft: Draft, section: SectionProgress) -> str:
    title = section_title(turn.view(draft).of_segment(section.segment), section.section)
    if section.segment is None:
        return title
    return turn.label("section-of-segment", title=title, number=section.segment + 1)


def _counted(turn: TurnBuilder, title: str, section: SectionProgress) -> str:
    """The section's title with how much of it is answered."""
    key = "section-done" if section.answered == section.total else "section-open"
    return turn.label(key, title=title, done=section.answered, total=section.total)


def ask_why(turn: TurnBuilder, draft: Draft, key: str, wrong: RichText = NOTHING, typed: str = "") -> None:
    """Asks for the reason of leaving a finding as it is, after what is `wrong` with the one that was typed;
    nothing is asked of a finding that is gone."""
    findings = ProfileFindings(turn.view(draft)).all
    found = next((finding for finding in findings if finding.key == key), None)
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
