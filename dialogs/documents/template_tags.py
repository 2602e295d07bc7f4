"""The placeholders of one part of a Word file, made ready for Jinja's parser.

Word spreads a placeholder over several runs; here it is put together. `{%p … %}` and `{%tr … %}` stand for
whole paragraphs and table rows, and so does a plain `{% … %}` that is alone in its paragraph.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import etree

MOST_TAGS = 5_000
LONGEST_TAG = 1_000
MOST_TAG_LEVELS = 20
_DEEPEST_EXPRESSION = 60
_SHOWN_LETTERS = 60

_P, _T, _R, _TR, _TC, _TBL = (qn(f"w:{name}") for name in ("p", "t", "r", "tr", "tc", "tbl"))
_UNITS = {"p": _P, "tr": _TR, "tc": _TC}
_NOT_TEXT = {
    qn(f"w:{name}")
    for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference", "sectPr")
}
# A private sign where a tag is taken out; and those that begin and end what Jinja's parser reads.
_SIGNS = re.compile("[\ue000-\ue007]")
_PLACE = re.compile("\ue000(\\d+)\ue001")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPEN = re.compile(r"\{[{%#]")
_BLOCK = re.compile(r"\{%(?:(p|tr|tc|r)\s)?\s*(\w*)(.*)%\}")
_SPECIAL = re.compile(r"\{\{(p|tr|tc|r)\s+\S")
_CURLY = str.maketrans("“”„‟‘’‚", '""""\'\'\'')
_BEGINS, _GOES_ON = ("for", "if"), ("else", "elif")

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


class Reader:
    """Reads the tags of one part; `tree` is None when anything was found wrong."""

    def __init__(self, root: Any, report: TellTag, most: int = MOST_TAGS) -> None:
        self._report = report
        self._found = False
        self._tags: list[Tag] = []
        self._blocks: list[list[Tag]] = []
        self._most = most
        for number, paragraph in enumerate(root.iter(_P), start=1):
            self._read(number, paragraph)
        self.lines: list[Tag] = []
        self.tree: nodes.Template | None = None
        if len(self._tags) > most:
            self._say(self._tags[most], f"there are more than {most} placeholders", "leave some out")
            return
        for tag in self._tags:
            self._look_at(tag)
        for block in self._pair():
            self._place(block)
        if not self._found:
            self.tree = self._parsed(root)

    def _say(self, tag: Tag, message: str, remedy: str) -> None:
        self._found = True
        self._report(tag, message, remedy)

    # From runs to tags

    def _read(self, number: int, paragraph: Any) -> None:
        texts = [t for t in paragraph.iter(_T) if next(t.iterancestors(_P)) is paragraph]
        whole = "".join(t.text or "" for t in texts)
        if "{" not in whole or len(self._tags) > self._most:
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
                tag.run, tag.mark = t, f"\ue000{len(self._tags)}\ue001"
                kept.append(tag.mark)
                self._tags.append(tag)
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
            if tag.word not in (*_BEGINS, *_GOES_ON, "endfor", "endif", "set"):
                self._say(tag, f"{{% {tag.word} %}} is not part of the language", "known: for, if, set")

    # Blocks

    def _pair(self) -> Iterator[list[Tag]]:
        """Every `for` and `if` with what ends it; `set` and comments by themselves."""
        for tag in self._tags:
            comment = tag.text.startswith("{#")
            if comment and (unit := re.match(r"\{#(p|tr|tc)\s", tag.text)):
                tag.unit = unit[1]
            if comment or tag.word == "set":
                yield [tag]
            elif tag.word in _BEGINS:
                self._blocks.append([tag])
                if len(self._blocks) == MOST_TAG_LEVELS + 1:
                    self._say(
                        tag, f"blocks are nested deeper than {MOST_TAG_LEVELS}", "make the template flatter"
                    )
            elif tag.word in _GOES_ON or tag.word.startswith("end"):
                if not self._blocks:
                    self._say(tag, f"{tag.text} ends nothing", "write its beginning before it")
                    continue
                self._blocks[-1].append(tag)
                begun = self._blocks[-1][0].word
                if tag.word.startswith("end"):
                    if tag.word != f"end{begun}":
                        self._say(tag, f"{tag.text} ends a “{begun}”", f"write {{% end{begun} %}}")
                    yield self._blocks.pop()
        for block in self._blocks:
            tag = block[0]
            self._say(tag, f"{tag.text} is not ended", f"write {{%{tag.unit} end{tag.word} %}}")

    def _place(self, block: list[Tag]) -> None:
        """Puts the tags of one block where whole paragraphs or rows begin and end."""
        first, last = block[0], block[-1]
        unit = first.unit
        if unit == "r":
            unit = ""
        if any((tag.unit if tag.unit != "r" else "") != unit for tag in block):
            other = next(tag for tag in block if tag.unit != first.unit)
            begin = f"{{%{first.unit} " if first.unit else "{% "
            self._say(other, f"{other.text} belongs to {first.text}", f"begin both with {begin}")
            return
        together = all(tag.paragraph is first.paragraph for tag in block)
        if not unit and not together:
            if not all(_alone(tag, tag.paragraph) for tag in block):
                remedy = "put each into a paragraph of its own, as {%p … %}, or a row, as {%tr … %}"
                self._say(first, f"{first.text} and {last.text} stand inside of different paragraphs", remedy)
                return
            unit = "p"
        if not unit:
            runs = [next(tag.run.iterancestors(_R), None) for tag in block]
            if len({None if run is None else run.getparent() for run in runs}) > 1:
                self._say(
                    first,
                    f"a link or a field begins between {first.text} and {last.text}",
                    "move one of them",
                )
            return
        around = [next(tag.run.iterancestors(_UNITS[unit]), None) for tag in block]
        elements = [element for element in around if element is not None]
        if len(elements) < len(block):
            self._say(first, f"{{%{unit} stands outside of a table", "write {%p")
        elif len({element.getparent() for element in elements}) > 1:
            remedy = "put both into the same table cell or both outside of tables; whole rows are {%tr … %}"
            self._say(first, f"{first.text} and {last.text} do not stand side by side", remedy)
        elif len(set(elements)) == 1 and len(elements) == 2:
            self._around(elements[0], block)
        else:
            for tag, element in zip(block, elements, strict=True):
                if not _alone(tag, element):
                    what = {"p": "paragraph", "tr": "table row", "tc": "table cell"}[unit]
                    self._say(tag, f"{tag.text} is not alone in its {what}", "move the rest out of it")
                    return
            for tag, element in zip(block, elements, strict=True):
                _insert_before(element, _taken_out(tag))
                _remove(element)

    @staticmethod
    def _around(element: Any, tags: list[Tag]) -> None:
        """Repeats, or leaves out, the one paragraph or row in which a block both begins and ends."""
        before, after = (_taken_out(tag) for tag in tags)
        _insert_before(element, before)
        element.tail = after + (element.tail or "")

    # To Jinja

    def _parsed(self, root: Any) -> nodes.Template | None:
        written = etree.tostring(root, encoding="unicode").replace("\n", " ")
        environment = parsing()
        source: list[str] = []
        position = 0
        for place in _PLACE.finditer(written):
            tag = self._tags[int(place[1])]
            source.append(written[position : place.start()])
            position = place.end()
            if tag.text.startswith("{#"):
                continue
            self.lines.append(tag)
            self._try(tag, environment)
            source.append(_for_jinja(tag))
        if self._found:
            return None
        tree = environment.parse("".join([*source, written[position:]]))
        return tree if self._shallow(tree) else None

    def _try(self, tag: Tag, environment: Environment) -> None:
        """Whether this tag alone can be parsed."""
        text, word = _for_jinja(tag), tag.word
        if word in _GOES_ON:
            text = f"\ue002if x\ue003{text}\ue002endif\ue003"
        elif word.startswith("end"):
            begun = {"endfor": "for x in y", "endif": "if x"}[word]
            text = f"\ue002{begun}\ue003{text}"
        elif word in _BEGINS:
            text += f"\ue002end{word}\ue003"
        try:
            environment.parse(text)
        except TemplateSyntaxError as error:
            message = _SIGNS.sub("", error.message or "")
            self._say(tag, f"template syntax: {message}", f"check {tag.text}")
        except RecursionError:
            self._say(tag, "the expression is nested too deeply", "make it simpler")

    def _shallow(self, tree: nodes.Template) -> bool:
        level: list[nodes.Node] = [tree]
        blocks = (nodes.If, nodes.For, nodes.Output)
        depths = {id(tree): 0}
        while level:
            node = level.pop()
            for child in node.iter_child_nodes():
                depths[id(child)] = depths[id(node)] + (not isinstance(child, blocks))
                if depths[id(child)] > _DEEPEST_EXPRESSION:
                    self._say(self.tag_of(child), "the expression is nested too deeply", "make it simpler")
                    return False
                level.append(child)
        return True

    def tag_of(self, node: nodes.Node) -> Tag:
        """The tag in which the expression stands: each tag begins a line of what the parser reads."""
        return self.lines[max(0, min(node.lineno - 2, len(self.lines) - 1))]


def parsing() -> Environment:
    """Jinja's parser for tags that `_for_jinja` has written."""
    return Environment(
        block_start_string="\ue002",
        block_end_string="\ue003",
        variable_start_string="\ue004",
        variable_end_string="\ue005",
        comment_start_string="\ue006",
        comment_end_string="\ue007",
        autoescape=False,
    )


def without_signs(xml: str) -> str:
    """The XML without the signs that stand for tags here."""
    return _SIGNS.sub("", xml)


def _for_jinja(tag: Tag) -> str:
    inner = tag.text[2:-2]
    if tag.text.startswith("{{"):
        return f"\ue004\n{inner}\ue005"
    return f"\ue002\n{inner[len(tag.unit) :]}\ue003"


def _straight(text: str) -> str:
    """The tag with the quotation marks that Word has made typographic."""
    text = _SIGNS.sub("", text).translate(_CURLY)
    return text if '"' in text or "'" in text else text.translate(str.maketrans("«»", '""'))


def _alone(tag: Tag, element: Any) -> bool:
    """Whether nothing but this tag stands there."""
    text = "".join(t.text or "" for t in element.iter(_T))
    if len(_PLACE.findall(text)) != 1 or _PLACE.sub("", text).strip():
        return False
    return not any(child.tag in _NOT_TEXT for child in element.iter())


def _taken_out(tag: Tag) -> str:
    """The tag's mark, removed from its run."""
    tag.run.text = tag.run.text.replace(tag.mark, "")
    return tag.mark


def _insert_before(element: Any, text: str) -> None:
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def _remove(element: Any) -> None:
    tail = element.tail or ""
    _insert_before(element, tail)
    element.getparent().remove(element)
