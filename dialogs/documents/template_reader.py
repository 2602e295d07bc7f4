"""Reads one part of an agency's Word file with its placeholders into the tree of Jinja's parser."""

from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import etree

from dialogs.documents.template_blocks import place_blocks
from dialogs.documents.template_tags import BEGINS, GOES_ON, MARK, MOST_TAGS, SIGNS, Tag, TagReader, TellTag

_DEEPEST_EXPRESSION = 60


class Reader:
    """Reads the tags of one part; `tree` is None when anything was found wrong."""

    def __init__(self, root: Any, report: TellTag, most: int = MOST_TAGS) -> None:
        self._report = report
        self._found = False
        self.lines: list[Tag] = []
        self.tree: nodes.Template | None = None
        self._tags = TagReader(root, self._say, most).tags
        if len(self._tags) > most:
            return
        place_blocks(self._tags, self._say)
        if not self._found:
            self.tree = self._parsed(root)

    def _say(self, tag: Tag, message: str, remedy: str) -> None:
        self._found = True
        self._report(tag, message, remedy)

    def _parsed(self, root: Any) -> nodes.Template | None:
        written = etree.tostring(root, encoding="unicode").replace("\n", " ")
        environment = _parsing()
        source: list[str] = []
        position = 0
        for mark in MARK.finditer(written):
            tag = self._tags[int(mark[1])]
            source.append(written[position : mark.start()])
            position = mark.end()
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
        if word in GOES_ON:
            text = f"\ue002if x\ue003{text}\ue002endif\ue003"
        elif word.startswith("end"):
            begun = {"endfor": "for x in y", "endif": "if x"}[word]
            text = f"\ue002{begun}\ue003{text}"
        elif word in BEGINS:
            text += f"\ue002end{word}\ue003"
        try:
            environment.parse(text)
        except TemplateSyntaxError as error:
            message = SIGNS.sub("", error.message or "")
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


def _parsing() -> Environment:
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


def _for_jinja(tag: Tag) -> str:
    inner = tag.text[2:-2]
    if tag.text.startswith("{{"):
        return f"\ue004\n{inner}\ue005"
    return f"\ue002\n{inner[len(tag.unit) :]}\ue003"
