"""Word templates as agencies make them: every part of a file that holds text, and files begun from others."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.parser import parse_xml

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TEXT_BOX = f"""
<w:p {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>
{{}}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"""


def paragraph(text: str) -> str:
    """A paragraph whose text is spread over several runs, as Word leaves it after an edit."""
    thirds = [text[n * len(text) // 3 : (n + 1) * len(text) // 3] for n in range(3)]
    return f"<w:p {_W}>" + "".join(f"<w:r><w:t>{escaped(part)}</w:t></w:r>" for part in thirds) + "</w:p>"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def document_of(*paragraphs: str) -> Document:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def costly(text: str) -> str:
    """The text behind loops that do much, though not too much."""
    loops = "".join(f"{{% for a{n} in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] %}}" for n in range(4))
    return loops + "{% if not not not not not needs %}{% endif %}" + "{% endfor %}" * 4 + text


def add_text_box(document: Document, *paragraphs: str) -> None:
    box = _TEXT_BOX.format("".join(map(paragraph, paragraphs)))
    document.element.body.insert(0, parse_xml(box))


def add_table(document: Document, *rows: tuple[str, ...]) -> None:
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text


def saved(document: Document, path: Path, added: Mapping[str, bytes] | None = None) -> Path:
    """The document, with other contents of some parts."""
    content = io.BytesIO()
    document.save(content)
    with zipfile.ZipFile(content) as package:
        files = {name: package.read(name) for name in package.namelist()} | dict(added or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def changed(path: Path, name: str, old: str, new: str) -> Path:
    """The file with another text in one of its parts."""
    with zipfile.ZipFile(path) as package:
        files = {each: package.read(each) for each in package.namelist()}
    assert old.encode() in files[name], (name, old)
    files[name] = files[name].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for each, data in files.items():
            target.writestr(each, data)
    return path


def with_notes(path: Path, kind: str, text: str) -> Path:
    """The file with a footnote or an endnote (`kind`), which its last paragraph refers to."""
    notes = (
        f"<?xml version='1.0' encoding='UTF-8'?><w:{kind}s {_W}><w:{kind} w:type='separator' w:id='-1'><w:p/>"
        f"</w:{kind}><w:{kind} w:id='1'>{paragraph(text)}</w:{kind}></w:{kind}s>"
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(f"word/{kind}s.xml", notes)
    part = f'<Override PartName="/word/{kind}s.xml" ContentType="{_TYPE}{kind}s+xml"/></Types>'
    changed(path, "[Content_Types].xml", "</Types>", part)
    relation = f'<Relationship Id="rId{kind}" Type="{_RELATION}/{kind}s" Target="{kind}s.xml"/>'
    changed(path, "word/_rels/document.xml.rels", "</Relationships>", f"{relation}</Relationships>")
    reference = f'<w:p><w:r><w:{kind}Reference w:id="1"/></w:r></w:p>'
    return changed(path, "word/document.xml", "<w:sectPr", f"{reference}<w:sectPr")


def attached_to(path: Path, template: str) -> Path:
    """The file as Word saves one that was begun from `template`."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/attachedTemplate" Target="{template}"'
        ' TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/_rels/settings.xml.rels", relation)
    reference = f'<w:attachedTemplate xmlns:r="{_RELATION}" r:id="rId1"/><w:zoom'
    return changed(path, "word/settings.xml", "<w:zoom", reference)


def as_template(path: Path) -> Path:
    """The file as a .dotx."""
    changed(path, "[Content_Types].xml", f"{_TYPE}document.main", f"{_TYPE}template.main")
    return path.rename(path.with_suffix(".dotx"))


def texts(content: bytes) -> dict[str, list[str]]:
    """The paragraphs of every part that has any."""
    found: dict[str, list[str]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = parse_xml(package.read(name))
                lines = [
                    "".join(t.text or "" for t in p.iter("{*}t")).replace("\u00a0", " ")
                    for p in root.iter("{*}p")
                ]
                if any(lines):
                    found[name.removeprefix("word/").removesuffix(".xml")] = [line for line in lines if line]
    return found
