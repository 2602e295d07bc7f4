"""A Word file as its parts: what is not fit to be filled is refused before anything in it is read."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from dialogs.documents.template_tags import without_signs
from knowledge.yaml_source import ContentError, Problem

LARGEST_TEMPLATE = 50_000_000
LARGEST_PART = 5_000_000
MOST_ELEMENTS = 200_000
"""Beginnings and ends of the paragraphs, cells and runs of all its text."""
_MOST_ENTRIES = 5_000
_SAVE_AS_DOCX = "open it in Word and save it as «Документ Word (.docx)»"
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_PLACES = {
    "document.main": "body",
    "header": "header",
    "footer": "footer",
    "footnotes": "footnote",
    "endnotes": "endnote",
}
# Leads to the file that this one was begun from, and names its author's folder: left out.
_ATTACHED = "/attachedTemplate"
_ALLOWED_OUTSIDE = ("/hyperlink", _ATTACHED)
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_SAFELY = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_BLOCKS = [qn(f"w:{name}") for name in ("tc", "txbxContent", "hdr", "ftr", "footnote", "endnote")]
_P, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))


@dataclass(frozen=True)
class Package:
    """The files of a Word document; `places` names those whose text is filled, and what each is."""

    files: Mapping[str, bytes]
    places: Mapping[str, str]

    def tree(self, name: str) -> Any:
        """One part for reading and changing. Raises etree.XMLSyntaxError."""
        root = _parsed(self.files[name])
        written = etree.tostring(root, encoding="unicode")
        plain = without_signs(written)
        return root if plain == written else _parsed(plain.encode())

    def packed(self, changed: Mapping[str, bytes]) -> bytes:
        """The document with other contents of these parts."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as target:
            for name, data in {**self.files, **changed}.items():
                target.writestr(name, data)
        return content.getvalue()


def read_package(path: Path) -> Package:
    """The parts of a .docx or .dotx. Raises ContentError for what is none, holds macros, is too large or
    leads to files outside."""

    def refuse(message: str, remedy: str) -> ContentError:
        return ContentError([Problem(path, 1, message, remedy)])

    try:
        if path.stat().st_size > LARGEST_TEMPLATE:
            raise refuse("is too large", "remove pictures from it")
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_TEMPLATE:
                raise refuse("is too large", "remove pictures from it")
            files = {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}", "check the path") from error
    except ContentError:
        raise
    except Exception as error:  # what a damaged archive makes of its decompressor
        raise refuse("is not a DOCX file", _SAVE_AS_DOCX) from error
    if _TYPES not in files:
        raise refuse("is not a DOCX file", _SAVE_AS_DOCX)
    if b"macroEnabled" in files[_TYPES] or any(name.lower().endswith("vbaproject.bin") for name in files):
        raise refuse("contains macros", "save it as .docx, which has none")
    try:
        places = _places(files)
        if "body" not in places.values():
            raise refuse("is no Word document", _SAVE_AS_DOCX)
        texts = [files[name] for name in places]
        if max(map(len, texts)) > LARGEST_PART or sum(text.count(b"<") for text in texts) > MOST_ELEMENTS:
            raise refuse("holds too much text", "leave a part of it out")
        if outside := _outside(files):
            raise refuse(f"links to a file outside ({outside})", "put it into the document itself")
    except etree.XMLSyntaxError as error:
        raise refuse(f"is no Word document: {error.msg}", _SAVE_AS_DOCX) from error
    return Package(files, places)


def _places(files: dict[str, bytes]) -> dict[str, str]:
    """The parts with text, by their declared types; a template becomes a document."""
    types = _parsed(files[_TYPES])
    found = {}
    for part in types.iter("{*}Override"):
        kind = part.get("ContentType", "").replace("template.main", "document.main")
        part.set("ContentType", kind)
        place = _PLACES.get(kind.removeprefix(_MAIN).removesuffix("+xml"))
        name = part.get("PartName", "").lstrip("/")
        if place is not None and kind.startswith(_MAIN) and name in files:
            found[name] = place
    files[_TYPES] = etree.tostring(types, encoding="UTF-8", xml_declaration=True)
    return found


def _outside(files: dict[str, bytes]) -> str:
    """What the document would fetch from elsewhere; the way to its own template is taken out."""
    for name in [name for name in files if name.endswith(".rels")]:
        relations = _parsed(files[name])
        for relation in list(relations):
            kind = relation.get("Type", "") if isinstance(relation.tag, str) else ""
            if relation.get("TargetMode") == "External" and not kind.endswith(_ALLOWED_OUTSIDE):
                return kind.rpartition("/")[2] or "unknown"
            if kind.endswith(_ATTACHED):
                relations.remove(relation)
                files[name] = etree.tostring(relations, encoding="UTF-8", xml_declaration=True)
    for name in [name for name in files if name.endswith("settings.xml")]:
        settings = _parsed(files[name])
        for attached in list(settings.iter("{*}attachedTemplate")):
            attached.getparent().remove(attached)
            files[name] = etree.tostring(settings, encoding="UTF-8", xml_declaration=True)
    return ""


def rendered_part(xml: str) -> bytes:
    """A part whose placeholders are filled, as Word accepts it. Raises etree.XMLSyntaxError."""
    root = _parsed(xml.encode())
    for table in list(root.iter(_TBL)):
        for row in table.findall(_TR):
            if row.find(_TC) is None and row.find(".//{*}tc") is None:
                table.remove(row)
        if table.find(".//{*}tr") is None:
            table.getparent().remove(table)
    for block in list(root.iter(*_BLOCKS)):
        # Word takes a cell for damaged that does not end with a paragraph.
        if len(block) == 0 or block[-1].tag != _P:
            etree.SubElement(block, _P)
    for number, drawing in enumerate(root.iter("{*}docPr"), start=1_000):
        drawing.set("id", str(number))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _parsed(content: bytes) -> Any:
    if _DECLARATION.search(content[:4096]):
        raise etree.XMLSyntaxError("declares a document type", 0, 0, 0)
    return etree.fromstring(content, etree.XMLParser(**_SAFELY))
