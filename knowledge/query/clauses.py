"""Parts of a question: the clauses of a longer text, and the two sides of a comparison."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.query.parsing import Query, Token
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import words

_MARKS = re.compile(r"[.,;:!?()\n]|\s[-–—]+\s|[—–]")
_QUOTED = re.compile(r"[«\"“„](?P<inside>[^«»\"“”„]{2,80})[»\"”“]")


@dataclass(frozen=True, slots=True)
class Clause:
    """Telling words that stand together; `named` when the text says that it is a term or asks what it is."""

    tokens: tuple[Token, ...]
    named: bool


def clauses(query: Query, tokens: Sequence[Token]) -> Iterator[Clause]:
    """The clauses that hold less than the whole text, in order."""
    telling = {token.word: token for token in tokens}
    parts = _split(query.text)
    alone = shipped_tables().asking_alone
    naming = any(_named_from(part) is not None or " ".join(part) in alone for part in parts)
    for quoted in _QUOTED.finditer(query.text):
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


def sides(said: Sequence[str], tokens: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """The telling words of the first and of the second thing, when the text compares two."""
    tables = shipped_tables()
    if not any(map(is_marker, said)):
        return None
    telling = {token.word: token for token in tokens if not is_marker(token.word)}
    # The strongest separator first: «от» parts things even where «и» joins words of one of them.
    for separator in tables.separators:
        for place, word in enumerate(said):
            if word == separator:
                first = [telling[each] for each in said[:place] if each in telling]
                second = [telling[each] for each in said[place + 1 :] if each in telling]
                if first and second:
                    return first, second
    return None


def is_marker(word: str) -> bool:
    """Whether the word says that things are compared."""
    markers = shipped_tables().comparing
    return word in markers or lemma(word).text in markers
