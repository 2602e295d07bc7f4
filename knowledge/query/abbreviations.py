"""Writes abbreviations out: spelt as they sound, by their first letters, without a middle or an end."""

import re
from collections import Counter
from collections.abc import Iterator

from knowledge.query.vocabulary import Vocabulary
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import WORD, words

_LONGEST_SPELT = 8  # letters of an abbreviation
_SHORTEST_WHOLE = 6  # letters from which a word is taken for a whole one
_SHORTEST_ALONE = 3
_MOST_SHORTENED = 4
_SINGLE_LETTERS = re.compile(r"(?<!\w)\w(?:(?:\s?/\s?|\.\s?)\w(?!\w))+\.?")
_WORD_AND_DOT = re.compile(r"(?P<word>[а-я]+)(?P<dot>\.?)")
# «уд-ть» of «удовлетворённость»: how a word begins and how it ends.
_CONTRACTED = re.compile(r"(?<![\w-])(?P<start>[а-я]{1,6})-(?P<end>[а-я]{1,4})(?![\w-])")


def without_letter_names(text: str, vocabulary: Vocabulary) -> str:
    """«эм-эф-цэ» and «си джей эм» as the abbreviations that they spell."""
    names = shipped_tables().letter_names
    found = list(WORD.finditer(text))
    parts: list[str] = []
    end = position = 0
    while position < len(found):
        last = position
        while last < len(found) and last - position < _LONGEST_SPELT and found[last][0] in names:
            last += 1
        for stop in range(last, position + 1, -1):
            run = [names[each[0]] for each in found[position:stop]]
            spelt = ("".join(letters[at] for letters in run) for at in (0, 1))
            known = next((each for each in spelt if _is_abbreviation(each, vocabulary)), None)
            if known is not None:
                parts += [text[end : found[position].start()], known]
                end, last = found[stop - 1].end(), stop
                break
        position = max(last, position + 1)
    return "".join((*parts, text[end:]))


def _is_abbreviation(word: str, vocabulary: Vocabulary) -> bool:
    tables = shipped_tables()
    return len(word) > 1 and (
        word in tables.abbreviations or (vocabulary.knows(word) and word not in tables.frames)
    )


def with_initials_joined(text: str, vocabulary: Vocabulary) -> str:
    """«ж/с» and «ц.а.» as «жс» and «ца», where those are known."""
    return _SINGLE_LETTERS.sub(lambda found: _initials(found[0], vocabulary), text)


def _initials(found: str, vocabulary: Vocabulary) -> str:
    joined = "".join(words(found))
    return joined if _is_abbreviation(joined, vocabulary) else found


def written_out(text: str, vocabulary: Vocabulary) -> str:
    """«внеш. кл.» as «внешний клиент»: the titles and phrasings tell which words stand together so."""
    found = list(_WORD_AND_DOT.finditer(text))
    shortened = [_may_be_shortened(each["word"], each["dot"], vocabulary) for each in found]
    # Each is looked up among all titles and phrasings, which takes milliseconds.
    if not any(shortened) or sum(shortened) > _MOST_SHORTENED or not vocabulary.searchable:
        return text
    # Beside a shortened word «цел.» is one, too, though the base knows a word like that.
    shortened = [
        short
        or bool(
            each["dot"] and len(each["word"]) < _SHORTEST_WHOLE and any(shortened[max(0, at - 1) : at + 2])
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


def with_contractions_written_out(text: str, vocabulary: Vocabulary) -> str:
    """«уд-ть» as «удовлетворенность», where a word of the base begins and ends so."""
    return _CONTRACTED.sub(lambda found: _uncontracted(found, vocabulary), text)


def _uncontracted(found: re.Match[str], vocabulary: Vocabulary) -> str:
    """The word most often written in the base that begins and ends so; the text as it is where none does."""
    start, end = found["start"], found["end"]
    if vocabulary.is_word(start) and vocabulary.is_word(end):  # «кто-то», «из-за»
        return found[0]
    if not vocabulary.searchable or f" {start}" not in vocabulary.forms_text:
        return found[0]
    meant = Counter(re.findall(rf"\b{start}\w{{2,}}{end}\b", vocabulary.forms_text))
    return meant.most_common(1)[0][0] if meant else found[0]


def _may_be_shortened(word: str, dot: str, vocabulary: Vocabulary) -> bool:
    if len(word) < 2 or word in shipped_tables().abbreviations or vocabulary.has(word):
        return False
    # Without a dot only what no dictionary has; with one, «цел.» may be a word of the dictionary too.
    return bool(dot) or (len(word) < _SHORTEST_WHOLE and not in_dictionary(word))


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
