"""How long «Что изменится» takes: `python -m benchmarks.changed_answers [--encoders] [--prove N]`.

Ten thousand questions of all sets, drawn with a fixed seed: half as they are, three in ten with a slip of a
finger, the rest spoilt in some other way. Times are those of the processor, as they are and divided by how
slow the machine was meanwhile; `--prove` asks so many of the different questions anew with and without each
entry, and tells how many answers came out otherwise.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.misspelling import KINDS, SEED, long_words, slip
from bot.content.encoders import meaning_of
from knowledge.base.entries import Entry, KnowledgeBase, Localized, Phrasings
from knowledge.base.loading import load_knowledge
from knowledge.evaluation import read_questions
from knowledge.search.changed_answers import SECONDS, changed_answers, reached
from knowledge.search.embeddings import Embeddings
from knowledge.search.finder import build_finder
from tests.processor import slowness

LOGGED = 10_000
LOOKED_EVERY = 0.25
QUESTIONS = Path(__file__).parents[1] / "questions"
ENTRIES = {
    "new words": ("Дедлайн отчёта", "Первое декабря.", "когда дедлайн", "до какого числа сдать отчёт"),
    "usual words": ("Где взять шаблон профиля", "Шаблон лежит на портале.", "где лежит шаблон профиля"),
    "the commonest word": ("Клиент", "Клиент — тот, кто обращается за услугой.", "кто клиент"),
    "a long answer": (
        "Как провести интервью с клиентами",
        "Составьте список вопросов о потребностях, ожиданиях и трудностях клиента. Пригласите пять человек "
        "каждого сегмента, получите согласие и ведите запись. Потом сведите ответы в профиль сегмента и "
        "проверьте их по данным обращений и опросов удовлетворенности.",
        "как опросить клиентов",
        "с чего начать интервью",
    ),
}


def logged() -> list[str]:
    """The questions as people would have sent them."""
    chance = random.Random(SEED)
    sets = sorted(QUESTIONS.glob("*.jsonl"))
    sound = list(dict.fromkeys(each.q for file in sets for each in read_questions(file)))

    def sent() -> str:
        text, kind = chance.choice(sound), chance.random()
        if kind < 0.5 or not long_words(text, 5):
            return text
        return (slip if kind < 0.8 else chance.choice(list(KINDS.values())))(text, chance)

    return [sent() for _ in range(LOGGED)]


def proven(
    base: KnowledgeBase,
    entry: Entry,
    changed: dict[str, object],
    some: list[str],
    embeddings: Callable[[KnowledgeBase], Embeddings | None] | None,
) -> list[str]:
    """Those of `some` questions whose answers, asked anew, do not differ as was told."""
    made = [base, replace(base, entries={**base.entries, entry.id: entry}, written=base.entries)]
    before, after = (build_finder(each, embeddings(each) if embeddings else None) for each in made)
    before.encoder_seconds = after.encoder_seconds = 60.0
    wrong = []
    for question in some:
        now, then = reached(before.find(question).outcome), reached(after.find(question).outcome)
        if changed.get(question) != ((now, then) if now != then else None):
            wrong.append(question)
    return wrong


class Stopwatch:
    """The time of the processor, and the same as the reference machine would have taken."""

    def __init__(self) -> None:
        self.took = self.on_reference = 0.0
        self._slow = slowness()
        self._began = time.process_time()

    def look(self, _percent: int = 100) -> None:
        """Adds what went by since the last look; the machine's pace is that before and after."""
        went = time.process_time() - self._began
        if went >= LOOKED_EVERY or _percent == 100:
            slow = slowness()
            self.took += went
            self.on_reference += went / ((slow + self._slow) / 2)
            self._slow, self._began = slow, time.process_time()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoders", action="store_true")
    parser.add_argument("--prove", type=int, default=0)
    parser.add_argument("--only", choices=ENTRIES)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="by the clock, for the encoders")
    parser.add_argument("--vectors", type=Path, default=Path("data/vectors"))
    call = parser.parse_args()
    base, said = load_knowledge(), logged()
    embeddings = (lambda each: meaning_of(each, call.vectors)) if call.encoders else None
    different = list(dict.fromkeys(said))
    sys.stdout.write(f"{len(said)} questions, {len(different)} different\n")
    before = build_finder(base)
    before.find("что такое сегмент")  # the dictionary is loaded
    for name, (title, answer, *phrasings) in ENTRIES.items():
        if call.only not in (None, name):
            continue
        entry = Entry(
            id="learned.1",
            tier="faq",
            title=Localized(ru=title),
            answer=Localized(ru=answer),
            phrasings=Phrasings(ru=tuple(phrasings)),
        )
        began, watch = time.perf_counter(), Stopwatch()
        found = changed_answers(said, before, base, entry, watch.look, embeddings, call.seconds)
        by_clock = time.perf_counter() - began
        watch.look()
        sys.stdout.write(
            f"{name:<20}{watch.took:6.2f} s of the processor, {watch.on_reference:.2f} s on the reference "
            f"machine, {by_clock:.1f} s by the clock, {len(found.answers)} changed, "
            f"{found.by_words} by words\n"
        )
        if call.prove:
            some = random.Random(SEED).sample(different, min(call.prove, len(different)))
            changed = {each.question: (each.before, each.after) for each in found.answers}
            wrong = proven(base, entry, changed, some, embeddings)
            sys.stdout.write(f"{'':<20}{len(some)} asked anew, {len(wrong)} otherwise\n")
            sys.stdout.writelines(f"{'':<20}{each!r}\n" for each in wrong[:20])


if __name__ == "__main__":
    main()
