"""The part of a long text that is the question itself: «в письме встретилось слово «сервис», что это?»."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading import Reading, Token
from knowledge.tables import shipped_tables
from knowledge.text import words

_MARKS = re.compile(r"[.,;:!?()\n]|\s[-–—]+\s|[—–]")
_QUOTED = re.compile(r"[«\"“„](?P<inside>[^«»\"“”„]{2,80})[»\"”“]")


@dataclass(frozen=True, slots=True)
class Clause:
    """Telling words that stand together; `named` when the text says that it is a term or asks what it is."""

    tokens: tuple[Token, ...]
    named: bool


def clauses(reading: Reading, tokens: Sequence[Token]) -> Iterator[Clause]:
    """The clauses that hold less than the whole text, in order."""
    telling = {token.word: token for token in tokens}
    parts = _split(reading.text)
    alone = shipped_tables().asking_alone
    naming = any(_named_from(part) is not None or " ".join(part) in alone for part in parts)
    for quoted in _QUOTED.finditer(reading.text):
        yield from _clause(words(quoted["inside"]), telling, named=naming)
    for clause in parts:
        start = _named_from(clause)
        yield from _clause(clause[start or 0 :], telling, named=start is not None)
        if start is None and naming:
            # «сервис: что это такое?» names the term before it asks.
            yield from _clause(clause, telling, named=True)


def _clause(found: Sequence[str], telling: dict[str, Token], *, named: bool) -> Iterator[Clause]:
    inside = tuple(dict.fromkeys(telling[word] for word in found if word in telling))
    if inside and len(inside) < len(telling):
        yield Clause(inside, named)


def _split(text: str) -> list[list[str]]:
    return [found for part in _MARKS.split(text) if (found := words(part))]


def _named_from(clause: Sequence[str]) -> int | None:
    """Where the term begins: after the last «термин», «что такое» and their like."""
    naming = shipped_tables().naming
    for position in range(len(clause) - 1, 0, -1):
        if clause[position - 1] in naming or " ".join(clause[max(0, position - 2) : position]) in naming:
            return position
    return None
