"""Undoes broken writing before anything is searched: letters, abbreviations, torn and glued words.

Every step takes a text and returns it mended; the words of the base and of the language decide.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from knowledge.query.mending import (
    with_initials_joined,
    with_real_words_meant,
    with_runs_shortened,
    without_letter_names,
)
from knowledge.query.vocabulary import KNOWN, Speller, Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import LIMIT, WORD, composed, cyrillic, folded, in_one_alphabet, words

# What a word costs that is not known: a text is cut into words so that they cost least in all.
_NEAR, _UNKNOWN, _UNKNOWN_LETTER = 2.0, 3.0, 0.2
_SPACE_REMOVED, _SPACE_ADDED = 1.05, 0.5
_ALIKE = 0.8  # from here on a word counts as a misspelling of one of the base
_MOST_PARTS = 3  # that one torn word is put together from
_MOST_MENDED, _MOST_LETTERS_MENDED = 12, 240  # unknown words, and theirs; what has more is no question
_SHORTEST_GLUED, _LONGEST_PIECE, _SHORTEST_ALONE = 6, 24, 3
_MOST_SHORTENED, _LONGEST_SEARCHED = 4, 1_000_000
_FRAME_WORD = 0.75  # the likeness from which a word is a misspelt question word

_WORD_AND_DOT = re.compile(r"(?P<word>[а-я]+)(?P<dot>\.?)")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
# «уд-ть» of «удовлетворённость»: how a word begins and how it ends.
_CONTRACTED = re.compile(r"(?<![\w-])(?P<start>[а-я]{1,6})-(?P<end>[а-я]{1,4})(?![\w-])")


def in_letters_meant(question: str, vocabulary: Vocabulary) -> str:
    """The text folded, with Russian letters for the look-alikes of other alphabets."""

    def known(word: str) -> bool:
        return vocabulary.is_word(folded(word))

    def known_in_latin(word: str) -> bool:
        tables = shipped_tables()
        return vocabulary.knows(word) or word in tables.abbreviations or word in tables.frames

    return folded(in_one_alphabet(composed(question[:LIMIT])[:LIMIT], known, known_in_latin))[:LIMIT]


def repaired(text: str, vocabulary: Vocabulary) -> str:
    """The text with abbreviations written out, torn and glued words and misspelt question words mended."""
    text = without_letter_names(text, vocabulary)
    text = with_initials_joined(text, vocabulary)
    text = _SPACED.sub(lambda found: _joined(found[0], vocabulary), text)
    text = with_runs_shortened(text, vocabulary)
    text = _CONTRACTED.sub(lambda found: _uncontracted(found, vocabulary), text)
    text = _with_word_boundaries(text, vocabulary)
    text = with_real_words_meant(_written_out(text, vocabulary), vocabulary, _frame_speller())
    return WORD.sub(lambda found: _frame_word(found[0], vocabulary), text)


def _joined(spaced: str, vocabulary: Vocabulary) -> str:
    """«у с л у г а» as «услуга», where the letters make words."""
    word = spaced.replace(" ", "")
    return word if vocabulary.is_word(word) or _cut(word, vocabulary) is not None else spaced


def _written_out(text: str, vocabulary: Vocabulary) -> str:
    """«внеш. кл.» as «внешний клиент»: the titles and phrasings tell which words stand together so."""
    found = list(_WORD_AND_DOT.finditer(text))
    shortened = [_may_be_shortened(each["word"], each["dot"], vocabulary) for each in found]
    # Each is looked up among all titles and phrasings, which takes milliseconds.
    if (
        not any(shortened)
        or sum(shortened) > _MOST_SHORTENED
        or len(vocabulary.forms_text) > _LONGEST_SEARCHED
    ):
        return text
    # Beside a shortened word «цел.» is one, too, though the base knows a word like that.
    shortened = [
        short
        or bool(
            each["dot"] and len(each["word"]) < _SHORTEST_GLUED and any(shortened[max(0, at - 1) : at + 2])
        )
        for at, (each, short) in enumerate(zip(found, shortened, strict=True))
    ]
    parts: list[str] = []
    end = position = 0
    while position < len(found):
        if shortened[position]:
            for start, stop in _neighbourhoods(position, shortened):
                alone = stop - start == 1 and not found[start]["dot"]
                if alone or start < 0 or stop > len(found) or found[start].start() < end:
                    continue
                run = found[start:stop]
                full = _standing_together(
                    [(each["word"], short) for each, short in zip(run, shortened[start:stop], strict=True)],
                    vocabulary,
                )
                if full is not None:
                    parts += [text[end : run[0].start()], full, " "]
                    end, position = run[-1].end(), stop - 1
                    break
        position += 1
    return "".join((*parts, text[end:]))


def _uncontracted(found: re.Match[str], vocabulary: Vocabulary) -> str:
    """The word most often written in the base that begins and ends so; the text as it is where none does."""
    start, end = found["start"], found["end"]
    if vocabulary.is_word(start) and vocabulary.is_word(end):  # «кто-то», «из-за»
        return found[0]
    if len(vocabulary.forms_text) > _LONGEST_SEARCHED or f" {start}" not in vocabulary.forms_text:
        return found[0]
    meant = Counter(re.findall(rf"\b{start}\w{{2,}}{end}\b", vocabulary.forms_text))
    return meant.most_common(1)[0][0] if meant else found[0]


def _may_be_shortened(word: str, dot: str, vocabulary: Vocabulary) -> bool:
    if len(word) < 2 or word in shipped_tables().abbreviations or vocabulary.has(word):
        return False
    # Without a dot only what no dictionary has; with one, «цел.» may be a word of the dictionary too.
    return bool(dot) or (len(word) < _SHORTEST_GLUED and not in_dictionary(word))


def _neighbourhoods(position: int, shortened: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of words around a shortened one, the most telling first."""
    stop = position + 1
    while stop < len(shortened) and shortened[stop]:
        stop += 1
    if stop - position > 1:
        yield position, stop
    yield position, position + 2
    yield position - 1, position + 1
    yield position, position + 1


def _standing_together(run: list[tuple[str, bool]], vocabulary: Vocabulary) -> str | None:
    """The words most often written in the base, in this order, that begin with the shortened ones."""
    # «про» of «про клие.» is no beginning of «профиль».
    silent = any(not short and lemma(word).weight == 0 for word, short in run)
    if silent or (len(run) == 1 and len(run[0][0]) < _SHORTEST_ALONE):
        return None
    beginnings = [word if short else word[: max(3, len(word) - 3)] for word, short in run]
    found: Counter[str] = Counter()
    # To look for a pattern takes milliseconds, for a text none.
    if all(each in vocabulary.forms_text for each in beginnings):
        pattern = "".join(rf" {re.escape(each)}\w*" for each in beginnings)
        found.update(each[0].strip() for each in re.finditer(pattern, vocabulary.forms_text))
    if found:
        return found.most_common(1)[0][0]
    frames = sorted(shipped_tables().frames, key=len) if len(run) == 1 else []
    return next((frame for frame in frames if frame.startswith(run[0][0])), None)


def _with_word_boundaries(text: str, vocabulary: Vocabulary) -> str:
    """Torn words put together and glued ones taken apart, where the words cost less so."""
    found = list(WORD.finditer(text))
    known = [KNOWN if _is_beginning(each, text, vocabulary) else vocabulary.cost(each[0]) for each in found]
    unknown = [at for at, cost in enumerate(known) if cost is None]
    if len(unknown) > _MOST_MENDED or sum(len(found[at][0]) for at in unknown) > _MOST_LETTERS_MENDED:
        return text
    # The least cost of the words before each one, and where the last of them began with what it became.
    least: list[tuple[float, int, str | None]] = [(0.0, 0, None)]
    for end in range(1, len(found) + 1):
        best: tuple[float, int, str | None] = (float("inf"), end - 1, None)
        for start in range(end - 1, max(-1, end - 1 - _MOST_PARTS), -1):
            if start < end - 1 and not _may_be_one(text, found[start], found[start + 1]):
                break
            parts, below = [each[0] for each in found[start:end]], best[0] - least[start][0]
            cost, become = _cheapest(parts, known[start:end], vocabulary, below)
            if least[start][0] + cost < best[0] - 1e-9:
                best = (least[start][0] + cost, start, become)
        least.append(best)
    mended = text
    end = len(found)
    while end:
        _, start, become = least[end]
        if become is not None:
            mended = mended[: found[start].start()] + become + mended[found[end - 1].end() :]
        end = start
    return mended


def _is_beginning(found: re.Match[str], text: str, vocabulary: Vocabulary) -> bool:
    """Whether a dot stands after the beginning of a word of the base: «удовле.»."""
    dotted = text.startswith(".", found.end()) and len(vocabulary.forms_text) <= _LONGEST_SEARCHED
    return dotted and f" {found[0]}" in vocabulary.forms_text


def _may_be_one(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    between = text[first.end() : second.start()]
    return len(between) <= 3 and not between.strip(" -\u2010\u2011")


def _cheapest(
    parts: list[str], known: list[float | None], vocabulary: Vocabulary, below: float
) -> tuple[float, str | None]:
    """What the parts cost as one word or as it is cut anew, and that text; None when nothing changes.

    Joined they are looked at only as far as they may cost less than `below`.
    """
    if len(parts) == 1:
        word, cost = parts[0], known[0]
        if cost is not None:
            return cost, None
        cost = _cost_of_unknown(word, vocabulary)
        pieces = _cut(word, vocabulary, cost) if len(word) >= _SHORTEST_GLUED else None
        return pieces or (cost, None)
    extra = _SPACE_REMOVED * (len(parts) - 1)
    if KNOWN + extra >= below:
        return float("inf"), None
    word = "".join(parts)
    if not cyrillic(word) and not vocabulary.knows(word):
        return float("inf"), None
    if (cost := vocabulary.cost(word)) is not None:
        return (cost + extra, word) if cost == KNOWN else (float("inf"), None)
    if None not in known or _NEAR + extra >= below:
        return float("inf"), None
    cost = _cost_of_unknown(word, vocabulary)
    if (pieces := _cut(word, vocabulary, min(cost, below - extra))) is not None:
        return pieces[0] + extra, pieces[1]
    return (cost + extra, word) if cost == _NEAR else (float("inf"), None)


def _cost_of_unknown(word: str, vocabulary: Vocabulary) -> float:
    if max(vocabulary.related(lemma(word), word).values(), default=0.0) >= _ALIKE:
        return _NEAR
    return _UNKNOWN + _UNKNOWN_LETTER * len(word)


def _cut(word: str, vocabulary: Vocabulary, below: float = float("inf")) -> tuple[float, str] | None:
    """The cheapest known words that `word` is glued together from, if they cost less than `below`."""
    one = KNOWN + _SPACE_ADDED  # what the words to come cost at least
    if 2 * one - _SPACE_ADDED >= below:
        return None
    least: dict[int, tuple[float, tuple[str, ...]]] = {0: (-_SPACE_ADDED, ())}
    for end in range(1, len(word) + 1):
        most = below if end == len(word) else below - one
        for start in range(max(0, end - _LONGEST_PIECE), end):
            if start in least and least[start][0] + one < most:
                cost = vocabulary.cost(word[start:end])
                total = most if cost is None else least[start][0] + cost + _SPACE_ADDED
                if total < (least[end][0] if end in least else most):
                    least[end] = (total, (*least[start][1], word[start:end]))
    if len(word) not in least or len(least[len(word)][1]) < 2:
        return None
    cost, pieces = least[len(word)]
    return cost, " ".join(pieces)


def _frame_word(word: str, vocabulary: Vocabulary) -> str:
    """The question word that `word` is a misspelling of («таакое», «раскажи»); any other word as it is.

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
    phrases = (*sorted(tables.asking_alone), *sorted(tables.naming))
    phrased = (word for phrase in phrases for word in words(phrase))
    # Of equally near words the first is taken, in every process the same; «такое» before «такие».
    known = (*phrased, *sorted({*tables.frames, *tables.questions, *tables.comparing}))
    return Speller({word: word for word in known if cyrillic(word)})
