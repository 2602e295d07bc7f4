"""Text of Word paragraphs as a reader sees it: insertions in, deletions out, addresses of links kept."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.cli.importing.office_file import OfficeFile, attribute, local, whole
from bot.cli.importing.table import linked

_HYPERLINK = re.compile(r'(?<!\s)\s*HYPERLINK\s+(?!\\)"?([^"\s]+)"?', re.IGNORECASE)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_REMOVED = {"del": "a deletion of tracked changes", "moveFrom": "a deletion of tracked changes"}
_PICTURES = {"pic", "imagedata", "chart", "OLEObject", "relIds"}
_MOST_NUMBERED = 9
# Word lets one type no longer marker of a list, and nests fields in twenty.
_LONGEST_MARKER = 255
_MOST_FIELDS = 100
_ALPHABETS = {
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shown: list[str] | None = None
    """Where its text goes, from the `begun`th piece on."""
    begun: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph has of its style; looked up once, for there may be thousands of paragraphs."""

    name: str
    numbering: Any
    based_on: str


class WordText:
    """Reads paragraphs of one document in their order; `leave` and `lose` hear of what is not read, `count`
    of every piece of text that is."""

    def __init__(
        self,
        office: OfficeFile,
        part: str,
        leave: Callable[[str], None],
        lose: Callable[[str], None],
        count: Callable[[str], None],
    ) -> None:
        self.leave, self.lose, self.count = leave, lose, count
        self._relations = office.relations(part)
        self._fields: list[_Field] = []
        self._styles: dict[str, _Style] = {}
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * _MOST_NUMBERED)
        self._notes: dict[tuple[str, str], Any] = {}
        self._in_note = False
        for relation in self._relations.values():
            if relation.outside or relation.target.casefold() not in office.names:
                continue
            match relation.kind:
                case "styles":
                    self._styles = _styles(office.part(relation.target))
                case "numbering":
                    self._levels = _levels(office.part(relation.target))
                case "footnotes" | "endnotes":
                    for note in office.part(relation.target):
                        self._notes[local(note), attribute(note, "id")] = note

    def paragraph(self, paragraph: Any) -> str:
        """The text with its list marker; line breaks are kept."""
        out: list[str] = []
        self._read(paragraph, out)
        text = "".join(out).strip()
        marker = self._marker(paragraph)
        if re.match(r"[•·▪●‣–—-]\s|\d+[.)]\s", text):
            return text
        return f"{marker} {text}".strip() if text or marker != "•" else ""

    def is_heading(self, paragraph: Any) -> bool:
        style = self._style(paragraph)
        name = "" if style is None else style.name
        return name.casefold().startswith(("heading", "title", "заголовок", "название"))

    def _read(self, element: Any, out: list[str]) -> None:
        for child in element:
            match local(child):
                case "t":
                    self._add(str(child.text or ""), out)
                case name if name in _SIGNS:
                    self._add(_SIGNS[name], out)
                case name if name in _REMOVED:
                    if any(local(each) == "delText" for each in child.iter()):
                        self.leave(_REMOVED[name])
                case "r":
                    self._run(child, out)
                case "sym":
                    self._add(_symbol(attribute(child, "char")), out)
                case "hyperlink":
                    self._link(child, self._address(child), out)
                case "fldSimple":
                    found = _HYPERLINK.match(attribute(child, "instr"))
                    self._link(child, found[1] if found else "", out)
                case "fldChar":
                    self._field(attribute(child, "fldCharType"), out)
                case "instrText":
                    if self._fields:
                        self._fields[-1].instruction += str(child.text or "")
                case "footnoteReference" | "endnoteReference" as name:
                    self._footnote(name.removesuffix("Reference"), attribute(child, "id"), out)
                case "AlternateContent":
                    choices = [each for each in child if local(each) in ("Choice", "Fallback")]
                    for choice in choices[:1]:
                        self._read(choice, out)
                case "drawing" | "pict" | "object":
                    self._drawing(child, out)
                case "sdt":
                    if any(local(each) == "showingPlcHdr" for each in _first(child, "sdtPr", ())):
                        self.leave("a placeholder of a content control")
                    else:
                        self._read(child, out)
                case "rt" | "pPr" | "rPr" | "sdtPr" | "delText" | "tcPr" | "trPr" | "tblPr":
                    pass
                case "p" if out:
                    self._add("\n", out)
                    self._read(child, out)
                case _:
                    self._read(child, out)

    def _add(self, text: str, out: list[str]) -> None:
        # What stands between the beginning of a field and its separator is never shown.
        if all(each.shown is not None for each in self._fields):
            self.count(text)
            out.append(text)

    def _run(self, run: Any, out: list[str]) -> None:
        marks = {local(each): attribute(each, "val", "1") for each in _first(run, "rPr", ())}
        if marks.get("vanish", "0") not in ("0", "false", "off"):
            if any(local(each) == "t" and (each.text or "").strip() for each in run):
                self.leave("hidden text")
            return
        self._read(run, out)

    def _address(self, element: Any) -> str:
        relation = self._relations.get(attribute(element, "id"))
        address = relation.target if relation is not None and relation.outside else ""
        anchor = attribute(element, "anchor")
        return f"{address}#{anchor}" if address and anchor else address

    def _link(self, element: Any, address: str, out: list[str]) -> None:
        inner: list[str] = []
        self._read(element, inner)
        self._add(linked("".join(inner), address), out)

    def _field(self, kind: str, out: list[str]) -> None:
        if kind == "begin" and len(self._fields) < _MOST_FIELDS:
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shown, self._fields[-1].begun = out, len(out)
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            found = _HYPERLINK.match(ended.instruction)
            if ended.shown is None:
                return
            if ended.shown is not out:
                # The field began in another paragraph.
                out.append(f" ({found[1]})" if found else "")
                return
            inner = "".join(out[ended.begun :])
            out[ended.begun :] = [linked(inner, found[1]) if found else inner]

    def _footnote(self, kind: str, name: str, out: list[str]) -> None:
        note = self._notes.get((kind, name))
        inner: list[str] = []
        # A note has no notes of its own: Word lets nobody write one, and they might lead to each other.
        if note is not None and not self._in_note:
            fields, self._fields, self._in_note = self._fields, [], True
            self._read(note, inner)
            self._fields, self._in_note = fields, False
        if text := "".join(inner).strip():
            self._add(f" ({text})", out)

    def _drawing(self, element: Any, out: list[str]) -> None:
        for each in element.iter():
            name = local(each)
            if name == "txbxContent":
                self._read(each, out)
                return
            if name in _PICTURES:
                self.lose("a picture or an embedded object")
                return

    def _style(self, paragraph: Any) -> _Style | None:
        style = _first(_first(paragraph, "pPr", ()), "pStyle", None)
        return None if style is None else self._styles.get(attribute(style, "val"))

    def _marker(self, paragraph: Any) -> str:
        style = self._style(paragraph)
        numbering = _first(_first(paragraph, "pPr", ()), "numPr", None)
        for _ in range(10):
            if numbering is not None or style is None:
                break
            numbering = style.numbering
            style = self._styles.get(style.based_on)
        if numbering is None:
            return ""
        name = attribute(_first(numbering, "numId", numbering), "val")
        level = whole(attribute(_first(numbering, "ilvl", numbering), "val", "0"))
        if name in ("", "0") or not 0 <= level < _MOST_NUMBERED:
            return ""
        kind, pattern, start = self._levels.get(name, {}).get(level, ("bullet", "", 1))
        counts = self._counts[name]
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (_MOST_NUMBERED - level - 1)
        if kind in ("bullet", "none"):
            return "•" if kind == "bullet" else ""
        kinds = self._levels[name]
        marker = re.sub(
            r"%([1-9])",
            lambda found: _counted(kinds.get(int(found[1]) - 1, ("",))[0], counts[int(found[1]) - 1]),
            pattern,
        )
        self.count(marker)
        return marker


def _first(element: Any, name: str, otherwise: Any) -> Any:
    return next((each for each in element if local(each) == name), otherwise)


def _styles(root: Any) -> dict[str, _Style]:
    return {
        attribute(each, "styleId"): _Style(
            attribute(_first(each, "name", each), "val"),
            _first(_first(each, "pPr", ()), "numPr", None),
            attribute(_first(each, "basedOn", each), "val"),
        )
        for each in root
        if local(each) == "style"
    }


def _symbol(code: str) -> str:
    """The sign of a symbol font; what means something in that font alone, or nowhere, is a bullet."""
    sign = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else ""
    return sign if sign.isprintable() and sign else "•"


def _counted(kind: str, number: int) -> str:
    letters = _ALPHABETS.get(kind, "")
    return letters[number - 1] if 0 < number <= len(letters) else str(number)


def _levels(root: Any) -> dict[str, dict[int, tuple[str, str, int]]]:
    """The kind, pattern and start of each level, by list of the document."""
    shapes: dict[str, dict[int, tuple[str, str, int]]] = {}
    for shape in root:
        if local(shape) == "abstractNum":
            shapes[attribute(shape, "abstractNumId")] = {
                whole(attribute(level, "ilvl")): (
                    attribute(_first(level, "numFmt", level), "val", "decimal"),
                    attribute(_first(level, "lvlText", level), "val")[:_LONGEST_MARKER],
                    whole(attribute(_first(level, "start", level), "val"), 1),
                )
                for level in shape
                if local(level) == "lvl"
            }
    return {
        attribute(each, "numId"): shapes.get(attribute(_first(each, "abstractNumId", each), "val"), {})
        for each in root
        if local(each) == "num"
    }
