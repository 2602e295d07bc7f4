"""Files that nobody should send."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import date

import yaml

from dialogs.documents.docx_file import render_docx
from dialogs.documents.report import build_report
from dialogs.interview.answer_file import answers_as_file
from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form

LARGEST = 25 * 1024 * 1024
NAMES = (
    *(
        "ответ.docx",
        "ответ.yaml",
        "a.json",
        "a.zip",
        "..\\..\\x",
        "../../etc/passwd",
        "",
        "я" * 300,
        "a\x00b.docx",
    ),
    *("x.docx\r\nX-Evil: 1", '"quoted".docx', "con", "\u202excod.exe", "a.docm", "🙂.png", ";filename=b"),
)
TYPES = (
    *("application/octet-stream", "application/json", "image/png", "text/yaml", "x", "", "multipart/mixed"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)


class Spoiler:
    """Endless spoiled files made of real ones; the same seed gives the same ones."""

    def __init__(self, seed: int, form: Form, draft: Draft) -> None:
        self.chance = random.Random(seed)
        content = answers_as_file(form, draft)
        self.real = (
            render_docx(build_report(form, draft, date(2026, 11, 22))),
            yaml.safe_dump(content, allow_unicode=True).encode(),
            json.dumps(content, ensure_ascii=False, default=str).encode(),
            _zipped({"drafts/a.yaml": b"a: 1"}),
        )
        self.bombs = (
            _zipped({"word/document.xml": bytes(50 * 1024 * 1024)}),
            _zipped({str(number): b"" for number in range(20_000)}),
            b"a: &a [x,x]\n" + b"".join(f"b{n}: &b{n} [*a,*a]\n".encode() for n in range(500)),
            b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><l>&a;</l>',
        )

    def files(self) -> Iterator[tuple[str, str, bytes]]:
        """Name, type and content."""
        ways: tuple[Callable[[], bytes], ...] = (
            *(self._truncated, self._flipped, self._flipped, self._other, self._bomb),
        )
        while True:
            content = self.chance.choice(ways)()
            if self.chance.random() < 0.01:
                content = bytes(LARGEST)
            yield self.chance.choice(NAMES), self.chance.choice(TYPES), content

    def _truncated(self) -> bytes:
        content = self.chance.choice(self.real)
        return content[: self.chance.randrange(len(content))]

    def _flipped(self) -> bytes:
        content = bytearray(self.chance.choice(self.real))
        for _ in range(self.chance.randint(1, 50)):
            content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(8)
        return bytes(content)

    def _other(self) -> bytes:
        return self.chance.choice((b"", b"\x00" * 1000, self.chance.randbytes(3000), b"MZ\x90\x00" * 50))

    def _bomb(self) -> bytes:
        return self.chance.choice(self.bombs)


def _zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()
