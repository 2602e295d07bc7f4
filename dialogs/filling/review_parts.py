"""Check-your-answers on a small screen, on two levels: the parts of the profile, and the answers of one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dialogs.filling.asking import segment_name
from dialogs.filling.removing import offer_back
from dialogs.filling.reviewed_draft import ReviewedDraft, may_keep
from dialogs.interview.answers import Draft, Path
from dialogs.interview.findings import CheckFinding
from dialogs.interview.route import progress
from dialogs.interview.summary import SectionSummary, SummaryRow
from dialogs.turn.actions import GoTo, KeepRemark, OnDraft, RemoveSegment, ReviewPart, Simple, StepName
from dialogs.turn.building import TurnBuilder
from dialogs.turn.buttons import Offering
from dialogs.turn.session import AtSummary
from dialogs.turn.titles import shortened
from knowledge.text.markup import RichText, Span, listing, paragraph

# Rows of buttons that fit; answers and segments on one screen; characters of an answer, of a remark and of
# the message of ours that stands above.
ROWS, ANSWERS, SEGMENTS = 7, 4, 5
ANSWER, REMARK = 74, 360
MOST_PARTS_NAMED = 8
LEVELS = ("error", "warning", "hint")


def show(reviewed: ReviewedDraft, part: ReviewPart | None, lead: RichText) -> None:
    """The overview, or one part of the review."""
    turn, draft, offering = reviewed.turn, reviewed.draft, reviewed.turn.new_offering()
    findings = [each for level in LEVELS for each in reviewed.open_findings if each.level == level]
    if part is not None and (
        (part.what == "remarks" and not findings)
        or (part.segment is not None and part.segment >= len(draft.segments))
    ):
        part = None
    match part:
        case None:
            body = _overview(reviewed, findings, offering)
        case ReviewPart("remarks"):
            body = _remark(reviewed, findings, part, offering)
        case ReviewPart("segments"):
            body = _segments(turn, draft, part, offering)
        case ReviewPart("more"):
            body = _more(reviewed, part, offering)
        case _:
            body = _answers(reviewed, part, offering)
    _offer_to_be_typed(reviewed, offering)
    if part is not None and isinstance(turn.place, AtSummary):
        turn.go(replace(turn.place, part=part))
    turn.say(lead + body, offering, tone="question")


def _offer_to_be_typed(reviewed: ReviewedDraft, offering: Offering) -> None:
    """What stands on another level can be typed on this one."""
    steps: tuple[tuple[StepName, str, bool], ...] = (
        ("finish", "button-finish", reviewed.found.may_finish),
        ("add_segment", "button-add-segment-later", reviewed.has_room),
        ("draft_document", "button-draft-document", True),
        ("pause", "button-pause", True),
    )
    shown = offering.offer().actions
    for name, label, can_be in steps:
        if can_be and Simple(name) not in shown:
            offering.hidden(Simple(name), reviewed.turn.label(label))


def part_of(sections: Sequence[SectionSummary], path: Path) -> ReviewPart:
    """The part in which the answer at `path` stands."""
    rows = [row.path for row in _rows(sections, path.segment)]
    page = rows.index(path) // ANSWERS if path in rows else 0
    return ReviewPart("shared" if path.segment is None else "segment", path.segment, page)


def part_labels(turn: TurnBuilder, draft: Draft) -> Iterator[str]:
    """Every part with how much of it is answered; of very many segments only the first."""
    yield _counted(turn, draft, None)
    yield from (_counted(turn, draft, number) for number in range(len(draft.segments))[:MOST_PARTS_NAMED])


def _rows(sections: Sequence[SectionSummary], segment: int | None) -> list[SummaryRow]:
    """The answers that can be changed."""
    every = (row for section in sections if section.segment == segment for row in section.rows)
    return [row for row in every if row.path is not None]


def _counted(turn: TurnBuilder, draft: Draft, segment: int | None) -> str:
    counted = [each for each in progress(turn.view(draft)).sections if each.segment == segment]
    done, total = sum(each.answered for each in counted), sum(each.total for each in counted)
    return turn.label("part-counted", title=_title(turn, draft, segment), done=done, total=total)


def _title(turn: TurnBuilder, draft: Draft, segment: int | None) -> str:
    if segment is None:
        return turn.label("part-shared")
    name = segment_name(turn, draft, Path("", segment))
    key = "part-segment" if name else "progress-new-segment"
    return turn.label(key, number=segment + 1, name=name, segment=segment + 1)


def _overview(reviewed: ReviewedDraft, findings: list[CheckFinding], offering: Offering) -> RichText:
    turn, draft = reviewed.turn, reviewed.draft
    body = reviewed.intro()
    reviewed.offer_the_end(offering)
    if findings:
        levels = {level: sum(each.level == level for each in findings) for level in LEVELS}
        body += turn.text("summary-remarks", **levels)
        offering.show(ReviewPart("remarks"), turn.label("button-remarks", count=len(findings)), "control")
    offering.show(ReviewPart("shared"), _counted(turn, draft, None))
    # The last row is «⋯».
    if len(draft.segments) <= ROWS - 1 - len(offering.buttons):
        for number in range(len(draft.segments)):
            offering.show(ReviewPart("segment", number), _counted(turn, draft, number))
    else:
        offering.show(ReviewPart("segments"), turn.label("button-segments", count=len(draft.segments)))
    offering.show(ReviewPart("more"), turn.label("button-others"), "utility")
    return body


def _remark(
    reviewed: ReviewedDraft, findings: list[CheckFinding], part: ReviewPart, offering: Offering
) -> RichText:
    """One remark at a time."""
    turn = reviewed.turn
    page = part.page % len(findings)
    finding = findings[page]
    if reviewed.found.may_finish:
        offering.show(Simple("finish"), turn.label("button-finish"), "done")
    if finding.paths:
        offering.show(GoTo(finding.paths[0], mending=True), turn.label("button-mend-this"))
    if may_keep(finding):
        offering.show(KeepRemark(finding.key), turn.label("button-keep"))
    _offer_pages(turn, replace(part, page=page), len(findings), offering)
    level = turn.label(f"level-{finding.level}")
    head = turn.text("review-remark", number=page + 1, count=len(findings), level=level)
    return head + paragraph(finding.title, strong=True) + paragraph(shortened(finding.message, REMARK))


def _segments(turn: TurnBuilder, draft: Draft, part: ReviewPart, offering: Offering) -> RichText:
    pages = -(-len(draft.segments) // SEGMENTS)
    page = part.page % pages
    for number in range(len(draft.segments))[page * SEGMENTS : (page + 1) * SEGMENTS]:
        offering.show(ReviewPart("segment", number), _counted(turn, draft, number))
    _offer_pages(turn, replace(part, page=page), pages, offering)
    return turn.text("review-segments")


def _answers(reviewed: ReviewedDraft, part: ReviewPart, offering: Offering) -> RichText:
    """Some answers of the part; a number and «Изменить» lead to the question of each."""
    turn, draft = reviewed.turn, reviewed.draft
    rows = _rows(reviewed.sections, part.segment)
    pages = max(-(-len(rows) // ANSWERS), 1)
    page = part.page % pages
    reviewed.offer_to_go_on(offering)
    doubted = {finding.paths[0] for finding in reviewed.open_findings if finding.paths}
    lines = []
    for number, row in enumerate(rows[page * ANSWERS : (page + 1) * ANSWERS], 1):
        answer = "; ".join(row.lines) or turn.label("row-missing")
        sign = "⚠ " if row.path in doubted else ""
        lines.append(
            (Span(f"{sign}{row.label}: ", emphasis=True), Span(_short(answer, f"{sign}{row.label}")))
        )
        if row.path is not None:
            offering.show(GoTo(row.path), turn.label("button-change-number", number=number))
    _offer_pages(turn, replace(part, page=page), pages, offering)
    if part.segment is not None and len(draft.segments) > 1:
        offering.show(ReviewPart("more", part.segment), turn.label("button-others"), "utility")
    head = paragraph(_counted(turn, draft, part.segment), strong=True)
    return head + listing(lines, ordered=True)


def _short(answer: str, label: str) -> str:
    return shortened(answer, max(ANSWER - len(label), 20))


def _more(reviewed: ReviewedDraft, part: ReviewPart, offering: Offering) -> RichText:
    """What is not done every day; removal stands here and nowhere else."""
    turn, draft = reviewed.turn, reviewed.draft
    if part.segment is not None:
        label = turn.label("button-remove-segment", number=part.segment + 1)
        offering.show(RemoveSegment(part.segment), label, "danger")
        _offer_pages(turn, part, 1, offering)
        return turn.text("review-more-segment", title=_title(turn, draft, part.segment))
    if reviewed.has_room:
        offering.show(Simple("add_segment"), turn.label("button-add-segment-later"))
    offering.show(Simple("draft_document"), turn.label("button-draft-document"))
    if turn.world.has_page:
        offering.page(turn.label("button-fill-on-screen"), draft.id)
    offer_back(turn, offering, draft, most=1 if turn.world.has_page else 2)
    offering.show(Simple("pause"), turn.label("button-pause"))
    offering.show(OnDraft("delete", draft.id), turn.label("button-delete-draft"), "danger")
    _offer_pages(turn, part, 1, offering)
    return turn.text("review-more")


def _offer_pages(turn: TurnBuilder, part: ReviewPart, pages: int, offering: Offering) -> None:
    if pages > 1:
        before, after = (part.page - 1) % pages, (part.page + 1) % pages
        offering.show(replace(part, page=before), turn.label("button-page-back"), "utility")
        offering.show(replace(part, page=after), turn.label("button-page-on"), "utility")
    offering.show(Simple("summary"), turn.label("button-review"), "utility")
