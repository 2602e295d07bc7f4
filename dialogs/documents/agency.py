"""An agency's own Word file, filled with the answers of a draft.

Only a file that was checked can be filled: the check parses it, renders it with drafts of every kind and
keeps what it parsed. Its PDF keeps our own layout: what a Word file looks like on paper only Word knows.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from jinja2 import nodes
from lxml import etree

from dialogs.documents.answers_shown import Shown, Standing
from dialogs.documents.docx_file import saved, set_properties
from dialogs.documents.pieces import Report
from dialogs.documents.report import entity_title, report_of, shown_parts
from dialogs.documents.template_language import TemplateFilling
from dialogs.documents.template_names import filled_names, trial_drafts, trial_names, written_number
from dialogs.documents.template_package import Package, read_package, rendered_part
from dialogs.documents.template_reader import Reader
from dialogs.documents.template_tags import MOST_TAGS, Tag
from dialogs.documents.template_values import TooMuch
from dialogs.documents.wordprocessing import NAMESPACES, run, watermark_run
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.view import View
from knowledge.yaml_source import ContentError, Problem

SMALL = 10
"""A document that takes no more than this part of the bounds is made in a few hundredths of a second."""
# Nobody reads more, and each is looked for in its paragraph.
_MOST_TOLD = 200
_SOME_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class AgencyTemplate:
    """A Word file that can be filled with the answers to one form. `notes` are what its author may like to
    know: fields that it does not show."""

    form: Form
    package: Package
    trees: Mapping[str, nodes.Template]
    notes: tuple[Problem, ...] = ()

    def render_small(self, draft: Draft, today: date) -> bytes | None:
        """The filled file; None when that takes more than a small part of what a document may take."""
        try:
            return self.render(draft, today, SMALL)
        except TooMuch:
            return None

    def render(self, draft: Draft, today: date, share: int = 1) -> bytes:
        """The file with every placeholder replaced by its answer, which stays text whatever is in it. An
        unfinished draft gets its mark at the top and across every page, as in our own layout.

        Raises TooMuch, also for more than a `share`-th of what a document may take.
        """
        view = View(self.form, draft, today)
        state = Standing(view)
        whole, segments = shown_parts(view, state)
        report = report_of(whole, segments, state)
        given = {"draft_mark": report.draft_mark, "entity_title": entity_title(whole)}
        names = filled_names(whole, segments, given)
        filling = TemplateFilling(names, written_number(self.form), share=share)
        parts = {name: rendered_part(filling.render(tree)) for name, tree in self.trees.items()}
        document = docx.Document(io.BytesIO(self.package.packed(parts)))
        set_properties(document, report)
        if report.draft_mark:
            _mark_as_draft(document, report)
        return saved(document)


def load_agency_template(form: Form, path: Path) -> AgencyTemplate:
    """The file at `path`, checked. Raises ContentError with every problem: the number of the paragraph for a
    line, the part of the file and the paragraph's text."""
    package = read_package(path)
    problems: list[Problem] = []

    def report(place: str, tag: Tag, message: str, remedy: str) -> None:
        if len(problems) == _MOST_TOLD:
            return
        if (
            tag.paragraph is not None
            and next(tag.paragraph.iterancestors(qn("w:txbxContent")), None) is not None
        ):
            place = "text box"
        problems.append(Problem(path, tag.number, f"{place} “{tag.shown}”: {message}", remedy))

    trees: dict[str, nodes.Template] = {}
    used: set[str] = set()
    names = trial_names(_some_view(form), _SOME_DAY)
    most = MOST_TAGS
    for name, place in package.places.items():
        try:
            reader = Reader(package.tree(name), lambda *said, place=place: report(place, *said), most)
        except etree.XMLSyntaxError as error:
            raise ContentError(
                [Problem(path, 1, f"is no Word document: {error.msg}", "save it in Word anew")]
            ) from error
        most -= len(reader.lines)
        if reader.tree is None:
            continue
        trees[name] = reader.tree
        trial = TemplateFilling(
            names,
            written_number(form),
            lambda node, *said, reader=reader, place=place: report(place, reader.tag_of(node), *said),
        )
        try:
            trial.render(reader.tree)
        except TooMuch:
            problems.append(_too_much(path))
        used |= trial.used
    if problems:
        raise ContentError(dict.fromkeys(problems))
    template = AgencyTemplate(form, package, trees, tuple(_not_shown(form, path, used)))
    for draft in trial_drafts(form, _SOME_DAY):
        _try(template, path, draft)
    return template


def _some_view(form: Form) -> Shown:
    view = View(form, trial_drafts(form, _SOME_DAY)[0], _SOME_DAY)
    return shown_parts(view, Standing(view))[0]


def _try(template: AgencyTemplate, path: Path, draft: Draft) -> None:
    """Fills the file as for a person. Raises ContentError."""
    try:
        template.render(draft, _SOME_DAY)
    except TooMuch:
        raise ContentError([_too_much(path)]) from None
    except Exception as error:
        # python-docx and lxml raise all kinds of errors for what only looks like a Word file.
        problem = f"cannot be filled: {type(error).__name__}: {error}"
        raise ContentError([Problem(path, 1, problem, "save it in Word anew as .docx")]) from error


def _too_much(path: Path) -> Problem:
    return Problem(path, 1, "the loops of the template do too much", "nest fewer loops")


def _not_shown(form: Form, path: Path, used: set[str]) -> Iterator[Problem]:
    """Fields without a placeholder, those of a segment apart: they stand in another place."""
    if "heading" in used and form.roles.segment_name:
        used = {*used, form.roles.segment_name}
    missed = [field for field in form.in_order if field.in_document != "false" and field.id not in used]
    whole = [field.id for field in missed if field.scope != "segment"]
    of_segment = [field.id for field in missed if field.scope == "segment"]
    if whole:
        yield Problem(path, 1, f"shows no {', '.join(whole)}", f"add {{{{ {whole[0]} }}}} and so on")
    if of_segment:
        loop = "between {%p for segment in segments %} and {%p endfor %}"
        remedy = f"add {{{{ segment.{of_segment[0]} }}}} and so on {loop}"
        yield Problem(path, 1, f"shows no {', '.join(of_segment)} of a segment", remedy)


def _mark_as_draft(document: Document, report: Report) -> None:
    body = document.element.body
    if report.draft_mark not in "".join(body.itertext(qn("w:t"))):
        mark = (
            f'<w:p {NAMESPACES}><w:pPr><w:jc w:val="center"/></w:pPr>{run(report.draft_mark, "<w:b/>")}</w:p>'
        )
        body.insert(0, parse_xml(mark))
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
