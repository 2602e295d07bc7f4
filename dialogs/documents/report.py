"""What stands in the document of a draft: every visible answer, and nothing that a condition hides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import assert_never

from dialogs.documents.answers_shown import Shown, Standing
from dialogs.documents.file_names import stem_of
from dialogs.documents.pieces import Properties, Report, ReportSection, Style, TitleLine
from dialogs.documents.profile_tables import comparison_tables, remark_tables
from dialogs.documents.section_tables import answer_tables, segment_heading
from dialogs.documents.typography import typesetter
from dialogs.interview.answers import Day, Draft, profile_number
from dialogs.interview.checks.privacy import personal_data
from dialogs.interview.conditions import holds, plain_value
from dialogs.interview.definition import Form
from dialogs.interview.layout import PageLayout, PartLayout, SegmentPart, TitleLineLayout
from dialogs.interview.messages import slots
from dialogs.interview.view import View

_TOLERANCE_MM = 1


def build_report(form: Form, draft: Draft, today: date) -> Report:
    """The whole draft as one document. `today` dates a profile that has no date of its own."""
    view = View(form, draft, today)
    state = Standing(view)
    return report_of(*shown_parts(view, state), state)


def report_of(whole: Shown, parts: tuple[Shown, ...], state: Standing) -> Report:
    """What is shown as one document.

    While a required answer is missing or an error is open, the report carries the layout's draft mark.
    """
    form, alone = whole.form, parts[0] if len(parts) == 1 else whole
    layout, title_lines = form.layout, _title_block(alone, len(parts))
    footers = (_worded(whole, template) for template in layout.footer)
    return Report(
        title_block=title_lines,
        sections=tuple(_on_paper(section, layout.page) for section in _sections(whole, parts, state)),
        contents=layout.contents,
        footer=next(filter(None, footers), ""),
        signature=_signature(whole),
        notes=_notes(whole, state),
        draft_mark="" if state.finished else layout.draft_mark.text,
        properties=_properties(alone, title_lines),
        language=form.language,
        style=Style(layout.page, layout.font, layout.paragraph, layout.page_numbers),
    )


def file_stem(view: View, index: int | None = None) -> str:
    """What the files of the draft are called, without an ending; never with personal data. `index` counts
    those of which each has one segment."""
    shown, roles = _whole(view), view.form.roles
    titles = filter(None, map(shown.word, roles.title))
    parts = {
        "client_type": (roles.client_type and plain_value(view.answer(roles.client_type))) or "",
        # It may be somebody's name.
        "entity": next((title for title in titles if not personal_data(title)), ""),
        "date": _day(view).isoformat(),
        "version": shown.word(roles.version),
        "form_title": view.form.title,
        "index": "" if index is None else str(index),
    }
    return stem_of(view.form.layout.file_name, parts, len(view.segments_shown))


def shown_parts(view: View, state: Standing) -> tuple[Shown, tuple[Shown, ...]]:
    """The answers as the document words them: the report part, and every segment."""
    whole = _whole(view)
    every = range(len(view.segments_shown))
    return whole, tuple(whole.of_segment(n, state.estimated_by(n)) for n in every)


def entity_title(shown: Shown) -> str:
    """What the profile is about, "" while that is not answered."""
    variants = shown.form.layout.entity_title
    template = next((variant.text for variant in variants if holds(variant.when, shown.view)), None)
    text = (shown.sentence(template) if template is not None else None) or ""
    return text[:1].upper() + text[1:]


def _whole(view: View) -> Shown:
    return Shown(view, typesetter(view.form.layout.typography))


def _title_block(shown: Shown, segments: int) -> tuple[TitleLine, ...]:
    lines = [_title_line(line, shown, segments) for line in shown.form.layout.title_block]
    present = [line for line in lines if line is not None]
    # The name of the document is its first bold line.
    named = next((n for n, line in enumerate(present) if line.bold), None)
    return tuple(replace(line, title=n == named) for n, line in enumerate(present))


def _title_line(line: TitleLineLayout, shown: Shown, segments: int) -> TitleLine | None:
    """The line with the answers in it; None while it is hidden or one of its answers is missing."""
    hidden = line.optional and line.default == "hidden"
    if hidden or (line.show_if_segments is not None and line.show_if_segments != segments):
        return None
    text = _worded(shown, line.text)
    if text is None:
        return None
    text = shown.typeset(text.upper() if line.uppercase else text[:1].upper() + text[1:])
    return TitleLine(
        tuple(text.split("\n")),
        line.align,
        line.bold,
        at_foot=line.at_foot,
        space_before_mm=line.space_before_mm,
    )


def _worded(shown: Shown, template: str) -> str | None:
    """A sentence of the layout with the answers in it, and with what the document knows about itself."""
    given = {
        "entity_title": entity_title(shown),
        "number": profile_number(shown.view.draft.document or ""),
        "year": str(_day(shown.view).year),
    }
    return shown.sentence(template, **{name: text for name, text in given.items() if text})


def _sections(whole: Shown, segments: Sequence[Shown], state: Standing) -> Iterator[ReportSection]:
    """The parts of the layout that have something to show, numbered through."""
    numbers = count(1)
    for part in whole.form.layout.document:
        match part.content:
            case "answers":
                shows_segments = any(_is_of_segment(whole.form, name) for name in part.show)
                tables = answer_tables(part, segments if shows_segments else (whole,), set())
            case "comparison":
                tables = comparison_tables(whole, segments)
            case "remarks":
                tables = remark_tables(whole, state)
            case "segments":
                for n, shown in enumerate(segments):
                    heading = segment_heading(shown, n, len(segments))
                    yield from _segment(part, shown, next(numbers), heading)
                continue
            case _:
                assert_never(part.content)
        if tables:
            yield ReportSection(_heading(whole, f"{next(numbers)}", _title(part, whole)), 1, tables)


def _on_paper(section: ReportSection, page: PageLayout) -> ReportSection:
    """The section with its tables made narrower where they are wider than the page has room."""
    room = page.size_mm[0] - page.margins_mm.left - page.margins_mm.right
    if all(sum(table.widths_mm) <= room + _TOLERANCE_MM for table in section.tables):
        return section
    tables = []
    for table in section.tables:
        part = min(1, room / sum(table.widths_mm))
        tables.append(replace(table, widths_mm=tuple(width * part for width in table.widths_mm)))
    return replace(section, tables=tuple(tables))


def _segment(part: PartLayout, shown: Shown, number: int, heading: str) -> Iterator[ReportSection]:
    form, name = shown.form, shown.form.roles.segment_name
    mark = str(shown.view.path(name)) if name and form.knows(name) else ""
    yield ReportSection(_heading(shown, f"{number}", heading), 1, mark=mark)
    ranks = {section.id: rank for rank, section in enumerate(form.sections)}
    inner = sorted(part.parts, key=lambda p: min((ranks.get(name, len(ranks)) for name in p.show), default=0))
    below, told = count(1), set[str]()
    for p in inner:
        if tables := answer_tables(p, (shown,), told):
            yield ReportSection(_heading(shown, f"{number}.{next(below)}", _title(p, shown)), 2, tables)


def _is_of_segment(form: Form, name: str) -> bool:
    """Whether this field, or a field of this section, is asked for every segment."""
    return any(name in (field.id, field.section) and field.scope == "segment" for field in form.fields)


def _title(part: SegmentPart, shown: Shown) -> str:
    variants = (variant.text for variant in part.title_variants if holds(variant.when, shown.view))
    return next(variants, part.title)


def _heading(shown: Shown, number: str, title: str) -> str:
    pattern = shown.form.layout.section_heading
    return shown.typeset(shown.sentence(pattern, number=number, title=title) or "")


def _signature(shown: Shown) -> tuple[str, ...]:
    """The layout's lines with the signing fields in them, and a line for any that the layout forgot."""
    form = shown.form
    cells = {
        field.id: shown.cell(field)
        for field in form.in_order
        if field.in_document == "signature" and shown.view.visible(field)
    }
    signing = {name: "; ".join(cell.lines) for name, cell in cells.items()}
    # Where nobody has said who signs, there is room to write it.
    written = {name: text if cells[name].filled else "" for name, text in signing.items()}
    lines, told = [], set[str]()
    for template in form.layout.signature_block:
        names = {name for name, _ in slots(template)}
        if any(not form.knows(name) for name in names):
            continue
        told |= names
        answered = shown.sentence(template, **written)
        lines.append((answered or shown.sentence(template, **dict.fromkeys(names, "")) or "").rstrip())
    lines += [f"{form.field(name).label}: {text}" for name, text in signing.items() if name not in told]
    return tuple(shown.typeset(line) for line in lines)


def _notes(whole: Shown, state: Standing) -> tuple[str, ...]:
    form = whole.form
    return tuple(
        whole.typeset(note.text.replace("{template_title}", form.title))
        for note in form.layout.footer_notes
        if (note.show_if_check is None or state.fires(note.show_if_check))
        and note.show_if_official in (None, form.template.official)
    )


def _properties(shown: Shown, title_block: tuple[TitleLine, ...]) -> Properties:
    form, draft = shown.form, shown.view.draft
    bold = [" ".join(line.lines) for line in title_block if line.bold]
    name = entity_title(shown)
    title = ". ".join([form.title, *(bold[1:2] or filter(None, [name]))])
    return Properties(
        title=shown.typeset(title),
        author=shown.word(form.roles.agency),
        created=_day(shown.view),
        version=shown.word(form.roles.version),
        identifier=f"{draft.form} {draft.form_version}",
    )


def _day(view: View) -> date:
    role = view.form.roles.date
    answer = view.answer(role) if role else None
    return answer.value if isinstance(answer, Day) else view.today
