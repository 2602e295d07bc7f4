"""Whether an agency's Word file can be filled: every fault with the paragraph where it stands."""

import difflib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from dialogs.documents.agency import DOCUMENT_NAMES, SEGMENT_NAMES, sandbox
from dialogs.interview.definition import Form
from knowledge.authored import Problem

_MOST_BYTES = 50_000_000
_SAVE_AS_DOCX = "open it in Word and save it as «Документ Word (.docx)»"
_OUTSIDE = re.compile(r'<Relationship\b(?=[^>]*TargetMode="External")(?![^>]*/hyperlink")[^>]*>')


def check_agency_template(form: Form, path: Path) -> tuple[Problem, ...]:
    """Placeholders that no field fills, fields that no placeholder shows, broken template syntax, macros,
    links to files outside, and files that are no DOCX. The line is the number of the paragraph."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return (Problem(path, 1, f"cannot be read: {error.strerror}", "check the path"),)
    if problem := _unusable(path, content):
        return (problem,)
    try:
        parts = list(_parts(DocxTemplate(io.BytesIO(content))))
    except (OpcError, KeyError, ValueError, SyntaxError) as error:
        return (Problem(path, 1, f"is no Word document: {error}", _SAVE_AS_DOCX),)
    uses = _Uses(form)
    problems: list[Problem] = []
    for xml in parts:
        try:
            uses.read(sandbox().parse(xml))
        except TemplateError as error:
            line = _paragraph(getattr(error, "lineno", None))
            problems.append(
                Problem(
                    path, line, f"template syntax: {error.message}", "check {{ }} and {% %} of this paragraph"
                )
            )
    problems += [
        Problem(path, _paragraph(line), *_unknown(name, known)) for name, line, known in uses.unknown
    ]
    if not problems:
        problems += [
            Problem(path, 1, f'no placeholder shows the field "{missed}"', f"add {{{{ {missed} }}}}")
            for missed in sorted(_to_be_shown(form) - uses.shown)
        ]
    return tuple(sorted(set(problems)))


def _unusable(path: Path, content: bytes) -> Problem | None:
    """What rules the file out before its text is looked at."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > _MOST_BYTES:
                return Problem(path, 1, "is too large", "remove pictures from it")
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names:
                return Problem(path, 1, "is not a DOCX file", _SAVE_AS_DOCX)
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
            if "macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
                return Problem(path, 1, "contains macros", "save it as .docx, which has none")
            for name in names:
                if name.endswith(".rels") and _OUTSIDE.search(package.read(name).decode("utf-8", "replace")):
                    return Problem(
                        path, 1, "links to a file outside", "put pictures into the document itself"
                    )
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError):
        return Problem(path, 1, "is not a DOCX file", _SAVE_AS_DOCX)
    return None


def _parts(template: DocxTemplate) -> Iterator[str]:
    """The body, headers and footers as docxtpl gives them to jinja, one line for each paragraph."""
    template.init_docx()
    yield template.patch_xml(_by_paragraph(template.get_xml()))
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _, part in template.get_headers_footers(uri):
            yield template.patch_xml(_by_paragraph(template.get_part_xml(part)))


def _by_paragraph(xml: str) -> str:
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml.replace("\n", " "))


def _paragraph(line: int | None) -> int:
    return max(1, (line or 1) - 1)


def _to_be_shown(form: Form) -> frozenset[str]:
    return frozenset(item.id for item in form.fields if item.in_document != "false")


def _unknown(name: str, known: frozenset[str]) -> tuple[str, str]:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    remedy = f'did you mean "{near[0]}"?' if near else "use ids of the form's fields"
    return f'no field fills the placeholder "{name}"', remedy


@dataclass
class _Uses:
    """Which names a template uses: of the document, of a segment inside its loop, of a table's columns."""

    form: Form
    shown: set[str] = field(default_factory=set)
    unknown: list[tuple[str, int, frozenset[str]]] = field(default_factory=list)

    def read(self, template: nodes.Template) -> None:
        self._walk(template, {"": self.form.names | DOCUMENT_NAMES})

    def _walk(self, node: nodes.Node, scopes: dict[str, frozenset[str]]) -> None:
        """`scopes`: the attributes of every loop variable; under "" the names of the document."""
        match node:
            case nodes.For(target=nodes.Name(name=variable), iter=source):
                self._walk(source, scopes)
                inner = {**scopes, variable: self._of_items(source, scopes), "loop": frozenset[str]()}
                for part in (*node.body, *node.else_, *([node.test] if node.test else [])):
                    self._walk(part, inner)
            case nodes.Assign(target=nodes.Name(name=variable), node=value):
                self._walk(value, scopes)
                scopes[variable] = frozenset()
            case (
                nodes.Getattr(node=nodes.Name(name=base), attr=name)
                | nodes.Getitem(node=nodes.Name(name=base), arg=nodes.Const(value=str(name)))
            ) if base in scopes:
                self._use(name, node.lineno, scopes[base])
            case nodes.Name(name=name) if name not in scopes:
                self._use(name, node.lineno, scopes[""])
            case _:
                for child in node.iter_child_nodes():
                    self._walk(child, scopes)

    def _use(self, name: str, line: int, known: frozenset[str]) -> None:
        self.shown.add(name)
        # A loop over plain lines has no names to check.
        if known and name not in known:
            self.unknown.append((name, line, known))

    def _of_items(self, source: nodes.Node, scopes: dict[str, frozenset[str]]) -> frozenset[str]:
        """What the items of a loop are known to have."""
        match source:
            case nodes.Name(name="segments"):
                return self.form.names | SEGMENT_NAMES
            case nodes.Name(name=name) | nodes.Getattr(attr=name) if self.form.knows(name):
                return frozenset(column.id for column in self.form.field(name).columns)
            case _:
                return frozenset()
