"""Telegram's MarkdownV2 (and the legacy Markdown), with Telegram's complaints."""

from __future__ import annotations

from dataclasses import dataclass

from .html import Formatted, cant_parse, link_entity, utf16_length
from .refusal import Json

RESERVED = "_*[]()~`>#+-=|{}.!"
SIMPLE = {"*": "Bold", "_": "Italic", "__": "Underline", "~": "Strikethrough", "||": "Spoiler", "`": "Code"}
TYPES = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "TextUrl": "text_link",
    "CustomEmoji": "custom_emoji",
    "BlockQuote": "blockquote",
}


@dataclass(slots=True)
class _Open:
    kind: str
    mark: str
    offset: int
    start: int
    begin: int
    language: str = ""


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.found = Formatted("")

    def emit(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def where(self, position: int) -> int:
        return len(self.source[:position].encode())

    def starts(self, mark: str) -> bool:
        return self.source.startswith(mark, self.at)

    def line_start(self) -> bool:
        return self.at == 0 or self.source[self.at - 1] == "\n"

    def push(self, kind: str, mark: str) -> None:
        self.stack.append(_Open(kind, mark, self.length, len(self.out), self.at))
        self.at += len(mark)

    def end_quote(self) -> None:
        if self.stack and self.stack[-1].kind == "Spoiler" and self.stack[-1].offset == self.length:
            self.stack.pop()  # «||» at a quote's end makes it expandable
            self.pop(expandable=True)
        elif self.stack and self.stack[-1].kind == "BlockQuote":
            self.pop()

    def pop(self, *, expandable: bool = False, url: str | None = None) -> None:
        opened = self.stack.pop()
        entity: Json = {
            "type": TYPES[opened.kind],
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        if entity["length"] == 0:
            return
        if expandable:
            entity["type"] = "expandable_blockquote"
        if opened.language:
            entity["language"] = opened.language
        if url is not None and opened.kind == "TextUrl" and not link_entity(entity, url):
            self.found.remarks.append(f"a link to {url!r} is dropped")
            return
        if url is not None and opened.kind == "CustomEmoji":
            if not url.startswith("tg://emoji?id="):
                raise cant_parse("Invalid tg://emoji or tg://time URL specified")
            entity["custom_emoji_id"] = url.removeprefix("tg://emoji?id=")
        self.found.entities.append(entity)

    def address(self) -> str | None:
        """The «(…)» after a link's text; None when there is none."""
        if not self.starts("("):
            return None
        begin = self.at = self.at + 1
        url: list[str] = []
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            url.append(self.source[self.at])
            self.at += 1
        if self.at >= len(self.source):
            raise cant_parse(f"Can't find end of a URL at byte offset {self.where(begin)}")
        self.at += 1
        return "".join(url)

    def read(self) -> Formatted:
        while self.at < len(self.source):
            self.step()
        if any(opened.kind == "BlockQuote" for opened in self.stack):
            self.end_quote()
        if self.stack:
            opened = self.stack[-1]
            raise cant_parse(
                f"Can't find end of {opened.kind} entity at byte offset {self.where(opened.begin)}"
            )
        self.found.text = "".join(self.out)
        self.found.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.found

    def step(self) -> None:
        c = self.source[self.at]
        top = self.stack[-1] if self.stack else None
        if c == "\\" and self.at + 1 < len(self.source) and ord(self.source[self.at + 1]) <= 126:
            self.emit(self.source[self.at + 1])
            self.at += 2
        elif top and top.kind in ("Code", "Pre"):
            if self.starts(top.mark):
                self.at += len(top.mark)
                self.pop()
            else:
                self.emit(c)
                self.at += 1
        elif c == "\n":
            self.newline()
        elif c not in RESERVED:
            self.emit(c)
            self.at += 1
        elif top and top.kind in ("TextUrl", "CustomEmoji") and c == "]":
            self.at += 1
            url = self.address()
            if url is None and top.kind == "CustomEmoji":
                raise cant_parse("The entity must contain a tg://emoji or tg://time URL")
            self.pop(url="".join(self.out[top.start :]) if url is None else url)
        else:
            self.mark(c, top)

    def newline(self) -> None:
        quoted = any(opened.kind == "BlockQuote" for opened in self.stack)
        if quoted and not self.source.startswith(">", self.at + 1):
            self.end_quote()
            if any(opened.kind == "BlockQuote" for opened in self.stack):
                opened = self.stack[-1]
                raise cant_parse(
                    f"Can't find end of {opened.kind} entity at byte offset {self.where(opened.begin)}"
                )
        self.emit("\n")
        self.at += 1

    def mark(self, c: str, top: _Open | None) -> None:
        double = self.source[self.at : self.at + 2]
        mark = double if double in ("__", "||") else c
        if top and top.mark == mark and top.kind != "BlockQuote":
            self.at += len(mark)
            self.pop()
        elif self.starts("```"):
            self.push("Pre", "```")
            line, newline, _ = self.source[self.at :].partition("\n")
            if newline and "`" not in line and " " not in line:
                self.stack[-1].language = line
                self.at += len(line) + 1
        elif mark in SIMPLE:
            self.push(SIMPLE[mark], mark)
        elif c == "[":
            self.push("TextUrl", "[")
        elif double == "![":
            self.push("CustomEmoji", "![")
        elif c == ">" and self.line_start():
            if any(opened.kind == "BlockQuote" for opened in self.stack):
                self.at += 1
            else:
                self.push("BlockQuote", ">")
        else:
            raise cant_parse(f"Character '{c}' is reserved and must be escaped with the preceding '\\'")


def parse_markdown_v2(source: str) -> Formatted:
    """The text and entities of a MarkdownV2 message, or Telegram's refusal."""
    return _Reader(source).read()


def parse_markdown(source: str) -> Formatted:
    """Legacy Markdown: read well enough to refuse an entity without an end."""
    found = Formatted("", remarks=["the legacy Markdown mode is used"])
    out: list[str] = []
    at = 0
    while at < len(source):
        c = source[at]
        if c == "\\" and source[at + 1 : at + 2] in ("_", "*", "`", "["):
            out.append(source[at + 1])
            at += 2
            continue
        if c not in "_*`[":
            out.append(c)
            at += 1
            continue
        end = source.find("]" if c == "[" else c, at + 1)
        if end < 0:
            raise cant_parse(
                f"Can't find end of the entity starting at byte offset {len(source[:at].encode())}"
            )
        inner = source[at + 1 : end]
        entity: Json = {
            "type": {"_": "italic", "*": "bold", "`": "code", "[": "text_link"}[c],
            "offset": utf16_length("".join(out)),
            "length": utf16_length(inner),
        }
        at = end + 1
        if c == "[" and source.startswith("(", at) and ")" in source[at:]:
            close = source.index(")", at)
            link_entity(entity, source[at + 1 : close])
            at = close + 1
        out.append(inner)
        if inner:
            found.entities.append(entity)
    found.text = "".join(out)
    return found
