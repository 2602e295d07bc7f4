"""The placeholders of one part of a Word file, each put together from the runs that Word spreads it over."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

MOST_TAGS = 5_000
LONGEST_TAG = 1_000
_SHOWN_LETTERS = 60

_P, _T = qn("w:p"), qn("w:t")
# Private signs: the mark of a tag that is taken out, and what begins and ends what Jinja's parser reads.
SIGNS = re.compile("[\ue000-\ue007]")
MARK = re.compile("\ue000(\\d+)\ue001")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPEN = re.compile(r"\{[{%#]")
_BLOCK = re.compile(r"\{%(?:(p|tr|tc|r)\s)?\s*(\w*)(.*)%\}")
_SPECIAL = re.compile(r"\{\{(p|tr|tc|r)\s+\S")
_CURLY = str.maketrans("“”„‟‘’‚", '""""\'\'\'')
BEGINS, GOES_ON = ("for", "if"), ("else", "elif")

# What is wrong, where, and the remedy.
TellTag = Callable[["Tag", str, str], None]


@dataclass(eq=False)
class Tag:
    """One `{{ … }}`, `{% … %}` or `{# … #}`, and the paragraph that it stands in."""

    text: str
    number: int
    paragraph: Any
    whole: str
    unit: str = ""
    word: str = ""
    run: Any = None
    mark: str = ""

    @property
    def shown(self) -> str:
        """The paragraph's text, cut around this tag."""
        text = self.whole
        at = max(0, text.find(self.text))
        start = max(0, min(at - _SHOWN_LETTERS // 3, len(text) - _SHOWN_LETTERS))
        cut = text[start : start + max(_SHOWN_LETTERS, len(self.text))]
        return ("…" if start else "") + cut + ("…" if start + len(cut) < len(text) else "")


class TagReader:
    """Reads the `tags` of one part in their order; in the text of their runs each leaves a mark."""

    def __init__(self, root: Any, say: TellTag, most: int) -> None:
        self.tags: list[Tag] = []
        self._say = say
        self._most = most
        for number, paragraph in enumerate(root.iter(_P), start=1):
            self._read(number, paragraph)
        if len(self.tags) > most:
            say(self.tags[most], f"there are more than {most} placeholders", "leave some out")
            return
        for tag in self.tags:
            self._look_at(tag)

    def _read(self, number: int, paragraph: Any) -> None:
        texts = [t for t in paragraph.iter(_T) if next(t.iterancestors(_P)) is paragraph]
        whole = "".join(t.text or "" for t in texts)
        if "{" not in whole or len(self.tags) > self._most:
            return
        found: list[tuple[int, int, Tag]] = []
        shown = " ".join(whole.split())
        position = 0
        while begun := _OPEN.search(whole, position):
            end = whole.find(_ENDS[begun[0]], begun.end())
            text = whole[begun.start() : end + 2] if end >= 0 else whole[begun.start() :]
            tag = Tag(" ".join(_straight(text).split()), number, paragraph, shown)
            if end < 0:
                remedy = f"write {_ENDS[begun[0]]} in the same paragraph"
                self._say(tag, f"{begun[0]} is not closed", remedy)
                return
            found.append((begun.start(), end + 2, tag))
            position = end + 2
            if len(found) > self._most:
                break
        start = first = 0
        for t in texts:
            length = len(t.text or "")
            while first < len(found) and found[first][1] <= start:
                first += 1
            self._mark(t, start, found, first)
            start += length

    def _mark(self, t: Any, start: int, found: list[tuple[int, int, Tag]], first: int) -> None:
        """Leaves of the text of one run what is outside of tags, and a mark where a tag begins; the `first`
        that reaches into it is told, for a paragraph may hold many of both."""
        text, kept, position = t.text or "", [], start
        for n in range(first, len(found)):
            begin, end, tag = found[n]
            if begin >= start + len(text):
                break
            kept.append(text[position - start : max(0, begin - start)])
            if begin >= start:
                tag.run, tag.mark = t, f"\ue000{len(self.tags)}\ue001"
                kept.append(tag.mark)
                self.tags.append(tag)
            position = end
        if position != start:
            kept.append(text[position - start :])
            t.text = "".join(kept)
            t.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _look_at(self, tag: Tag) -> None:
        text = tag.text
        if len(text) > LONGEST_TAG:
            self._say(tag, f"the placeholder is longer than {LONGEST_TAG} signs", "make it shorter")
        elif text[2] in "-+" or text[-3] in "-+":
            self._say(tag, "“-” and “+” at the edge are not part of the language", "leave them out")
        elif special := _SPECIAL.match(text):
            self._say(tag, f"{{{{{special[1]} is not part of the language", "write {{ without a letter")
        elif text.startswith("{%"):
            block = _BLOCK.fullmatch(text)
            tag.unit, tag.word = (block[1] or "", block[2]) if block else ("", "")
            if tag.word not in (*BEGINS, *GOES_ON, "endfor", "endif", "set"):
                self._say(tag, f"{{% {tag.word} %}} is not part of the language", "known: for, if, set")


def without_signs(xml: str) -> str:
    """The XML without the signs that stand for tags here."""
    return SIGNS.sub("", xml)


def _straight(text: str) -> str:
    """The tag with the quotation marks that Word has made typographic."""
    text = SIGNS.sub("", text).translate(_CURLY)
    return text if '"' in text or "'" in text else text.translate(str.maketrans("«»", '""'))
