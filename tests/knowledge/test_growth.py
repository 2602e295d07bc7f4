"""A base of thousands of entries answers as a small one does."""

import random
from itertools import product

import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.base.entries import Entry, KnowledgeBase, Localized
from knowledge.query.vocabulary import Speller
from knowledge.search import candidates
from knowledge.search.finder import Finder, build_finder

SYLLABLES = ("ка", "мо", "ри", "ту", "ле", "со", "ва", "не", "пи", "ду")
WORDS = ["".join(parts) for parts in product(SYLLABLES, repeat=3)]
COMMON = [1 / (place + 10) for place in range(len(WORDS))]


@pytest.fixture(scope="module")
def grown() -> Finder:
    chance = random.Random(7)

    def entry(number: int) -> Entry:
        title, answer = (" ".join(chance.choices(WORDS, COMMON, k=count)) for count in (6, 25))
        return Entry(id=f"e{number}", title=Localized(ru=title), answer=Localized(ru=answer))

    return build_finder(KnowledgeBase({f"e{number}": entry(number) for number in range(3_000)}))


def asked(finder: Finder) -> list[tuple[str, str]]:
    """Entries and the first four words of their titles."""
    entries = random.Random(1).choices(list(finder.base), k=60)
    return [(entry.id, " ".join(entry.title.ru.split()[:4])) for entry in entries]


def test_four_words_of_a_title_find_it_among_thousands(grown: Finder) -> None:
    assert all(grown.find(question).ranked[0].entry == name for name, question in asked(grown))


def test_looking_at_a_part_finds_the_same_as_looking_at_the_whole(
    grown: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [grown.analyse(question).candidates[0] for _, question in asked(grown)]
    monkeypatch.setattr(candidates, "_MOST_POSTINGS", 400)
    assert [grown.analyse(question).candidates[0] for _, question in asked(grown)] == whole


def test_a_misspelt_word_is_mended_as_if_every_word_had_been_compared() -> None:
    speller = Speller({word: word for word in WORDS})
    chance = random.Random(2)
    for word in chance.sample(WORDS, 80):
        letters = list(word)
        place = chance.randrange(len(letters) - 1)
        letters[place : place + 2] = chance.choice(
            (letters[place], letters[place + 1] + letters[place], letters[place] + "ж" + letters[place + 1])
        )
        misspelt = "".join(letters)
        best = process.extract(misspelt, WORDS, scorer=OSA.normalized_similarity, score_cutoff=0.7, limit=6)
        near = [(found, likeness) for found, likeness, _ in best if likeness >= best[0][1] - 0.1]
        assert list(speller.near(misspelt).items()) == near
