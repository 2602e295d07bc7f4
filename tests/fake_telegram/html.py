"""Telegram's HTML: read as strictly as the Bot API server reads it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .refusal import Json, Refusal, bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "pre": {"language"},
    "span": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
    "tg-time": {"unix", "format"},
}
LITERALS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LINKS = ("http://", "https://", "tg://", "ton://", "mailto:", "tel:")


def utf16_length(text: str) -> int:
    """The length Telegram counts in: an emoji beyond the first plane is two units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class Formatted:
    """A text without its markup, the entities found, and what was odd but let pass."""

    text: str
    entities: list[Json] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def cant_parse(detail: str) -> Refusal:
    """The refusal of a text whose markup is broken."""
    return bad_request(f"can't parse entities: {detail}")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.found = Formatted("")

    def bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode())

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def take_until(self, stops: str) -> str:
        start = self.at
        while (c := self.peek()) and not c.isspace() and c not in stops:
            self.at += 1
        return self.source[start : self.at]

    def skip_spaces(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def emit(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def character(self) -> str:
        """A character reference, decoded; an unknown one stays as it is written."""
        end = self.at + 1
        if self.source.startswith("#", end):
            end += 1
            base = 16 if self.source.startswith("x", end) else 10
            start = end = end + (base == 16)
            digits = "0123456789abcdefABCDEF" if base == 16 else "0123456789"
            while end < len(self.source) and self.source[end] in digits:
                end += 1
            code = int(self.source[start:end] or "0", base)
            value = chr(code) if 0 < code < 0x10FFFF and end - self.at < 10 else ""
        else:
            start = end
            while end < len(self.source) and self.source[end].isascii() and self.source[end].isalpha():
                end += 1
            value = LITERALS.get(self.source[start:end], "")
        if not value:
            self.found.remarks.append(f"unescaped & at byte offset {self.bytes_before(self.at)}")
            self.at += 1
            return "&"
        self.at = end + self.source.startswith(";", end)
        return value

    def read(self) -> Formatted:
        while c := self.peek():
            if c == "&":
                self.emit(self.character())
            elif c == "<":
                if self.source.startswith("</", self.at):
                    self.close()
                else:
                    self.open()
            else:
                self.emit(c)
                self.at += 1
        if self.stack:
            raise cant_parse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        self.found.text = "".join(self.out)
        self.found.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.found

    def open(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.take_until(">").lower()
        where = f"at byte offset {self.bytes_before(begin)}"
        if not self.peek():
            raise cant_parse(f"Unclosed start tag {where}")
        if tag not in KINDS:
            raise cant_parse(f'Unsupported start tag "{tag}" {where}')
        attributes = self.attributes(tag, where)
        for name in attributes.keys() - ATTRIBUTES.get(tag, set()):
            self.found.remarks.append(f'unsupported attribute "{name}" in the tag "{tag}" {where}')
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise cant_parse(f'Tag "span" must have class "tg-spoiler" {where}')
        self.stack.append(_Open(tag, attributes, self.length, len(self.out)))

    def attributes(self, tag: str, where: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self.skip_spaces()
            if self.peek() == ">":
                self.at += 1
                return found
            name = self.take_until("=>/\"'")
            if not name:
                raise cant_parse(f'Empty attribute name in the tag "{tag}" {where}')
            self.skip_spaces()
            value = ""
            if self.peek() == "=":
                self.at += 1
                self.skip_spaces()
                value = self.attribute_value()
            if not self.peek():
                raise cant_parse(f'Unclosed start tag "{tag}" {where}')
            found[name] = value

    def attribute_value(self) -> str:
        quote = self.peek()
        if quote not in ("'", '"'):
            begin = self.at
            while (c := self.peek()) and c.isascii() and (c.isalnum() or c in ".-"):
                self.at += 1
            if (c := self.peek()) and not c.isspace() and c != ">":
                raise cant_parse(f"Unexpected end of name token at byte offset {self.bytes_before(begin)}")
            return self.source[begin : self.at].lower()
        self.at += 1
        value: list[str] = []
        remarks = len(self.found.remarks)
        while (c := self.peek()) and c != quote:
            if c == "&":
                value.append(self.character())
            else:
                value.append(c)
                self.at += 1
        del self.found.remarks[remarks:]  # a bare & between a link's parameters is common and harmless
        self.at += 1
        return "".join(value)

    def close(self) -> None:
        begin = self.at
        where = f"at byte offset {self.bytes_before(begin)}"
        if not self.stack:
            raise cant_parse(f"Unexpected end tag {where}")
        self.at += 2
        tag = self.take_until(">").lower()
        self.skip_spaces()
        if self.peek() != ">":
            raise cant_parse(f"Unclosed end tag {where}")
        self.at += 1
        opened = self.stack.pop()
        if tag and tag != opened.tag:
            raise cant_parse(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{tag}>"')
        if self.length > opened.offset:
            self.finish(opened)

    def finish(self, opened: _Open) -> None:
        entity: Json = {
            "type": KINDS[opened.tag],
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        match opened.tag:
            case "a":
                url = opened.attributes.get("href") or "".join(self.out[opened.start :])
                if not link_entity(entity, url):
                    self.found.remarks.append(f"a link to {url!r} is dropped")
                    return
            case "tg-emoji":
                identifier = opened.attributes.get("emoji-id", "")
                if not identifier.isdigit() or int(identifier) == 0:
                    raise cant_parse("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = identifier
            case "tg-time":
                entity["unix_time"] = int(opened.attributes.get("unix") or 0)
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "code" if opened.attributes.get("class", "").startswith("language-"):
                entity["language"] = opened.attributes["class"].removeprefix("language-")
            case "pre":
                inner = self.found.entities[-1] if self.found.entities else {}
                same = inner.get("offset") == entity["offset"] and inner.get("length") == entity["length"]
                if same and inner.get("type") == "code" and inner.get("language"):
                    inner["type"] = "pre"
                    return
        self.found.entities.append(entity)


def link_entity(entity: Json, url: str) -> bool:
    """Makes the entity a link or a mention; False when Telegram would drop such an address."""
    url = url.strip()
    if url.startswith("tg://user?id=") and url[13:].isdigit():
        entity["type"] = "text_mention"
        entity["user"] = {"id": int(url[13:]), "is_bot": False, "first_name": "?"}
        return True
    if "://" not in url and not url.startswith(("mailto:", "tel:")) and "." in url and " " not in url:
        url = f"http://{url}/"
    if not url.lower().startswith(LINKS) or any(c.isspace() for c in url):
        return False
    host = url.split("://", 1)[-1].split("/", 1)[0]
    if url.lower().startswith("http") and "." not in host:
        return False
    entity["url"] = url
    return True


def parse_html(source: str) -> Formatted:
    """The text and entities of an HTML message, or Telegram's refusal."""
    return _Reader(source).read()
