"""A chat in the terminal, on the same turn handler and database as every other channel.

A typed line is what the person says. `#2` presses the second of the numbered buttons. Where a list,
a table or a long text is asked for, lines are gathered until an empty one.
"""

import asyncio
import textwrap
import threading
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.documents.long_document import DocumentTooLong
from bot.documents.on_demand import DocumentCache
from bot.ports import TERMINAL, IncomingHandler
from bot.store.store import Store
from dialogs.turn.events import Address, Event, Incoming, Pressed, Said, Started
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Attachment, Button, ItemsInput, Progress, Reply, RowsInput, TextInput
from knowledge.text.markup import Listing, Paragraph, Quote, RichText, Table, plain_spans


def rich_as_plain(text: RichText, width: int) -> str:
    """Paragraphs, lists and tables wrapped to `width`; a link's address stands behind its label."""
    return "\n\n".join(
        _listing(block, width) if isinstance(block, Listing) else _paragraph(block, width)
        for block in (block.as_listing() if isinstance(block, Table) else block for block in text.blocks)
    )


def numbered(reply: Reply) -> tuple[Button, ...]:
    """The buttons that are pressed by their number, in the order of the numbers."""
    return tuple(button for button in reply.buttons if button.role in ("choice", "toggle") and not button.url)


def reply_as_plain(reply: Reply, width: int) -> str:
    """The reply as it stands in a terminal: text, what is there now, numbered choices, other buttons."""
    parts = [_progress(reply.progress)] if reply.progress else []
    parts.append(rich_as_plain(reply.body, width))
    if reply.input and (value := _value(reply.input)):
        parts.append(textwrap.indent(value, "  | "))
    choices = [f"  {number}. {_label(button)}" for number, button in enumerate(numbered(reply), start=1)]
    if choices:
        parts.append("\n".join(_hanging(line, width) for line in choices))
    links = [f"  {button.label}: {button.url}" for button in reply.buttons if button.url]
    # A no-break space keeps a label in one line while the row of labels is wrapped.
    others = [
        f"[{_label(button)}]".replace(" ", "\xa0")
        for button in reply.buttons
        if not button.url and button not in numbered(reply)
    ]
    if links or others:
        row = _wrapped(" ".join(others), width).replace("\xa0", " ")
        parts.append("\n".join([*links, *([row] if others else [])]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _paragraph(block: Paragraph | Quote, width: int) -> str:
    if isinstance(block, Paragraph):
        return _wrapped(plain_spans(block.spans), width)
    return "\n".join(_wrapped(plain_spans(line), width) for line in block.lines)


def _listing(listing: Listing, width: int) -> str:
    lines = []
    for number, item in enumerate(listing.items, start=listing.start):
        marker = f"{number}. " if listing.ordered else "• "
        first, *rest = plain_spans(item).split("\n")
        lines.append(_hanging(marker + first, width, len(marker)))
        lines += [textwrap.indent(_wrapped(line, width - len(marker)), " " * len(marker)) for line in rest]
    return "\n".join(lines)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(_hanging(line, width, 0) for line in text.split("\n"))


def _hanging(line: str, width: int, indent: int = 5) -> str:
    # Addresses must stay whole, or they cannot be followed.
    return textwrap.fill(
        line,
        max(width, 20),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )


def _label(button: Button) -> str:
    if button.selected is None:
        return button.label
    mark = f"{button.rank}" if button.rank else "x" if button.selected else " "
    return f"[{mark}] {button.label}"


def _progress(progress: Progress) -> str:
    segment = ""
    if progress.segment is not None:
        segment = (
            f" · {progress.segment}/{progress.segments}" if progress.segments else f" · {progress.segment}"
        )
    return f"[{progress.answered}/{progress.total}] {progress.section}{segment}"


def _value(field: TextInput | ItemsInput | RowsInput) -> str:
    if isinstance(field, TextInput):
        return field.value
    if isinstance(field, ItemsInput):
        return "\n".join(field.value)
    return "\n".join(" | ".join(row) for row in field.value)


_PAGE = 100


@dataclass(kw_only=True, eq=False, repr=False)
class Terminal:
    """One chat between a stream of lines and a stream of text."""

    handler: IncomingHandler
    store: Store
    documents: DocumentCache
    name: str
    folder: Path
    lines: AsyncIterator[str]
    out: TextIO
    width: int
    phrases: Phrases
    prompt: str = ""
    exit_words: Collection[str] = ()
    several_lines: str = ""
    """How an answer of several lines is ended; said before each."""
    _leaving: bool = field(default=False, init=False)
    _command: str | None = field(default=None, init=False)
    _seen: int = field(default=0, init=False)
    _screen: tuple[Reply, ...] = field(default=(), init=False)

    @property
    def _address(self) -> Address:
        return Address(TERMINAL, self.name, self.name)

    async def run(self) -> None:
        """Talks until the lines end or one is an exit word; the next run goes on where this one stopped."""
        recent = await self.store.recent(TERMINAL, self._address.chat, 1)
        self._seen = recent[-1].id if recent else 0
        await self._handle(Started())
        while not self._leaving and (event := await self._next_event()) is not None:
            await self._handle(event)

    async def _handle(self, event: Event) -> None:
        receipt = await self.handler.handle(Incoming(self._address, self.store.fresh_id(), event))
        if receipt.notice:
            self.out.write(f"\n{receipt.notice}\n")
        shown: list[Reply] = []
        while page := await self.store.messages(TERMINAL, self._address.chat, self._seen, _PAGE):
            self._seen = page[-1].id
            shown += [reply for line in page if (reply := line.reply) is not None]
        for reply in shown:
            self.out.write("\n" + reply_as_plain(reply, self.width))
            for attachment in reply.attachments:
                await self._save(attachment)
        self.out.flush()
        self._screen = tuple(shown)

    async def _save(self, attachment: Attachment) -> None:
        try:
            file = await self.documents.file(attachment.document, attachment.format, self._address)
        except DocumentTooLong as error:
            self.out.write(f"  → {attachment.file_name}: {error}\n")
            return
        if file is not None:
            path = await asyncio.to_thread(_write_new, self.folder, attachment.file_name, file.content)
            self.out.write(f"  → {path}\n")

    async def _next_event(self) -> Event | None:
        """What the next line or lines mean; None at their end."""
        told = f"\n{self.several_lines}\n" if self.several_lines and self._gathers() else ""
        self.out.write(told + self.prompt)
        self.out.flush()
        first, self._command = self._command or await anext(self.lines, None), None
        if first is None or self._leaves(first):
            return None
        if (pressed := self._pressed(first)) is not None:
            return pressed
        if not self._gathers() or not first.strip() or self._is_short(first):
            return Said(first)
        lines = [first]
        while (line := await anext(self.lines, None)) is not None and line.strip():
            if self._leaves(line):
                # The lines before it are an answer all the same.
                self._leaving = True
                break
            if line.startswith("/") and self.phrases.command(line)[0] is not None:
                # It is heard next.
                self._command = line
                break
            lines.append(line)
        return Said("\n".join(lines))

    def _leaves(self, line: str) -> bool:
        return line.strip().rstrip(".!").casefold() in self.exit_words

    def _pressed(self, line: str) -> Pressed | None:
        sign, number = line.strip()[:1], line.strip()[1:]
        if sign != "#" or not number.isascii() or not number.isdigit():
            return None
        buttons = [button for reply in self._screen for button in numbered(reply)]
        position = int(number) - 1
        return Pressed(buttons[position].id) if 0 <= position < len(buttons) else None

    def _gathers(self) -> bool:
        """Whether the question on screen is answered by several lines."""
        field = self._screen[-1].input if self._screen else None
        return isinstance(field, ItemsInput | RowsInput) or (isinstance(field, TextInput) and field.multiline)

    def _is_short(self, line: str) -> bool:
        """A command or a button's label is complete in itself; a ready-made item of a list is not."""
        buttons = [button for reply in self._screen for button in reply.buttons]
        labels = {button.label.casefold() for button in buttons if button.role != "toggle"}
        return line.startswith("/") or line.strip().casefold() in labels


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    """Writes under a name that is not taken yet."""
    folder.mkdir(parents=True, exist_ok=True)
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
        else:
            return path


async def lines_of(stream: TextIO) -> AsyncIterator[str]:
    """Lines without their ends, as they come; reading blocks no one."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in stream:
                loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\r\n"))
            loop.call_soon_threadsafe(queue.put_nowait, None)
        except RuntimeError:
            return  # the loop ended first

    # A thread of its own that dies with the process: a pool's thread, waiting for a line, would keep
    # the process alive after Ctrl-C.
    threading.Thread(target=read, name="terminal-lines", daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line
