"""Office files from elsewhere: bounded before anything is unpacked; nothing is run or fetched.

Only the parts that hold the text are parsed; pictures, embedded files and what lies elsewhere on the network
are never opened. Sizes are bounded by what the archive declares, and `zipfile` reads no more than that.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from lxml import etree

from bot.cli.importing.table import LARGEST_TABLE_FILE

# A sheet with a million formatted empty rows has some 100 MB; it is read as a stream.
LARGEST_ENTRY = 200 * 1024 * 1024
LARGEST_WHOLE = 300 * 1024 * 1024
LARGEST_IN_MEMORY = 50 * 1024 * 1024
MOST_ENTRIES = 2_000
# A part of a Word file is held in memory whole: an element takes some 200 bytes.
MOST_OFFICE_TAGS = 4_000_000
# Text of a table packs to a thirtieth; what packs to less than this was made to swell.
LARGEST_RATIO = 200
SMALL_ENTRY = 1024 * 1024
# A document type stands before the first element.
_BEGINNING = 64 * 1024

_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_SAFELY = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class UnsafeFile(ValueError):
    """Raised for a file that holds what a table of questions has no need of; the message says what."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of its type, and a part's name or an address outside."""

    kind: str
    target: str
    outside: bool


class OfficeFile:
    """An Office file that may be read. Raises UnsafeFile, OSError, BadZipFile."""

    def __init__(self, file: Path) -> None:
        if file.stat().st_size > LARGEST_TABLE_FILE:
            raise UnsafeFile(f"larger than {LARGEST_TABLE_FILE // 2**20} MB")
        with file.open("rb") as beginning:
            if beginning.read(4) == _OLD:
                raise UnsafeFile("an old .doc or .xls, or one behind a password")
        self._archive = zipfile.ZipFile(file)
        try:
            entries = self._archive.infolist()
            _check_sizes(entries)
            for entry in entries:
                _check_name(entry)
            # Only now is anything unpacked.
            for entry in entries:
                if _is_xml(entry):
                    with self._archive.open(entry) as content:
                        _check_content(entry.filename.casefold(), content.read(_BEGINNING))
        except BaseException:
            self.close()
            raise
        self.names: Mapping[str, str] = {entry.filename.casefold(): entry.filename for entry in entries}

    def close(self) -> None:
        self._archive.close()

    def main(self) -> str:
        """The name of the part that the others hang on."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument":
                return relation.target
        raise UnsafeFile("no document")

    def part(self, name: str) -> Any:
        """The root element of a part."""
        if self._archive.getinfo(self.names[name.casefold()]).file_size > LARGEST_IN_MEMORY:
            raise UnsafeFile(f"more than {LARGEST_IN_MEMORY // 2**20} MB in {name}")
        content = self._archive.read(self.names[name.casefold()])
        if content.count(b"<") > MOST_OFFICE_TAGS:
            raise UnsafeFile(f"more than {MOST_OFFICE_TAGS // 2:,} elements in {name}")
        parser = etree.XMLParser(**_SAFELY, remove_comments=True, remove_pis=True)
        return _without_entities(etree.fromstring(content, parser))

    def elements(self, name: str, *tags: str) -> Iterator[Any]:
        """The elements of a part that are called one of `tags`, as they end; each is emptied after use."""
        with self._archive.open(self.names[name.casefold()]) as stream:
            wanted = [f"{{*}}{tag}" for tag in tags]
            walk = etree.iterparse(
                stream, ("end",), tag=wanted, remove_comments=True, remove_pis=True, **_SAFELY
            )
            for number, (_, element) in enumerate(walk):
                yield element if number else _without_entities(element)
                element.clear()
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]

    def relations(self, part: str) -> dict[str, Relation]:
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels".lstrip("/") if part else "_rels/.rels"
        if relations.casefold() not in self.names:
            return {}
        found = {}
        for each in self.part(relations):
            outside = each.get("TargetMode", "").casefold() == "external"
            target = each.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target.replace("\\", "/"))))
                target = target.lstrip("/")
            found[each.get("Id", "")] = Relation(each.get("Type", "").rpartition("/")[2], target, outside)
        return found


def local(element: Any) -> str:
    """An element's name without its namespace, of which Office has two."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str, otherwise: str = "") -> str:
    """An attribute by its name without the namespace."""
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return otherwise


def whole(text: str, otherwise: int = 0) -> int:
    """A whole number as files write it; one that is none counts as `otherwise`."""
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else otherwise


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.casefold().endswith((".xml", ".rels", ".vml"))


def _without_entities(element: Any) -> Any:
    if element.getroottree().docinfo.doctype:
        raise UnsafeFile("XML that declares entities")
    return element


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnsafeFile(f"more than {MOST_ENTRIES} parts")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise UnsafeFile("two parts of one name")
    read = [entry for entry in entries if _is_xml(entry)]
    if sum(entry.file_size for entry in read) > LARGEST_WHOLE:
        raise UnsafeFile(f"unpacks to more than {LARGEST_WHOLE // 2**20} MB")
    for entry in read:
        swells = entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1)
        if entry.file_size > LARGEST_ENTRY or (entry.file_size > SMALL_ENTRY and swells):
            raise UnsafeFile("a part that swells when it is unpacked")


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        raise UnsafeFile("a part that would lie outside")
    if entry.flag_bits & _ENCRYPTED:
        raise UnsafeFile("encrypted parts")
    if name.name.casefold().startswith("vba"):
        raise UnsafeFile("macros")


def _check_content(name: str, content: bytes) -> None:
    # Without its zeros UTF-16 reads as UTF-8 does, as far as a declaration goes.
    if _DECLARATION.search(content.replace(b"\x00", b"")):
        raise UnsafeFile("XML that declares entities")
    if name == "[content_types].xml" and b"macroenabled" in content.lower():
        raise UnsafeFile("macros")
