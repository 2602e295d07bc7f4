"""How well broken writing is understood: `python -m benchmarks.misspelling [--words] [--misses]`.

Every title and every simple question of the development set is spoilt in ten ways, with a fixed seed.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

from bot.content.encoders import meaning_of
from knowledge.base.loading import load_knowledge
from knowledge.evaluation import LabelledQuestion, evaluate, read_questions
from knowledge.search.finder import build_finder
from knowledge.text.lemmas import in_dictionary, lemma
from knowledge.text.normalisation import as_latin, folded, in_latin, words

SEED = 20
SIMPLE = ("exact", "keyword", "inflected")
QUESTIONS = Path(__file__).parents[1] / "questions" / "dev.jsonl"

LOOK_ALIKES = str.maketrans("авсенкмортхуАВСЕНКМОРТХУ", "aвceнкмopтxyABCEHKMOPTXY")
OTHER_CYRILLIC = str.maketrans({"и": "і", "е": "є", "к": "қ", "о": "ө", "у": "ү", "г": "ғ", "н": "ң"})
KEYBOARD = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")

Spoil = Callable[[str, random.Random], str]


def long_words(text: str, least: int = 4) -> list[re.Match[str]]:
    return [found for found in re.finditer(r"[а-яёА-ЯЁ]+", text) if len(found[0]) >= least]


def one_word(text: str, chance: random.Random, change: Callable[[str], str], least: int = 4) -> str:
    found = long_words(text, least)
    if not found:
        return text
    word = chance.choice(found)
    return text[: word.start()] + change(word[0]) + text[word.end() :]


def slip(text: str, chance: random.Random) -> str:
    """A letter left out, doubled, swapped with the next or hit beside."""

    def change(word: str) -> str:
        return slipped(word, chance.randrange(1, len(word) - 1), chance.randrange(4))

    return one_word(text, chance, change)


def slipped(word: str, at: int, kind: int) -> str:
    row = next((row for row in KEYBOARD if word[at] in row), word[at])
    beside = row[max(0, row.find(word[at]) - 1)] if len(row) > 1 and row[0] != word[at] else row[-1]
    middle = ("", word[at] * 2, word[at + 1 : at + 2] + word[at], beside)[kind]
    return word[:at] + middle + word[at + (2 if kind == 2 else 1) :]


def another_word(text: str, _: random.Random) -> str:
    """A slip that makes another word of the dictionary, in a text of several words."""
    found = long_words(folded(text))
    if len(found) < 2:
        return text
    # A chance of its own, so that it changes nothing about the other kinds.
    chance = random.Random(text)
    slips = [(word, at, kind) for word in found for at in range(len(word[0])) for kind in range(4)]
    for word, at, kind in chance.sample(slips, len(slips)):
        wrong = slipped(word[0], at, kind)
        if len(wrong) > 2 and in_dictionary(wrong) and lemma(wrong).text != lemma(word[0]).text:
            return folded(text)[: word.start()] + wrong + folded(text)[word.end() :]
    return text


def in_other_layout(text: str, chance: random.Random) -> str:
    return as_latin(folded(text))


def transliterated(text: str, chance: random.Random) -> str:
    return " ".join(in_latin(word) for word in words(folded(text)))


def look_alike(text: str, chance: random.Random) -> str:
    """Look-alikes for about half of the letters or, in capitals, for all that have one."""
    if chance.random() < 0.5:
        return text.upper().translate(LOOK_ALIKES)
    return "".join(each.translate(LOOK_ALIKES) if chance.random() < 0.5 else each for each in text)


def glued(text: str, chance: random.Random) -> str:
    """One space left out, before a word of some length if there is one."""
    places = [found.start() for found in re.finditer(r"(?<=\w) (?=\w{4})", text)]
    places = places or [found.start() for found in re.finditer(r"(?<=\w) (?=\w)", text)]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def torn(text: str, chance: random.Random) -> str:
    """A space or a line break in the middle of a word."""

    def change(word: str) -> str:
        at = chance.randrange(2, len(word) - 1)
        return word[:at] + chance.choice((" ", " ", "\n", "-\n")) + word[at:]

    return one_word(text, chance, change, 5)


def dotted(text: str, chance: random.Random) -> str:
    """The longest word, or the last two, cut short with a dot."""
    found = sorted(long_words(text, 6), key=lambda each: each.end())[-2:]
    for word in reversed(found):
        cut = word.start() + chance.choice((4, 5))
        text = f"{text[:cut]}.{text[word.end() :]}"
    return text


def invisible(text: str, chance: random.Random) -> str:
    marks = ("\u00ad", "\u200b", "\u0301", "\ufeff")
    return "".join(each + (chance.choice(marks) if chance.random() < 0.2 else "") for each in text)


def foreign(text: str, chance: random.Random) -> str:
    """Ukrainian and Kazakh letters for about half of the Russian ones that have one."""
    return "".join(each.translate(OTHER_CYRILLIC) if chance.random() < 0.5 else each for each in text)


KINDS: dict[str, Spoil] = {
    "slip": slip,
    "layout": in_other_layout,
    "transliteration": transliterated,
    "look-alike": look_alike,
    "glued": glued,
    "torn": torn,
    "dotted": dotted,
    "invisible": invisible,
    "foreign": foreign,
    "another word": another_word,
}


def spoilt_questions() -> list[LabelledQuestion]:
    """The questions, those left out that a kind does not change."""
    base = load_knowledge()
    sound = [
        (entry.title.ru, tuple(each for each in (entry.id, entry.counterpart) if each)) for entry in base
    ]
    sound += [
        (question.q, question.expect)
        for question in read_questions(QUESTIONS)
        if question.kind in SIMPLE and long_words(question.q)
    ]
    chance = random.Random(SEED)
    found = []
    for text, expect in sound:
        for kind, spoil in KINDS.items():
            if (wrong := spoil(text, chance)) != text:
                found.append(LabelledQuestion(wrong, expect, kind))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", action="store_true", help="without encoders")
    parser.add_argument("--misses", action="store_true", help="tell what was neither answered nor offered")
    parser.add_argument("--vectors", type=Path, default=Path("data/vectors"))
    call = parser.parse_args()
    base = load_knowledge()
    finder = build_finder(base, None if call.words else meaning_of(base, call.vectors))
    result = evaluate(finder, spoilt_questions())
    sys.stdout.write(result.render_table() + "\n")
    if call.misses:
        offered = {each.q: each for each in result.given}
        for miss in result.misses:
            if not set(offered[miss.q].entries) & set(miss.expect):
                sys.stdout.write(
                    f"{miss.kind:<16}{miss.q!r} {miss.outcome} {miss.entries[:2]} {miss.expect}\n"
                )


if __name__ == "__main__":
    main()
