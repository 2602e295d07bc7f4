"""Words and embeddings together, with an encoder that is small enough to foresee."""

import math
import threading
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from knowledge.base.entries import KnowledgeBase
from knowledge.search.embeddings import Vector, build_embeddings
from knowledge.search.explanation import explain
from knowledge.search.finder import Finder, build_finder
from knowledge.search.ranking import shipped_weights
from knowledge.text.lemmas import in_dictionary


class Letters:
    """A tiny encoder: a sentence is the pairs of letters it holds."""

    name = "letters-1"
    family = "e5"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, sentences: Sequence[str]) -> Sequence[Vector]:
        self.asked += sentences
        return [self._vector(sentence.casefold()) for sentence in sentences]

    def _vector(self, sentence: str) -> list[float]:
        counts = [0.0] * 97
        for one, other in pairwise(sentence):
            counts[(ord(one) * 31 + ord(other)) % 97] += 1
        length = sum(count * count for count in counts) ** 0.5 or 1.0
        return [count / length for count in counts]


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def seeing(finder: Finder, base: KnowledgeBase, letters: Letters) -> Finder:
    seeing = finder.with_embeddings(build_embeddings(base, [letters]))
    letters.asked.clear()
    return seeing


def test_an_encoder_joins_the_score(seeing: Finder, letters: Letters) -> None:
    found = seeing.find("как устроена омниканальность каналов")
    assert found.ranked[0].entry == "term.omnichannel"
    assert letters.asked == ["как устроена омниканальность каналов"]
    assert "likeness" in explain(seeing, "как устроена омниканальность каналов")


def test_the_encoder_is_not_asked_what_the_words_already_tell(seeing: Finder, letters: Letters) -> None:
    seeing.find("Что такое омниканальность?")
    assert not letters.asked


def test_the_encoder_is_not_asked_the_same_question_twice(seeing: Finder, letters: Letters) -> None:
    first = seeing.find("как устроена омниканальность каналов")
    assert seeing.find("как устроена омниканальность каналов") is first
    assert len(letters.asked) == 1


def test_the_encoder_is_asked_the_repaired_text(seeing: Finder, letters: Letters) -> None:
    seeing.find("rfr ecnhjtyf jvybrfyfkmyjcnm")
    assert letters.asked == ["как устроена омниканальность"]


@pytest.mark.parametrize(
    "text",
    [
        "как устроена омниканальность каналов " * 25,
        "жщкывап цнгшзх " * 60,
        " ".join(f"клиент{n}" for n in range(200)),
        "\ufdfa" * 900,
        "щ" * 900,
    ],
)
def test_an_encoder_gets_few_tokens_whatever_is_typed(seeing: Finder, letters: Letters, text: str) -> None:
    seeing.find(text)
    for asked in letters.asked:
        assert len(asked) <= 64 * 5
        assert sum(len(word) for word in asked.split() if not in_dictionary(word)) <= 64


def test_a_long_text_is_cut_in_its_middle(seeing: Finder, letters: Letters) -> None:
    story = "Ведомство работает с гражданами и бизнесом каждый день, приходят обращения и письма. " * 6
    seeing.find(f"Омниканальность. {story} Как устроена карта пути?")
    assert letters.asked[0].startswith("омниканальность")
    assert letters.asked[0].endswith("карта пути")


def test_after_the_time_for_encoders_the_words_alone_answer(
    seeing: Finder, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: 0.3 * len(letters.asked))
    parts = seeing.find("что такое услуга? как испечь хлеб? где купить билет?").parts
    assert len(parts) == 3
    assert len(letters.asked) == 1


def test_an_evaluation_gives_encoders_all_their_time(
    seeing: Finder, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeing.encoder_seconds = math.inf
    monkeypatch.setattr(time, "perf_counter", lambda: 0.3 * len(letters.asked))
    seeing.find("что такое услуга? как испечь хлеб? где купить билет?")
    assert len(letters.asked) == 2


def test_scores_stay_within_bounds_and_go_down(seeing: Finder) -> None:
    for question in ("", "?", "я", "аааа ббб", "как испечь пирог", "a" * 900, "как устроена омниканальность"):
        scores = [scored.score for scored in seeing.find(question).ranked]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_without_encoders_or_weights_there_is_no_meaning(base: KnowledgeBase) -> None:
    class Strange(Letters):
        family = "unheard-of"

    assert build_embeddings(base, []) is None
    assert build_embeddings(base, [Strange()]) is None


def test_one_entry_is_a_base_too(base: KnowledgeBase, letters: Letters) -> None:
    entry = base["faq.4"]
    alone = KnowledgeBase({entry.id: entry})
    finder = build_finder(alone, build_embeddings(alone, [letters]))
    assert finder.find("кто это такой внутренний клиент у нас").ranked[0].entry == "faq.4"


def test_many_may_ask_at_once(seeing: Finder) -> None:
    found: set[str] = set()

    def ask(number: int) -> None:
        for n in range(10):
            found.add(seeing.find(f"как устроена омниканальность каналов {number} {n}").ranked[0].entry)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"term.omnichannel"}


def test_every_set_of_encoders_has_its_weights() -> None:
    for families in ({"e5"}, {"use"}, {"e5", "use"}):
        assert frozenset(families) in shipped_weights()
