"""Cuts a message into the things that it may ask one after another."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from knowledge.query.clauses import is_marker
from knowledge.query.parsing import Query
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import WORD, words

_SENTENCE = re.compile(r"[?!;…\n]+|\.(?=\s|$)|(?:^|(?<=\s))\(?\d{1,2}[.)](?=\s)")
_MOST_PARTS = 8  # who sends more tells a story


def parts(query: Query) -> list[str]:
    """Sentences and questions strung together; [] for a single one."""
    telling = {token.word for token in query.tokens}
    found = [
        part for sentence in _SENTENCE.split(query.text) for part in _questions(sentence, telling) if part
    ]
    return found if 1 < len(found) <= _MOST_PARTS else []


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
    """The things of a mere list: «услуга и функция», «внутренний, внешний клиент»; [] for anything else."""
    if any(map(is_marker, query.said)):
        return []
    joints = shipped_tables().joints
    pieces: list[list[str]] = [[]]
    for chunk in re.split(r"(,)", query.text):
        for word in words(chunk):
            if word in joints:
                pieces.append([])
            else:
                pieces[-1].append(word)
        if chunk == ",":
            pieces.append([])
    known = set(telling)
    found = [piece for piece in pieces if any(word in known for word in piece)]
    # «коллеги, что такое услуга» is no list: what follows asks.
    if any(word in shipped_tables().questions for piece in found[1:] for word in piece):
        return []
    return [" ".join(piece) for piece in found] if 1 < len(found) <= 3 else []
