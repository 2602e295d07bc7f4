"""What an entry would change: questions asked again with and without it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.base.entries import Entry, KnowledgeBase
from knowledge.finding import Answers, DirectAnswer, Finding, Suggest
from knowledge.search.finder import build_finder
from knowledge.text.lemmas import lemma
from knowledge.text.normalisation import folded, words

_TYPOS = 2
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Reached:
    """The entry that a question leads to, or None; `sure`: it is answered with it, not only suggested."""

    entry: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question, asked so many times, that would lead elsewhere."""

    question: str
    times: int
    before: Reached
    after: Reached


def changed_answers(
    questions: Iterable[str],
    before: Answers,
    base: KnowledgeBase,
    entry: Entry,
    progress: Callable[[int], None] = lambda percent: None,
) -> list[ChangedAnswer]:
    """What `base` with `entry` would make of questions, where it differs; the most frequent first.

    Only questions that share a word with the entry, or one like it, are asked again: for the others it is no
    candidate.
    """
    after = build_finder(KnowledgeBase({**base.entries, entry.id: entry}))
    texts = (entry.title.ru, entry.title.en or "", entry.answer.ru, *entry.phrasings.ru, *entry.phrasings.en)
    telling = frozenset(each for text in texts for each in _lemmas(text))
    known: dict[str, bool] = {}
    changed = []
    counted = Counter(questions).most_common()
    for number, (question, times) in enumerate(counted):
        progress(100 * number // len(counted))
        if any(_tells(word, telling, known) for word in _lemmas(question)):
            found = after.find(question)
            # Where it is not among the nearest, it can be neither answered with nor suggested.
            if all(scored.entry != entry.id for scored in found.ranked):
                continue
            given = _reached(before.find(question)), _reached(found)
            if given[0] != given[1]:
                changed.append(ChangedAnswer(question, times, *given))
    return changed


def _lemmas(text: str) -> frozenset[str]:
    return frozenset(each.text for word in words(folded(text)) if (each := lemma(word)).weight > 0)


def _tells(word: str, telling: frozenset[str], known: dict[str, bool]) -> bool:
    """Whether a word is one of the entry's, perhaps misspelt."""
    if word not in known:
        near = None
        if word not in telling and len(word) >= _SHORTEST and not lemma(word).known:
            near = process.extractOne(word, telling, scorer=DamerauLevenshtein.distance, score_cutoff=_TYPOS)
        known[word] = word in telling or near is not None
    return known[word]


def _reached(finding: Finding) -> Reached:
    match finding.outcome:
        case DirectAnswer(entry):
            return Reached(entry, sure=True)
        case Suggest(entries):
            return Reached(entries[0])
        case _:
            return Reached()
