"""The shipped examples, as `segmentbot fill` makes documents of them; documents made comparable."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dialogs.interview.examples import shipped_examples
from tests.calling import call
from tests.documents.reading import docx_text, normal, pdf_pages

EXAMPLES = ("citizen_service", "internal_accounting", "internal_facilities")
# Only a profile that was finished in a chat has a number.
_NUMBER = re.compile(r"(?:№|No)[0-9A-Z]{8}(?=Версия)")
_FOOT = re.compile(r"(?:(?:№|No)[0-9A-Z]{8})?,версия1\.0(?:от…)?")
_DAY = re.compile(
    r"\d{1,2}(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\d{4}г\."
)


@dataclass(frozen=True)
class Documents:
    """The texts of an example's two documents."""

    word: str
    pdf: str


@cache
def filled(example: str) -> Documents:
    """What `segmentbot fill` writes for an example."""
    with TemporaryDirectory() as folder:
        word, pdf = Path(folder) / "out.docx", Path(folder) / "out.pdf"
        done = call("fill", shipped_examples() / f"{example}.yaml", "--docx", word, "--pdf", pdf)
        assert done.returncode == 0, done.stderr.decode()
        return Documents(word_text(word.read_bytes()), pdf_text(pdf.read_bytes()))


def word_text(content: bytes) -> str:
    return undated(docx_text(content))


def pdf_text(content: bytes) -> str:
    return undated(normal("".join(pdf_pages(content))))


def undated(text: str) -> str:
    """The text without its number and the dates of its making: the examples carry their own. A profile that
    has a number is named by it at the foot of each page, another one by its date."""
    return _FOOT.sub("", _DAY.sub("…", _NUMBER.sub("", text)))
