"""What PDF/UA-1 asks of a document and a program can see, read back from the PDF: no official checker
(veraPDF is Java) is at hand."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject

from dialogs.documents.pdf import render_pdf
from dialogs.documents.report import build_report
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from tests.documents.conftest import EXAMPLES, TODAY, with_segments

Example = Callable[[str], Draft]

SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}
PAINTS = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do"}


@dataclass(frozen=True)
class Tag:
    """One element of the structure tree."""

    kind: str
    element: DictionaryObject
    below: tuple["Tag", ...]

    def all(self, kind: str) -> Iterator["Tag"]:
        if self.kind == kind:
            yield self
        for tag in self.below:
            yield from tag.all(kind)

    def attribute(self, name: str) -> Any:
        given: Any = self.element.get("/A", ArrayObject())
        given = given.get_object()
        every = given if isinstance(given, ArrayObject) else [given]
        return next((each.get_object()[name] for each in every if name in each.get_object()), None)


@pytest.fixture(params=EXAMPLES)
def reader(request: pytest.FixtureRequest, form: Form, example: Example) -> PdfReader:
    draft = with_segments(example(request.param), 4)
    return PdfReader(io.BytesIO(render_pdf(build_report(form, draft, TODAY))))


@pytest.fixture
def tree(reader: PdfReader) -> Tag:
    root = reader.root_object["/StructTreeRoot"].get_object()
    assert isinstance(root, DictionaryObject)
    return Tag("", root, tuple(tags(root)))


def tags(element: DictionaryObject) -> Iterator[Tag]:
    kids: Any = element.get("/K", ArrayObject())
    kids = kids.get_object()
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        inner = kid.get_object()
        if isinstance(inner, DictionaryObject) and "/S" in inner:
            yield Tag(str(inner["/S"])[1:], inner, tuple(tags(inner)))


def test_the_document_says_what_it_is(reader: PdfReader) -> None:
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]) == "ru-RU"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    told = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "dc:title" in told
    assert reader.metadata is not None
    assert reader.metadata.title


def test_everything_on_a_page_is_tagged_or_an_artifact(reader: PdfReader) -> None:
    for page in reader.pages:
        open_marks = 0
        contents = page.get_contents()
        assert contents is not None
        for _, operator in ContentStream(contents, reader).operations:
            open_marks += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
            assert open_marks or operator not in SHOWS_TEXT | PAINTS
        assert open_marks == 0


def test_headings_go_down_one_level_at_a_time(tree: Tag) -> None:
    levels = [int(tag.kind[1]) for tag in ordered(tree) if tag.kind in ("H1", "H2", "H3")]
    assert levels[0] == 1
    assert 2 in levels
    assert all(after <= before + 1 for before, after in pairwise(levels))


def ordered(tag: Tag) -> Iterator[Tag]:
    yield tag
    for inner in tag.below:
        yield from ordered(inner)


def test_tables_have_header_cells_with_a_scope_and_rows_of_one_width(tree: Tag) -> None:
    tables = [*tree.all("Table")]
    assert len(tables) > 10
    for table in tables:
        rows = [[cell for cell in row.below if cell.kind in ("TH", "TD")] for row in table.all("TR")]
        assert {cell.kind for cell in rows[0]} == {"TH"}
        assert all(cell.attribute("/Scope") == "/Column" for cell in rows[0])
        widths = {sum(int(cell.attribute("/ColSpan") or 1) for cell in row) for row in rows}
        assert widths == {len(rows[0])}


def test_lists_have_items_with_bodies(tree: Tag) -> None:
    lists = [*tree.all("L")]
    assert lists
    for numbered in lists:
        items = [tag for tag in numbered.below if tag.kind == "LI"]
        assert items
        assert all(any(tag.kind == "LBody" for tag in item.below) for item in items)


def test_links_are_tagged_and_described_and_pictures_have_a_text(reader: PdfReader, tree: Tag) -> None:
    referred = {reference.idnum for tag in tree.all("Link") for reference in annotations_of(tag.element)}
    found = set[int]()
    pages: Any = reader.pages
    for page in pages:
        for annotation in page.get("/Annots", ()):
            found.add(annotation.idnum)
            assert annotation.get_object()["/Subtype"] == "/Link"
            assert annotation.get_object().get("/Contents")
            assert page["/Tabs"] == "/S"
    assert found == referred
    assert found
    assert all(figure.element.get("/Alt") for figure in tree.all("Figure"))


def annotations_of(element: DictionaryObject) -> Iterator[IndirectObject]:
    kids: Any = element["/K"]
    kids = kids.get_object()
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        inner = kid.get_object()
        if isinstance(inner, DictionaryObject) and inner.get("/Type") == "/OBJR":
            yield inner.raw_get("/Obj")


def test_fonts_are_embedded_and_say_which_letters_they_draw(reader: PdfReader) -> None:
    pages: Any = reader.pages
    for page in pages:
        for font in page["/Resources"]["/Font"].values():
            drawn = font.get_object()
            assert "/ToUnicode" in drawn
            inner = drawn["/DescendantFonts"][0].get_object() if "/DescendantFonts" in drawn else drawn
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"])
