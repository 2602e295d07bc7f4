"""Office files from elsewhere: looked through before any library opens them.

Everything is bounded by what the archive declares, and `zipfile` reads no more of an entry than that.
"""

import re
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_ENTRY = 50 * 1024 * 1024
LARGEST_WHOLE = 100 * 1024 * 1024
MOST_ENTRIES = 2_000
# Text of a table packs to a thirtieth; what packs to less than this was made to swell.
LARGEST_RATIO = 200
SMALL_ENTRY = 1024 * 1024

_ARCHIVE = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = 0x1
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class UnsafeFile(ValueError):
    """The file holds what a table of questions has no need of; the message says what."""


def refuse_unsafe(file: Path) -> None:
    """Returns when the file may be opened. Raises UnsafeFile, OSError, BadZipFile."""
    if file.stat().st_size > LARGEST_FILE:
        raise UnsafeFile(f"larger than {LARGEST_FILE // 2**20} MB")
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        _check_sizes(entries)
        for entry in entries:
            _check_name(entry)
        # Only now is anything unpacked.
        for entry in entries:
            _check_content(entry.filename.casefold(), archive.read(entry))


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnsafeFile(f"more than {MOST_ENTRIES} parts")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise UnsafeFile("two parts of one name")
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        raise UnsafeFile(f"unpacks to more than {LARGEST_WHOLE // 2**20} MB")
    for entry in entries:
        swells = entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1)
        if entry.file_size > LARGEST_ENTRY or (entry.file_size > SMALL_ENTRY and swells):
            raise UnsafeFile("a part that swells when it is unpacked")


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        raise UnsafeFile("a part that would lie outside")
    if entry.flag_bits & _ENCRYPTED:
        raise UnsafeFile("encrypted parts")
    if "vba" in name.name.casefold() or "macro" in name.name.casefold():
        raise UnsafeFile("macros")


def _check_content(name: str, content: bytes) -> None:
    if content.startswith((_ARCHIVE, _OLE)):
        raise UnsafeFile("a file within the file")
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    if b"\x00" in content[:64] or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        # In UTF-16 a declaration would not be seen; no office program writes it.
        raise UnsafeFile("XML that is not UTF-8")
    if _DECLARATION.search(content):
        raise UnsafeFile("XML that declares entities")
    if name == "[content_types].xml" and b"macroenabled" in content.lower():
        raise UnsafeFile("macros")
    if name.endswith(".rels"):
        _check_relations(content)


def _check_relations(content: bytes) -> None:
    try:
        relations = list(ElementTree.fromstring(content))
    except ElementTree.ParseError as error:
        raise UnsafeFile("a broken part") from error
    for relation in relations:
        outside = relation.get("TargetMode", "").casefold() == "external"
        if outside and not relation.get("Type", "").endswith("/hyperlink"):
            raise UnsafeFile("parts that lie elsewhere on the network")
