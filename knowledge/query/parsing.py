"""What was meant to be typed: as it stands, in the other keyboard layout, or in Latin letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.query.vocabulary import Vocabulary, expanded
from knowledge.text.language import Language, shipped_tables
from knowledge.text.lemmas import Lemma, in_dictionary, lemma
from knowledge.text.letters import as_latin, as_russian, spellings, transliterated_back, without_swapped_marks
from knowledge.text.normalisation import LIMIT, cyrillic, folded, latin, words
from knowledge.text.spelling import Speller

Repair = Literal["none", "layout", "transliteration"]

_MOST_WORDS = 60
_FAMILIAR_ENOUGH = 0.55  # at this share of familiar letters nobody looks for another query
_BETTER_BY = 0.15
_RUSSIAN_BY_HALF = 0.5
_MISSPELT = 0.75
_LONG_ENOUGH_TO_MISSPELL = 6
_FRAME_WORD = 0.75  # the likeness from which a word is a misspelt question word
_SHORTEST_RESPELT = 5
_SHORTEST_PART, _SHORTEST_RUN, _LONGEST_RUN = 4, 9, 60
_HOMOGLYPHS = str.maketrans("aceopxyk", "асеорхук")


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
    text = folded(question[:LIMIT])
    plain = _plain_words(text, vocabulary)
    best: tuple[float, Repair, list[str], str] = (_familiarity(plain, vocabulary), "none", plain, text)
    if plain and best[0] < (_FAMILIAR_ENOUGH if any(map(cyrillic, plain)) else 1.0):
        for repair, candidate, repaired in _repairs(text, vocabulary):
            share = _familiarity(candidate, vocabulary)
            if share > best[0] + _BETTER_BY:
                best = (share, repair, candidate, repaired)
    familiarity, repair, found, text = best
    said = [_framed(word, vocabulary) for word in _joined(found, vocabulary)]
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
    return query.text if spelt == words(query.text) else " ".join(spelt)


def _spelt(word: str, vocabulary: Vocabulary) -> str:
    asked = lemma(word)
    if len(word) < _SHORTEST_RESPELT or asked.known or not cyrillic(word) or vocabulary.knows(word):
        return word
    near = vocabulary.related(asked, word)
    best = max(near, key=lambda each: near[each], default=word)
    return best if near.get(best, 0.0) >= _MISSPELT else word


def _tells(token: Token) -> bool:
    return token.lemma.weight > 0 and (len(token.word) > 1 or token.word.isdigit())


def _repairs(text: str, vocabulary: Vocabulary) -> list[tuple[Repair, list[str], str]]:
    letters = [character for character in text if character.isalpha()]
    russian = sum("а" <= character <= "я" for character in letters)
    if russian * 2 > len(letters):
        swapped = as_latin(text)
        return [("layout", words(swapped), swapped)]
    swapped = as_russian(text)
    layout = [_without_marks(word, vocabulary) for word in words(swapped)]
    judges = (vocabulary.knows, in_dictionary)
    back = [word if word.isdigit() else transliterated_back(word, *judges) for word in words(text)]
    return [("layout", layout, swapped), ("transliteration", back, " ".join(back))]


def _without_marks(word: str, vocabulary: Vocabulary) -> str:
    if vocabulary.knows(word) or in_dictionary(word):
        return word
    bare = without_swapped_marks(word)
    return bare if bare and (vocabulary.knows(bare) or in_dictionary(bare)) else word


def _plain_words(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words as they stand; among Russian ones, mixed alphabets and the other layout are mended."""
    if not any(map(cyrillic, words(text))):
        return words(text)
    return [word for chunk in text.split() for word in _mended(chunk, vocabulary)]


def _mended(chunk: str, vocabulary: Vocabulary) -> list[str]:
    found = words(chunk)
    if not any("a" <= letter <= "z" for letter in chunk) or all(map(vocabulary.knows, found)):
        return found
    if not all(map(latin, found)):
        return [word if latin(word) else word.translate(_HOMOGLYPHS) for word in found]
    swapped = [_without_marks(word, vocabulary) for word in words(as_russian(chunk))]
    known = swapped and all(vocabulary.knows(word) or in_dictionary(word) for word in swapped)
    return swapped if known else found


def _familiarity(found: Sequence[str], vocabulary: Vocabulary) -> float:
    letters = sum(map(len, found))
    return sum(len(word) * _familiar(word, vocabulary) for word in found) / letters if letters else 0.0


def _familiar(word: str, vocabulary: Vocabulary) -> float:
    tables = shipped_tables()
    if (
        vocabulary.knows(word)
        or word in tables.frames
        or word in tables.talk_words
        or word in tables.abbreviations
        or (len(word) > 2 and in_dictionary(word))
    ):
        return 1.0
    if len(word) < _LONG_ENOUGH_TO_MISSPELL:
        return 0.0
    # A guess at a misspelt word counts less than a word: `segmentaciya` is no bad `segmentation`.
    return _MISSPELT * max(vocabulary.related(lemma(word), word).values(), default=0.0)


def _joined(found: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """«клиенто центричность» becomes one word, «клиентскийпуть» two."""
    result: list[str] = []
    position = 0
    while position < len(found):
        word = found[position]
        if position + 1 < len(found) and len(word) > 1:
            both = word + found[position + 1]
            strange = not (vocabulary.knows(word) and vocabulary.knows(found[position + 1]))
            if strange and len(both) > 6 and _is_one_word(both, word, found[position + 1], vocabulary):
                result.append(both)
                position += 2
                continue
        result.extend(_split(word, vocabulary.knows))
        position += 1
    return result


def _is_one_word(both: str, first: str, second: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.knows(both):
        return True
    if in_dictionary(first) and in_dictionary(second):
        return False
    if vocabulary.knows(first) or vocabulary.knows(second) or {first, second} & shipped_tables().frames:
        return False
    near = max(vocabulary.related(lemma(both), both).values(), default=0.0)
    apart = max(
        (strength for word in (first, second) for strength in vocabulary.related(lemma(word), word).values()),
        default=0.0,
    )
    return near > max(0.85, apart)


def _split(word: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The known words that `word` is run together from, or `word` itself."""
    if not _SHORTEST_RUN <= len(word) <= _LONGEST_RUN or knows(word) or in_dictionary(word):
        return (word,)
    return _run_together(word, knows) or (word,)


def _run_together(word: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    # From the end of each start that can be reached in known words: how it was reached.
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(_SHORTEST_PART, len(word) + 1):
        for start in range(end - _SHORTEST_PART + 1):
            if start in reached and knows(word[start:end]):
                reached[end] = (*reached[start], word[start:end])
                break
    return reached.get(len(word), ())


def _language(said: Sequence[str]) -> Language:
    """English needs English words and no Russian ones; abbreviations such as «CJM» are used in both."""
    abbreviations = shipped_tables().abbreviations
    english = any(latin(word) and word not in abbreviations for word in said)
    return "en" if english and not any(cyrillic(word) or _frames_in_russian(word) for word in said) else "ru"


def _frames_in_russian(word: str) -> bool:
    """Whether a Latin word is one that Russians ask with: `chto takoe touchpoint`."""
    language = shipped_tables().frame_language
    return (
        len(word) > 2 and word not in language and any(language.get(each) == "ru" for each in spellings(word))
    )


def _spelt_in_english(question: str, russian: str) -> bool:
    """Whether Latin words that could be Russian ones are written as only an English one would be."""
    english = shipped_tables().frame_language
    return any(
        # Nobody who writes Russian in Latin letters puts «c» for «к» or «с»: `credit card`.
        word.replace("ch", "").count("c") > read_as.count("ц")
        or (english.get(word) == "en" and not in_dictionary(read_as))
        for word, read_as in zip(words(folded(question)), words(russian), strict=False)
    )


def _asks_in_russian(said: Sequence[str]) -> bool:
    tables = shipped_tables()
    return any(
        cyrillic(word) and (word in tables.questions or tables.frame_language.get(lemma(word).text) == "ru")
        for word in said
    )


def _framed(word: str, vocabulary: Vocabulary) -> str:
    """The frame word that `word` is a misspelling of; any other word as it is.

    Only Russian ones: without a dictionary of English, «work» would be a misspelt «word».
    """
    if not cyrillic(word) or vocabulary.knows(word) or in_dictionary(word) or word in _frame_speller():
        return word
    # The base form that the dictionary guesses is nearer where only the ending differs: «счииают».
    near = {**_frame_speller().near(word), **_frame_speller().near(lemma(word).text)}
    best = max(near, key=lambda each: near[each], default=word)
    meant = max(vocabulary.related(lemma(word), word).values(), default=0.0)
    return best if near.get(best, 0.0) >= max(_FRAME_WORD, meant) else word


@lru_cache(maxsize=1)
def _frame_speller() -> Speller:
    tables = shipped_tables()
    phrases = (word for phrase in tables.naming | tables.asking_alone for word in words(phrase))
    known = {*tables.frames, *tables.questions, *tables.comparing, *phrases}
    return Speller({word: word for word in known if cyrillic(word)})
