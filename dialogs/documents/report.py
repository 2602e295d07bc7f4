"""What stands in the document of a draft: every visible answer, and nothing that a condition hides."""

from collections.abc import Callable, Sequence
from datetime import date

from dialogs.documents.answers_shown import Shown, Standing, standing
from dialogs.documents.file_names import file_names
from dialogs.documents.pieces import (
    FileNames,
    Margins,
    Properties,
    Report,
    Section,
    Style,
    TitleLine,
)
from dialogs.documents.section_tables import comparison, section_tables
from dialogs.documents.typography import typesetter
from dialogs.interview.answers import Day, Draft
from dialogs.interview.checks.personal_data import personal_data
from dialogs.interview.conditions import holds, plain_value
from dialogs.interview.definition import Form
from dialogs.interview.definition import Section as FormSection
from dialogs.interview.layout import Layout
from dialogs.interview.layout import Margins as LayoutMargins
from dialogs.interview.layout import TitleLine as LayoutTitleLine
from dialogs.interview.messages import slots
from dialogs.interview.question import section_title
from dialogs.interview.view import View


def build_report(form: Form, draft: Draft, today: date) -> Report:
    """The whole draft as one document. `today` dates a profile that has no date of its own.

    While a required answer is missing or an error is open, the report carries the layout's draft mark.
    """
    view = View(form, draft, today)
    state = standing(view)
    whole, parts = shown_parts(view, state)
    alone = parts[0] if len(parts) == 1 else whole
    title_lines = _title_block(form, alone, len(parts))
    return Report(
        title_block=title_lines,
        sections=tuple(_sections(form, whole, parts)),
        comparison=comparison(form, parts),
        signature=_signature(form, whole),
        notes=_notes(form, state, whole.typeset),
        draft_mark="" if state.finished else form.layout.draft_mark.text,
        properties=_properties(alone, title_lines),
        file_names=_file_names(alone, len(parts)),
        language=form.language,
        style=_style(form.layout),
    )


def names_of_files(view: View) -> FileNames:
    """What the files of the whole draft are called."""
    whole, count = _whole(view), len(view.segments_shown)
    return _file_names(whole.of_segment(0) if count == 1 else whole, count)


def shown_parts(view: View, state: Standing) -> tuple[Shown, tuple[Shown, ...]]:
    """The answers as the document words them: the report part, and every segment."""
    whole = _whole(view)
    every = range(len(view.segments_shown))
    return whole, tuple(whole.of_segment(n, state.estimated_by(view.form, n)) for n in every)


def entity_title(shown: Shown) -> str:
    """What the profile is about, "" while that is not answered."""
    variants = shown.view.form.layout.entity_title
    template = next((variant.text for variant in variants if holds(variant.when, shown.view)), None)
    text = (shown.sentence(template) if template is not None else None) or ""
    return text[:1].upper() + text[1:]


def _whole(view: View) -> Shown:
    typography = view.form.layout.typography
    return Shown(view, typesetter(typography.quotes, typography.nonbreaking_before))


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
    about = entity_title(shown)
    text = shown.sentence(line.text, **({"entity_title": about} if about else {}))
    if text is None:
        return None
    text = shown.typeset(text.upper() if line.uppercase else text[:1].upper() + text[1:])
    return TitleLine(tuple(text.split("\n")), line.align, line.bold)


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
        nameless = {form.roles.segment_name or "": "", **given}
        text = (shown.sentence(form.layout.segment_heading, **nameless) or "").rstrip(" .«»")
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


def _notes(form: Form, state: Standing, typeset: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(
        typeset(note.text.replace("{template_title}", form.title))
        for note in form.layout.footer_notes
        if (note.show_if_check is None or state.fires(note.show_if_check))
        and note.show_if_official in (None, form.template.official)
    )


def _properties(shown: Shown, title_block: tuple[TitleLine, ...]) -> Properties:
    form, draft = shown.view.form, shown.view.draft
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


def _file_names(shown: Shown, segments: int) -> FileNames:
    view, roles = shown.view, shown.view.form.roles

    def unless_personal(text: str) -> str:
        return "" if personal_data(text) else text

    parts = {
        "client_type": (roles.client_type and plain_value(view.answer(roles.client_type))) or "",
        "entity": unless_personal(next(filter(None, map(shown.word, roles.title)), "")),
        "segment": unless_personal(shown.word(roles.segment_name)) if segments == 1 else "",
        "date": _day(view).isoformat(),
        "version": shown.word(roles.version),
    }
    return file_names(view.form.layout.file_name, parts, segments)


def _day(view: View) -> date:
    role = view.form.roles.date
    answer = view.answer(role) if role else None
    return answer.value if isinstance(answer, Day) else view.today


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
