"""The blocks of one part of a Word file: each `for` and `if` with what ends it, put where it begins and ends.

`{%p … %}` and `{%tr … %}` stand for whole paragraphs and table rows, and so does a plain `{% … %}` that is
alone in its paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml.ns import qn

from dialogs.documents.template_tags import BEGINS, GOES_ON, MARK, Tag, TellTag

MOST_TAG_LEVELS = 20

_T, _R = qn("w:t"), qn("w:r")
_UNITS = {name: qn(f"w:{name}") for name in ("p", "tr", "tc")}
_NOT_TEXT = {
    qn(f"w:{name}")
    for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference", "sectPr")
}


def place_blocks(tags: Sequence[Tag], say: TellTag) -> None:
    """Puts the marks of all blocks where they count; what cannot be put is told."""
    for block in _paired(tags, say):
        _place(block, say)


def _paired(tags: Sequence[Tag], say: TellTag) -> Iterator[list[Tag]]:
    """Every `for` and `if` with what ends it; `set` and comments by themselves."""
    blocks: list[list[Tag]] = []
    for tag in tags:
        comment = tag.text.startswith("{#")
        if comment and (unit := re.match(r"\{#(p|tr|tc)\s", tag.text)):
            tag.unit = unit[1]
        if comment or tag.word == "set":
            yield [tag]
        elif tag.word in BEGINS:
            blocks.append([tag])
            if len(blocks) == MOST_TAG_LEVELS + 1:
                say(tag, f"blocks are nested deeper than {MOST_TAG_LEVELS}", "make the template flatter")
        elif tag.word in GOES_ON or tag.word.startswith("end"):
            if not blocks:
                say(tag, f"{tag.text} ends nothing", "write its beginning before it")
                continue
            blocks[-1].append(tag)
            begun = blocks[-1][0].word
            if tag.word.startswith("end"):
                if tag.word != f"end{begun}":
                    say(tag, f"{tag.text} ends a “{begun}”", f"write {{% end{begun} %}}")
                yield blocks.pop()
    for block in blocks:
        tag = block[0]
        say(tag, f"{tag.text} is not ended", f"write {{%{tag.unit} end{tag.word} %}}")


def _place(block: Sequence[Tag], say: TellTag) -> None:
    """Puts the tags of one block where it begins and ends: in a line, or around whole paragraphs or rows."""
    first, last = block[0], block[-1]
    unit, *others = ("" if tag.unit == "r" else tag.unit for tag in block)
    if any(each != unit for each in others):
        other = next(tag for tag in block if tag.unit != first.unit)
        begin = f"{{%{first.unit} " if first.unit else "{% "
        say(other, f"{other.text} belongs to {first.text}", f"begin both with {begin}")
        return
    together = all(tag.paragraph is first.paragraph for tag in block)
    if not unit and not together:
        if not all(_alone(tag, tag.paragraph) for tag in block):
            remedy = "put each into a paragraph of its own, as {%p … %}, or a row, as {%tr … %}"
            say(first, f"{first.text} and {last.text} stand inside of different paragraphs", remedy)
            return
        unit = "p"
    if unit:
        _place_whole(block, unit, say)
        return
    runs = [next(tag.run.iterancestors(_R), None) for tag in block]
    if len({None if run is None else run.getparent() for run in runs}) > 1:
        say(first, f"a link or a field begins between {first.text} and {last.text}", "move one of them")


def _place_whole(block: Sequence[Tag], unit: str, say: TellTag) -> None:
    """Puts the tags around whole paragraphs, rows or cells."""
    first, last = block[0], block[-1]
    around = [next(tag.run.iterancestors(_UNITS[unit]), None) for tag in block]
    elements = [element for element in around if element is not None]
    if len(elements) < len(block):
        say(first, f"{{%{unit} stands outside of a table", "write {%p")
    elif len({element.getparent() for element in elements}) > 1:
        remedy = "put both into the same table cell or both outside of tables; whole rows are {%tr … %}"
        say(first, f"{first.text} and {last.text} do not stand side by side", remedy)
    elif len(set(elements)) == 1 and len(elements) == 2:
        _around(elements[0], block)
    else:
        for tag, element in zip(block, elements, strict=True):
            if not _alone(tag, element):
                what = {"p": "paragraph", "tr": "table row", "tc": "table cell"}[unit]
                say(tag, f"{tag.text} is not alone in its {what}", "move the rest out of it")
                return
        for tag, element in zip(block, elements, strict=True):
            _insert_before(element, _taken_out(tag))
            _remove(element)


def _around(element: Any, tags: Sequence[Tag]) -> None:
    """Repeats, or leaves out, the one paragraph or row in which a block both begins and ends."""
    before, after = (_taken_out(tag) for tag in tags)
    _insert_before(element, before)
    element.tail = after + (element.tail or "")


def _alone(tag: Tag, element: Any) -> bool:
    """Whether nothing but this tag stands there."""
    text = "".join(t.text or "" for t in element.iter(_T))
    if len(MARK.findall(text)) != 1 or MARK.sub("", text).strip():
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
