"""Parts of a message: the things that it asks one after another, the clauses of a longer question, the two
sides of a comparison."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.query.parsing import Query, Token
from knowledge.query.vocabulary import expanded
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import WORD, words

_MARKS = re.compile(r"[.,;:!?()\n]|\s[-–—]+\s|[—–]")
_QUOTED = re.compile(r"[«\"“„](?P<inside>[^«»\"“”„]{2,80})[»\"”“]")
_ITEM = re.compile(r"(?:^|(?<=\s))\(?\d{1,2}[.)](?=\s)")
_SENTENCE = re.compile(rf"[?!;…\n]+|\.(?=\s|$)|{_ITEM.pattern}")
_MOST_PARTS = 8  # who sends more tells a story


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
    """The place where the term begins: after the last «термин», «что такое» and their like."""
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
    said = expanded(said)
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


def items(text: str) -> list[str]:
    """The items of a numbered list, without what stands before it; [] where there are not two."""
    found = [item.strip() for item in _ITEM.split(text)[1:]]
    return found if 1 < len(found) <= _MOST_PARTS else []


def parts(query: Query) -> list[str]:
    """Sentences and questions strung together; [] for a single one."""
    telling = {token.word for token in query.tokens}
    found = [
        part for sentence in _SENTENCE.split(query.text) for part in _questions(sentence, telling) if part
    ]
    return found if 1 < len(found) <= _MOST_PARTS else []


def may_ask_several(text: str) -> bool:
    """Whether `parts` or `items` may find several in a folded text, however its words are read."""
    asked = sum(map(shipped_tables().questions.__contains__, words(text)))
    return asked > 1 or sum(bool(words(each)) for each in _SENTENCE.split(text)) > 1


def number_asked(text: str) -> str | None:
    """The number in «вопрос 3», «FAQ 6», «№5», when nothing else is asked."""
    numbered, questions = shipped_tables().numbered, shipped_tables().questions
    found = re.fullmatch(r"(?P<rest>.*?)(?:no|№|#)?\s?(?P<number>\d{1,3})\W*", text)
    if found is None:
        return None
    rest = words(found["rest"])
    marked = bool(rest and rest[-1] in numbered) or found["rest"] != text[: found.start("number")]
    named = all(word in numbered | questions or lemma(word).weight == 0 for word in rest)
    return found["number"].lstrip("0") if marked and named else None


def _questions(sentence: str, telling: set[str]) -> Iterator[str]:
    """The sentence cut before each «и где», «а чем», «что такое» that follows upon something asked."""
    tables = shipped_tables()
    start, told, asked, joined, before = 0, False, False, False, 0
    found = list(WORD.finditer(sentence))
    for each, after in zip_longest(found, found[1:]):
        word = each[0]
        # A question word alone may begin a subordinate clause: «покажите, что он готов».
        opens = joined or (after is not None and f"{word} {after[0]}" in tables.naming)
        if word in tables.questions and told and opens:
            yield sentence[start:before].strip(" ,")
            start, told, asked = before, False, False
        asked = asked or word in tables.questions
        told = asked and (told or word in telling)
        joined = word in tables.joints
        # The conjunction goes with what follows.
        before = before if joined else each.end()
    yield sentence[start:].strip(" ,")


def listed(query: Query, telling: Sequence[str]) -> list[str]:
    """The things of a mere list: «услуга и функция», «внутренний, внешний клиент»; [] for anything else.

    Of two that are compared nothing is said here; three are no comparison of sides.
    """
    joints = shipped_tables().joints
    pieces: list[list[str]] = [[]]
    # «напишите определения: услуга, функция» lists after the colon.
    for chunk in re.split(r"(,)", query.text.rpartition(":")[2]):
        for word in words(chunk):
            if word in joints:
                pieces.append([])
            elif not is_marker(word):
                pieces[-1].append(word)
        if chunk == ",":
            pieces.append([])
    known = set(telling)
    found = [piece for piece in pieces if any(word in known for word in piece)]
    # «коллеги, что такое услуга» is no list: what follows asks.
    if any(word in shipped_tables().questions for piece in found[1:] for word in piece):
        return []
    least = 2 + any(map(is_marker, query.said))
    return [" ".join(piece) for piece in found] if least <= len(found) <= _MOST_PARTS else []
