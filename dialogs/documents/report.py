"""What stands in the document of a draft: every visible answer, and nothing that a condition hides."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dialogs.documents.answers_shown import Shown
from dialogs.documents.comparison import comparison
from dialogs.documents.file_names import file_names, made_different
from dialogs.documents.pieces import (
    FileNames,
    Margins,
    Properties,
    Report,
    Section,
    Style,
    TitleLine,
)
from dialogs.documents.section_tables import section_tables
from dialogs.documents.standing import Standing, standing
from dialogs.documents.typography import typesetter
from dialogs.interview.answers import Day, Draft
from dialogs.interview.computed import computed_id
from dialogs.interview.conditions import plain_value
from dialogs.interview.definition import Form
from dialogs.interview.definition import Section as FormSection
from dialogs.interview.layout import Layout
from dialogs.interview.layout import Margins as LayoutMargins
from dialogs.interview.layout import TitleLine as LayoutTitleLine
from dialogs.interview.placeholders import slots
from dialogs.interview.questions import section_title
from dialogs.interview.view import View

__all__ = ["Report", "build_report", "build_reports"]


def build_report(form: Form, draft: Draft, today: date, template_official: bool | None = None) -> Report:
    """The whole draft as one document. `today` dates a profile that has no date of its own;
    `template_official` overrides what the form says of itself.

    While a required answer is missing or an error is open, the report carries the layout's draft mark.
    """
    every = tuple(range(max(1, len(draft.segments))))
    return _report(form, draft, today, every, template_official)


def build_reports(
    form: Form, draft: Draft, today: date, template_official: bool | None = None
) -> tuple[Report, ...]:
    """The documents that the form's output mode asks for: one, or one for each segment."""
    count = max(1, len(draft.segments))
    if form.report.default_output_mode == "single_document" or count == 1:
        return (build_report(form, draft, today, template_official),)
    reports = [_report(form, draft, today, (segment,), template_official) for segment in range(count)]
    names = made_different([report.file_names for report in reports])
    return tuple(
        replace(report, file_names=own_names) for report, own_names in zip(reports, names, strict=True)
    )


def shown_parts(form: Form, draft: Draft, today: date) -> tuple[Shown, tuple[Shown, ...], str]:
    """The answers as our own layout words them, for another one: the report part, every segment, and what
    the profile is about."""
    state = standing(form, draft, today)
    whole = _whole(form, draft, today)
    every = range(max(1, len(draft.segments)))
    segments = tuple(whole.of_segment(n, state.estimated_by(form, n)) for n in every)
    return whole, segments, _entity_title(form, whole).get("entity_title", "")


def _whole(form: Form, draft: Draft, today: date) -> Shown:
    typography = form.layout.typography
    return Shown(View(form, draft), today, typesetter(typography.quotes, typography.nonbreaking_before))


def _report(
    form: Form, draft: Draft, today: date, segments: tuple[int, ...], template_official: bool | None
) -> Report:
    layout = form.layout
    state = standing(form, draft, today)
    whole = _whole(form, draft, today)
    parts = [whole.of_segment(n, state.estimated_by(form, n)) for n in segments]
    alone = parts[0] if len(parts) == 1 else whole
    official = form.template.official if template_official is None else template_official
    title_lines = _title_block(form, alone, len(parts))
    return Report(
        title_block=title_lines,
        sections=tuple(_sections(form, whole, parts)),
        comparison=comparison(form, parts),
        signature=_signature(form, whole),
        notes=_notes(form, state, segments, official, whole.typeset),
        draft_mark="" if state.finished else layout.draft_mark.text,
        properties=_properties(form, draft, alone, title_lines, today),
        file_names=_file_names(form, draft, alone, segments, today),
        language=form.language,
        style=_style(layout),
    )


def _title_block(form: Form, shown: Shown, segments: int) -> tuple[TitleLine, ...]:
    lines = [_title_line(form, line, shown, segments) for line in form.layout.title_block]
    present = [line for line in lines if line is not None]
    # The name of the document is its first bold line.
    named = next((n for n, line in enumerate(present) if line.bold), None)
    return tuple(
        TitleLine(line.lines, line.align, line.bold, title=n == named) for n, line in enumerate(present)
    )


def _title_line(form: Form, line: LayoutTitleLine, shown: Shown, segments: int) -> TitleLine | None:
    """The line with the answers in it; None while it is hidden or one of its answers is missing."""
    hidden = line.optional and line.default == "hidden"
    if hidden or (line.show_if_segments is not None and line.show_if_segments != segments):
        return None
    text = shown.sentence(line.text, **_entity_title(form, shown))
    if text is None:
        return None
    text = shown.typeset(text.upper() if line.uppercase else text[:1].upper() + text[1:])
    return TitleLine(tuple(text.split("\n")), line.align, line.bold)


def _entity_title(form: Form, shown: Shown) -> dict[str, str]:
    view, titles = shown.view, form.layout.entity_title
    kinds = {"single": titles.single, "whole": titles.whole}
    template = kinds.get(computed_id(form, view.draft, "granularity") or "")
    if plain_value(view.answer("client_type")) == "internal":
        template = titles.internal
    text = shown.sentence(template) if template is not None else None
    return {"entity_title": text[:1].upper() + text[1:]} if text else {}


def _sections(form: Form, whole: Shown, parts: Sequence[Shown]) -> list[Section]:
    """The general part once; then the card of every segment, under a heading when there are several."""
    general = [s for s in form.sections if not _is_of_segment(form, s)]
    cards = [s for s in form.sections if _is_of_segment(form, s)]
    sections = [*_with_tables(general, whole, ("user", "report"), 1)]
    for n, shown in enumerate(parts):
        level = 1
        if len(parts) > 1:
            # The first card follows the general part on its page, every other one begins a page.
            sections.append(Section(_segment_heading(form, shown, n, len(parts)), new_page=n > 0))
            level = 2
        sections += _with_tables(cards, shown, ("user", "report", "segment"), level)
    return sections


def _is_of_segment(form: Form, section: FormSection) -> bool:
    return any(field.section == section.id and field.scope == "segment" for field in form.fields)


def _with_tables(
    sections: Sequence[FormSection], shown: Shown, scopes: tuple[str, ...], level: int
) -> list[Section]:
    result = []
    for section in sections:
        if tables := section_tables(shown, section, scopes):
            result.append(Section(_heading(section, shown), level, tables))
    return result


def _heading(section: FormSection, shown: Shown) -> str:
    pattern = shown.view.form.layout.section_heading
    given = {"number": str(section.number), "title": section_title(shown.view, section.id)}
    return shown.typeset(shown.sentence(pattern, **given) or "")


def _segment_heading(form: Form, shown: Shown, index: int, count: int) -> str:
    given = {"index": str(index + 1), "count": str(count)}
    text = shown.sentence(form.layout.segment_heading, **given)
    if text is None:  # a segment without a name yet
        text = (shown.sentence(form.layout.segment_heading, segment_name="", **given) or "").rstrip(" .«»")
    return shown.typeset(text)


def _signature(form: Form, shown: Shown) -> tuple[str, ...]:
    """The layout's lines with the signing fields in them, and a line for any that the layout forgot."""
    empty = form.layout.typography.empty_value
    signing = {
        field.id: "; ".join(shown.cell(field).lines)
        for field in form.in_order
        if field.in_document == "signature" and shown.view.visible(field)
    }
    lines, told = [], set[str]()
    for template in form.layout.signature_block:
        names = {name for name, _ in slots(template)}
        if any(not form.knows(name) for name in names):
            continue
        told |= names
        answered = shown.sentence(template, **signing)
        lines.append(answered or shown.sentence(template, **dict.fromkeys(names, empty)) or "")
    lines += [f"{form.field(name).label}: {text}" for name, text in signing.items() if name not in told]
    return tuple(shown.typeset(line) for line in lines)


def _notes(
    form: Form,
    state: Standing,
    segments: tuple[int, ...],
    official: bool,
    typeset: Callable[[str], str],
) -> tuple[str, ...]:
    return tuple(
        typeset(note.text.replace("{template_title}", form.title))
        for note in form.layout.footer_notes
        if (note.show_if_check is None or state.fires(note.show_if_check, segments))
        and (note.show_if_official is None or note.show_if_official == official)
    )


def _properties(
    form: Form, draft: Draft, shown: Shown, title_block: tuple[TitleLine, ...], today: date
) -> Properties:
    bold = [" ".join(line.lines) for line in title_block if line.bold]
    name = shown.sentence("{entity_title}", **_entity_title(form, shown))
    title = ". ".join([form.title, *(bold[1:2] or ([name] if name else []))])
    return Properties(
        title=shown.typeset(title),
        author=shown.sentence("{organization_name}") or "",
        created=_day(shown.view, today),
        version=shown.sentence("{version}") or "",
        identifier=f"{draft.form} {draft.form_version}",
    )


def _file_names(form: Form, draft: Draft, shown: Shown, segments: tuple[int, ...], today: date) -> FileNames:
    view = shown.view
    entity = (
        shown.sentence("{entity_name}")
        or shown.sentence("{internal_topic}")
        or shown.sentence("{process_type}")
    )
    segment = shown.sentence("{segment_name}") if len(segments) == 1 else None
    parts = {
        "client_type": plain_value(view.answer("client_type")) or "",
        "entity": entity or "",
        "segment": segment or "",
        "date": _day(view, today).isoformat(),
        "version": shown.sentence("{version}") or "",
    }
    return file_names(form.layout.file_name, parts, len(segments))


def _day(view: View, today: date) -> date:
    answer = view.answer("profile_date")
    return answer.value if isinstance(answer, Day) else today


def _style(layout: Layout) -> Style:
    font, paragraph = layout.font, layout.paragraph
    return Style(
        font=font.family,
        color=font.color,
        body_pt=font.body_pt,
        table_pt=font.table_pt,
        note_pt=font.note_pt,
        margins=_margins(layout.page.margins_mm),
        landscape_margins=_margins(layout.tables.summary.page_margins_mm),
        indent_mm=paragraph.first_line_indent_mm,
        body_spacing=paragraph.line_spacing_body,
        table_spacing=paragraph.line_spacing_table,
        body_align=paragraph.align_body,
        table_align=paragraph.align_table,
        page_number_mm=layout.page_numbers.distance_from_edge_mm,
        number_first_page=layout.page_numbers.show_on_first_page,
    )


def _margins(margins: LayoutMargins) -> Margins:
    return Margins(margins.left, margins.right, margins.top, margins.bottom)
