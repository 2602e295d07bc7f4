"""An agency's own Word file, filled with the answers of a draft.

Its PDF keeps our own layout: what a Word file looks like on paper only Word knows.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from docx.document import Document
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from dialogs.documents.answers_shown import Shown, standing
from dialogs.documents.docx_file import render_docx, saved, set_properties
from dialogs.documents.pieces import Cell, Report
from dialogs.documents.report import build_report, entity_title, shown_parts
from dialogs.documents.section_tables import segment_heading
from dialogs.documents.typography import clean
from dialogs.documents.wordprocessing import NAMESPACES, run, watermark_run
from dialogs.interview.answers import Draft, Rows
from dialogs.interview.definition import Form
from dialogs.interview.view import View

# Names besides the fields' own ids: of the whole document, and of one segment in `segments`.
DOCUMENT_NAMES = frozenset({"segments", "segment_count", "entity_title", "draft_mark", "form_title"})
SEGMENT_NAMES = frozenset({"index", "count", "heading"})

_FILTERS = (
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "replace",
    "title",
    "trim",
    "upper",
)


def docx_of(form: Form, draft: Draft, today: date) -> bytes:
    """The draft as DOCX: in the agency's own file when the form names one, else in our layout."""
    if form.template.docx_template is None:
        return render_docx(build_report(form, draft, today))
    return render_agency_docx(form, draft, today, Path(form.template.docx_template))


def render_agency_docx(form: Form, draft: Draft, today: date, template: Path) -> bytes:
    """The agency's file with every `{{ field_id }}` replaced by its answer, which stays text whatever is
    in it. An unfinished draft gets its mark at the top and across every page, as in our own layout.

    Raises what jinja2 or python-docx raise for a file that `check_agency_template` finds fault with.
    """
    report = build_report(form, draft, today)
    view = View(form, draft, today)
    whole, segments = shown_parts(view, standing(view))
    given = {"draft_mark": report.draft_mark, "entity_title": entity_title(whole)}
    filled = DocxTemplate(io.BytesIO(template.read_bytes()))
    filled.render(context(form, whole, segments, given), sandbox(), autoescape=True)
    document: Document = filled.docx
    set_properties(document, report)
    if report.draft_mark:
        _mark_as_draft(document, report)
    return saved(document)


def _mark_as_draft(document: Document, report: Report) -> None:
    first = next(iter(document.paragraphs), None)
    if first is not None and report.draft_mark not in "\n".join(p.text for p in document.paragraphs):
        mark = (
            f'<w:p {NAMESPACES}><w:pPr><w:jc w:val="center"/></w:pPr>{run(report.draft_mark, "<w:b/>")}</w:p>'
        )
        document.element.body.insert(0, parse_xml(mark))
    for number, section in enumerate(document.sections):
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        for kind, header in enumerate(headers):
            # A header that continues the one before it shows that one's mark already.
            if number > 0 and header.is_linked_to_previous:
                continue
            header.is_linked_to_previous = False
            line = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            line._p.append(parse_xml(watermark_run(report.draft_mark, f"{number}{kind}")))


class AgencySandbox(ImmutableSandboxedEnvironment):
    """Jinja for files from outside: no functions, a few harmless filters, no way to grow a text."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(f"{operator} is not for documents")


def sandbox() -> AgencySandbox:
    environment = AgencySandbox(autoescape=True)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


class Literal(str):
    """Text that stays text: in XML nothing in it is markup, nor a placeholder."""

    __slots__ = ()

    def __html__(self) -> Markup:
        escaped = str(escape(str(clean(self))))
        return Markup(escaped.replace("{", "&#123;").replace("}", "&#125;").replace("%", "&#37;"))


@dataclass(frozen=True, slots=True)
class Shows:
    """One answer: printed whole, or looped over by its lines, or by its rows with columns by id."""

    lines: tuple[str, ...]
    rows: tuple[Mapping[str, Literal], ...] = ()
    filled: bool = True

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __html__(self) -> Markup:
        return Literal(str(self)).__html__()

    def __bool__(self) -> bool:
        return self.filled

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows or [Literal(line) for line in self.lines])


NOTHING = Shows((), filled=False)


def context(
    form: Form, whole: Shown, segments: tuple[Shown, ...], given: Mapping[str, str]
) -> dict[str, Any]:
    """Every field and computed value by id. A segment's field stands in each of `segments`, and at the top
    as well: as it is when there is one segment, else below the heading of each."""
    cards = [_card(form, shown, n, len(segments)) for n, shown in enumerate(segments)]
    top: dict[str, Any] = {name: Literal(text) for name, text in given.items()}
    of_segment = [*(f.id for f in form.fields if f.scope == "segment")]
    of_segment += [value.id for value in form.computed if value.scope == "segment"]
    for name in of_segment:
        top[name] = cards[0][name] if len(cards) == 1 else _together(cards, name)
    top |= {name: _value(form, whole, name) for name in form.names.difference(of_segment)}
    return {**top, "segments": cards, "segment_count": len(cards), "form_title": Literal(form.title)}


def _card(form: Form, shown: Shown, index: int, count: int) -> dict[str, Any]:
    return {
        **{name: _value(form, shown, name) for name in form.names},
        "index": index + 1,
        "count": count,
        "heading": Literal(segment_heading(shown, index, count)),
    }


def _value(form: Form, shown: Shown, name: str) -> Shows:
    computed = form.computed_value(name)
    if computed is not None:
        return _shows(shown.computed(computed))
    field = form.field(name)
    if not shown.view.visible(field):
        return NOTHING
    answer = shown.view.answer(name)
    if not isinstance(answer, Rows) or not answer.value:
        return _shows(shown.cell(field))
    rows = tuple(
        {column.id: Literal(shown.typeset(row.get(column.id, ""))) for column in field.columns}
        for row in answer.value
    )
    return Shows(tuple(" — ".join(cell for cell in row.values() if cell) for row in rows), rows)


def _shows(cell: Cell | None) -> Shows:
    return NOTHING if cell is None else Shows(cell.lines, filled=cell.filled)


def _together(cards: list[dict[str, Any]], name: str) -> Shows:
    lines: list[str] = []
    for card in cards:
        if card[name].lines:
            lines += [card["heading"], *card[name].lines]
    return Shows(tuple(lines), filled=any(card[name] for card in cards))
