"""What was meant to be typed: as it stands, in the other keyboard layout, or in Latin letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.query.repair import in_letters_meant, repaired
from knowledge.query.vocabulary import Vocabulary, expanded
from knowledge.text.language import Language, shipped_tables
from knowledge.text.lemmas import Lemma, in_dictionary, lemma
from knowledge.text.normalisation import (
    LIMIT,
    WORD,
    as_latin,
    as_russian,
    cyrillic,
    folded,
    latin,
    spellings,
    transliterated_back,
    without_swapped_marks,
    words,
)

Repair = Literal["none", "layout", "transliteration"]

_MOST_WORDS = 60
_FAMILIAR_ENOUGH = 0.55  # at this share of familiar letters nobody looks for another query
_BETTER_BY = 0.15
_RUSSIAN_BY_HALF = 0.5
_MISSPELT = 0.75
_LONG_ENOUGH_TO_MISSPELL = 6
_SHORTEST_RESPELT = 5
_MOST_TOKENS = 64  # to an encoder: its time grows with them
_LONGEST_WORD = 40  # letters; what is longer is no word
_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as understood, with its lemma."""

    word: str
    lemma: Lemma


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood. `said` holds all words, `tokens` those that tell something."""

    text: str
    repair: Repair
    language: Language
    said: tuple[str, ...]
    tokens: tuple[Token, ...]
    familiarity: float


def parse(question: str, vocabulary: Vocabulary) -> Query:
    """The query in which most letters belong to familiar words; a repair has to be clearly better."""
    text = repaired(_chunks_mended(in_letters_meant(question, vocabulary), vocabulary), vocabulary)
    found = words(text)
    familiarity = _familiarity(found, vocabulary)
    repair: Repair = "none"
    if found and familiarity < (_FAMILIAR_ENOUGH if any(map(cyrillic, found)) else 1.0):
        for other, candidate in _repairs(text, vocabulary):
            share = _familiarity(words(candidate), vocabulary)
            if share > familiarity + _BETTER_BY:
                familiarity, repair, text = share, other, repaired(candidate, vocabulary)
    said = [word[:_LONGEST_WORD] for word in words(text)]
    tokens = [Token(word, lemma(word)) for word in expanded(said)[:_MOST_WORDS]]
    telling = {token.word: token for token in tokens if _tells(token)}
    language: Language = _language(said)
    if repair == "transliteration" and not _asks_in_russian(said):
        # Latin letters of which hardly a Russian word can be made are English, though one of them is «борщ».
        foreign = familiarity <= _RUSSIAN_BY_HALF or _spelt_in_english(question[:LIMIT], text)
        language = "en" if foreign else language
    return Query(text, repair, language, tuple(said), tuple(telling.values()), familiarity)


def as_meant(query: Query, said: Sequence[str], vocabulary: Vocabulary) -> str:
    """The text for an encoder, which makes little of misspelt words: `said` is what counts of the query."""
    spelt = [_spelt(word, vocabulary) for word in said]
    lengths = [_encoder_tokens(word, vocabulary) for word in spelt]
    if sum(lengths) > _MOST_TOKENS:
        return " ".join(_shortened(list(zip(spelt, lengths, strict=True))))
    return query.text if spelt == words(query.text) else " ".join(spelt)


def _encoder_tokens(word: str, vocabulary: Vocabulary) -> int:
    """The most tokens that a word is to an encoder; letters without sense are hardly joined."""
    known = in_dictionary(word) or (latin(word) and (vocabulary.knows(word) or lemma(word).weight == 0))
    return 1 + len(word) // (4 if known else 2 if latin(word) else 1)


def _shortened(said: Sequence[tuple[str, int]]) -> list[str]:
    """The beginning and, as long stories ask at their end, more of the end; silent words go first."""
    telling = [(word, length) for word, length in said if lemma(word).weight > 0]
    room, end = _MOST_TOKENS, len(telling)
    while end and (room := room - telling[end - 1][1]) >= _MOST_TOKENS // 3:
        end -= 1
    room, start = _MOST_TOKENS // 3, 0
    while start < end and (room := room - telling[start][1]) >= 0:
        start += 1
    return [word for word, _ in (*telling[:start], *telling[end:])]


def _spelt(word: str, vocabulary: Vocabulary) -> str:
    asked = lemma(word)
    if len(word) < _SHORTEST_RESPELT or asked.known or not cyrillic(word) or vocabulary.knows(word):
        return word
    near = vocabulary.related(asked, word)
    best = max(near, key=lambda each: near[each], default=word)
    return best if near.get(best, 0.0) >= _MISSPELT else word


def _tells(token: Token) -> bool:
    return token.lemma.weight > 0 and (len(token.word) > 1 or token.word.isdigit())


def _repairs(text: str, vocabulary: Vocabulary) -> list[tuple[Repair, str]]:
    letters = [character for character in text if character.isalpha()]
    russian = sum("а" <= character <= "я" for character in letters)
    if russian * 2 > len(letters):
        return [("layout", as_latin(text))]
    judges = (vocabulary.knows, in_dictionary)
    back = [word if word.isdigit() else transliterated_back(word, *judges) for word in words(text)]
    return [("layout", _in_russian_layout(text, vocabulary)), ("transliteration", " ".join(back))]


def _in_russian_layout(text: str, vocabulary: Vocabulary) -> str:
    return WORD.sub(lambda found: _without_marks(found[0], vocabulary), as_russian(text))


def _without_marks(word: str, vocabulary: Vocabulary) -> str:
    if vocabulary.knows(word) or in_dictionary(word):
        return word
    bare = without_swapped_marks(word)
    return bare if bare and (vocabulary.knows(bare) or in_dictionary(bare)) else word


def _chunks_mended(text: str, vocabulary: Vocabulary) -> str:
    """The text, where single words among Russian ones were typed in the other layout, with those mended."""
    if text.isascii() or not any(map(cyrillic, words(text))):
        return text
    return _CHUNK.sub(lambda found: _chunk_mended(found[0], vocabulary), text)


def _chunk_mended(chunk: str, vocabulary: Vocabulary) -> str:
    found = words(chunk)
    if not any("a" <= letter <= "z" for letter in chunk) or all(map(vocabulary.knows, found)):
        return chunk
    if not all(map(latin, found)):
        return chunk
    swapped = _in_russian_layout(chunk, vocabulary)
    known = words(swapped)
    return (
        swapped if known and all(vocabulary.knows(word) or in_dictionary(word) for word in known) else chunk
    )


def _familiarity(found: Sequence[str], vocabulary: Vocabulary) -> float:
    letters = sum(map(len, found))
    return sum(len(word) * _familiar(word, vocabulary) for word in found) / letters if letters else 0.0


def _familiar(word: str, vocabulary: Vocabulary) -> float:
    if vocabulary.knows(word) or word in shipped_tables().known or (len(word) > 2 and in_dictionary(word)):
        return 1.0
    if len(word) < _LONG_ENOUGH_TO_MISSPELL:
        return 0.0
    # A guess at a misspelt word counts less than a word: `segmentaciya` is no bad `segmentation`.
    return _MISSPELT * max(vocabulary.related(lemma(word), word).values(), default=0.0)


def _language(said: Sequence[str]) -> Language:
    """English needs English words and no Russian ones; abbreviations such as «CJM» are used in both."""
    abbreviations = shipped_tables().abbreviations
    english = any(latin(word) and word not in abbreviations for word in said)
    return "en" if english and not any(cyrillic(word) or _frames_in_russian(word) for word in said) else "ru"


def _frames_in_russian(word: str) -> bool:
    """Whether a Latin word is one that Russians ask with: `chto takoe touchpoint`."""
    language = shipped_tables().frames
    return (
        len(word) > 2 and word not in language and any(language.get(each) == "ru" for each in spellings(word))
    )


def _spelt_in_english(question: str, russian: str) -> bool:
    """Whether Latin words that could be Russian ones are written as only an English one would be."""
    english = shipped_tables().frames
    return any(
        # Nobody who writes Russian in Latin letters puts «c» for «к» or «с»: `credit card`.
        word.replace("ch", "").count("c") > read_as.count("ц")
        or (english.get(word) == "en" and not in_dictionary(read_as))
        for word, read_as in zip(words(folded(question)), words(russian), strict=False)
    )


def _asks_in_russian(said: Sequence[str]) -> bool:
    tables = shipped_tables()
    return any(
        cyrillic(word) and (word in tables.questions or tables.frames.get(lemma(word).text) == "ru")
        for word in said
    )
