"""Made-up knowledge bases of any size, and questions to them."""

import random
from collections.abc import Sequence
from itertools import product

from knowledge.base.entries import Entry, KnowledgeBase, Localized
from knowledge.evaluation import LabelledQuestion

_SYLLABLES = ("ка", "мо", "ри", "ту", "ле", "со", "ва", "не", "пи", "ду", "зо", "ге")
_WORDS = ["".join(parts) for parts in product(_SYLLABLES, repeat=3)]
# As unevenly common as the words of a language; few enough that every one stands in many entries.
_COMMON = [1 / (place + 10) for place in range(len(_WORDS))]
_TITLE, _ANSWER, _ASKED = 6, 25, 4  # words


def grown(count: int) -> KnowledgeBase:
    """Titles of six words, answers of twenty-five, of 1,728 different words in all."""
    chance = random.Random(count)

    def entry(number: int) -> Entry:
        title, answer = (" ".join(chance.choices(_WORDS, _COMMON, k=many)) for many in (_TITLE, _ANSWER))
        return Entry(id=f"e{number}", title=Localized(ru=title), answer=Localized(ru=answer))

    return KnowledgeBase({f"e{number}": entry(number) for number in range(count)})


def asked(base: KnowledgeBase, count: int) -> Sequence[LabelledQuestion]:
    """Four words of a title; every third question has a typing mistake."""
    chance = random.Random(1)
    questions = []
    for number, entry in enumerate(chance.choices(list(base), k=count)):
        words = entry.title.ru.split()[:_ASKED]
        kind = "four words"
        if number % 3 == 0:
            kind, place = "one misspelt", chance.randrange(_ASKED)
            letter = chance.randrange(1, len(words[place]) - 1)
            words[place] = words[place][:letter] + words[place][letter + 1 :]
        questions.append(LabelledQuestion(q=" ".join(words), expect=(entry.id,), kind=kind))
    return questions
