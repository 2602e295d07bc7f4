"""Our ranking beside what one could take instead, in one run: `python -m benchmarks.search [--grow]`.

All see the same: titles, phrasings and answers. Right first, by kind; milliseconds; the answer/refuse area.
Libraries that are not installed are left out and named: `uv sync --group bench`.
"""

import argparse
import math
import os
import random
import resource
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.encoders import meaning_of
from knowledge.entries import Entry, KnowledgeBase, Localized
from knowledge.evaluation import Question, read_questions
from knowledge.finding import build_finder
from knowledge.loading import SHIPPED, load_knowledge
from knowledge.markup import parse_markup
from knowledge.text import folded, words

ROOT = Path(__file__).parents[1]
FOREIGN = ROOT / "tests" / "knowledge" / "foreign"

Ranked = Sequence[tuple[str, float]]
Search = Callable[[str], Ranked]


def texts(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every text with the id of its entry: titles, phrasings, title with answer."""
    for entry in base:
        for text in (entry.title.ru, *entry.phrasings.ru, *entry.phrasings.en):
            yield entry.id, folded(text)
        yield entry.id, folded(f"{entry.title.ru} {parse_markup(entry.answer.ru).plain()}")


def ours(base: KnowledgeBase, *, encoders: bool) -> Search:
    finder = build_finder(base, meaning_of(base, Path("data/vectors")) if encoders else None)
    return lambda question: [(each.entry, each.score) for each in finder.find(question).ranked]


def fuzzy(base: KnowledgeBase, scorer: Callable[..., float]) -> Search:
    ids, held = zip(*texts(base), strict=True)
    return lambda question: _distinct(
        (ids[place], score)
        for _, score, place in process.extract(folded(question), held, scorer=scorer, limit=20)
    )


def full_text(base: KnowledgeBase) -> Search:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='trigram')")
    database.executemany("INSERT INTO held VALUES (?, ?)", texts(base))

    def search(question: str) -> Ranked:
        pieces = {w[n : n + 3] for w in words(folded(question)) for n in range(max(len(w) - 2, 0))}
        if not pieces:
            return []
        asked = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
        query = "SELECT id, -rank FROM held WHERE held MATCH ? ORDER BY rank LIMIT 20"
        return _distinct(iter(database.execute(query, (asked,)).fetchall()))

    return search


def letters(base: KnowledgeBase) -> Search:
    """TF-IDF of three to five letters."""
    ids, held = zip(*texts(base), strict=True)
    bags = [_letters(text) for text in held]
    often = Counter(piece for bag in bags for piece in bag)
    rare = {piece: math.log((1 + len(bags)) / (1 + count)) + 1 for piece, count in often.items()}
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, bag in enumerate(bags):
        length = math.sqrt(sum((count * rare[piece]) ** 2 for piece, count in bag.items())) or 1.0
        for piece, count in bag.items():
            holders[piece].append((place, count * rare[piece] / length))

    def search(question: str) -> Ranked:
        bag = {piece: count * rare[piece] for piece, count in _letters(question).items() if piece in rare}
        length = math.sqrt(sum(weight**2 for weight in bag.values())) or 1.0
        scores: dict[int, float] = defaultdict(float)
        for piece, weight in bag.items():
            for place, other in holders[piece]:
                scores[place] += weight * other / length
        best = sorted(scores.items(), key=lambda item: -item[1])[:60]
        return _distinct((ids[place], score) for place, score in best)

    return search


def stemmed(base: KnowledgeBase) -> Search:
    import bm25s  # noqa: PLC0415
    import Stemmer  # noqa: PLC0415

    ids, held = zip(*texts(base), strict=True)
    stemmer = Stemmer.Stemmer("russian")
    index = bm25s.BM25()
    index.index([stemmer.stemWords(words(text)) for text in held], show_progress=False)

    def search(question: str) -> Ranked:
        asked = stemmer.stemWords(words(folded(question)))
        known = [word for word in asked if word in index.vocab_dict]
        scores = index.get_scores(known) if known else ()
        best = sorted(enumerate(scores), key=lambda item: -item[1])[:60]
        return _distinct((ids[place], float(score)) for place, score in best if score > 0)

    return search


def tantivy_index(base: KnowledgeBase) -> Search:
    import tantivy  # noqa: PLC0415

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="default")
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for name, text in texts(base):
        writer.add_document(tantivy.Document(id=name, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> Ranked:
        asked = " ".join(words(folded(question)))
        if not asked:
            return []
        query = index.parse_query(asked, ["text"], fuzzy_fields={"text": (False, 1, True)})
        return _distinct((searcher.doc(at)["id"][0], score) for score, at in searcher.search(query, 30).hits)

    return search


def _letters(text: str) -> Counter[str]:
    padded = [f" {word} " for word in words(folded(text))]
    return Counter(
        w[n : n + size] for w, size in product(padded, (3, 4, 5)) for n in range(len(w) - size + 1)
    )


def _distinct(found: Iterator[tuple[str, float]]) -> Ranked:
    best: dict[str, float] = {}
    for name, score in found:
        best.setdefault(name, score)
    return list(best.items())[:5]


WAYS: dict[str, Callable[[KnowledgeBase], Search]] = {
    "rapidfuzz WRatio": lambda base: fuzzy(base, fuzz.WRatio),
    "rapidfuzz token_set_ratio": lambda base: fuzzy(base, fuzz.token_set_ratio),
    "SQLite FTS5, trigrams": full_text,
    "bm25s + PyStemmer": stemmed,
    "tantivy, fuzzy terms": tantivy_index,
    "TF-IDF of 3–5 letters": letters,
    "ours, words alone": lambda base: ours(base, encoders=False),
    "ours, with encoders": lambda base: ours(base, encoders=True),
}


def measured(search: Search, questions: Sequence[Question]) -> str:
    kinds: dict[str, list[bool]] = defaultdict(list)
    inside, outside, times, three = [], [], [], 0
    for question in questions:
        start = time.perf_counter()
        found = search(question.q)
        times.append((time.perf_counter() - start) * 1e3)
        best = found[0][1] if found else 0.0
        (inside if question.expect else outside).append(best)
        if question.expect:
            kinds[question.kind].append(bool(found) and found[0][0] in question.expect)
            three += bool({name for name, _ in found[:3]} & set(question.expect))
    right = [each for found in kinds.values() for each in found]
    area = sum((one > other) + (one == other) / 2 for one, other in product(inside, outside))
    times.sort()
    by_kind = " ".join(f"{kind} {100 * sum(found) / len(found):.0f}" for kind, found in kinds.items())
    return (
        f"{100 * sum(right) / len(right):.1f} | {100 * three / len(right):.1f} | "
        f"{area / max(len(inside) * len(outside), 1):.3f} | {times[len(times) // 2]:.2f} / "
        f"{times[int(len(times) * 0.99)]:.1f} | {by_kind}"
    )


def grown(count: int) -> KnowledgeBase:
    """A made-up base in which words are as unevenly common as in a language."""
    chance = random.Random(count)
    vocabulary = [
        f"{a}{b}{c}" for a, b, c in product(*(("ка", "мо", "ри", "ту", "ле", "со", "ва", "не"),) * 3)
    ]
    vocabulary = [f"{one}{other}" for one in vocabulary for other in vocabulary[:40]]
    weights = [1 / (place + 10) for place in range(len(vocabulary))]

    def entry(number: int) -> Entry:
        drawn = " ".join(chance.choices(vocabulary, weights, k=6))
        return Entry(id=f"e{number}", title=Localized(ru=drawn), answer=Localized(ru=drawn))

    return KnowledgeBase({f"e{number}": entry(number) for number in range(count)})


def grow(out: Callable[[str], object], counts: Sequence[int]) -> None:
    out("| entries | built in s | p50 / p99 ms | peak MB |\n|---|---|---|---|\n")
    for count in counts:
        base = grown(count)
        start = time.perf_counter()
        finder = build_finder(base)
        built = time.perf_counter() - start
        asked = random.Random(1).choices(list(base), k=200)
        times = []
        for entry in asked:
            start = time.perf_counter()
            finder.find(" ".join(entry.title.ru.split()[:4]))
            times.append((time.perf_counter() - start) * 1e3)
        times.sort()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        out(f"| {count} | {built:.1f} | {times[100]:.2f} / {times[197]:.1f} | {peak} |\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--grow", type=int, nargs="*", metavar="N", help="only the growth, for bases of N entries"
    )
    call = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if call.grow is not None:
        grow(sys.stdout.write, call.grow or (32, 1_000, 10_000, 100_000))
        return
    sets = [
        (ROOT / "questions" / "dev.jsonl", SHIPPED),
        (ROOT / "questions" / "hard.jsonl", SHIPPED),
        (FOREIGN / "questions.jsonl", FOREIGN),
    ]
    for path, folder in sets:
        base, questions = load_knowledge(folder), read_questions(path)
        sys.stdout.write(f"\n{path.relative_to(ROOT)}\n\n")
        sys.stdout.write("| way | first % | within three % | area | p50 / p99 ms | first by kind % |\n")
        sys.stdout.write("|---|---|---|---|---|---|\n")
        for name, build in WAYS.items():
            try:
                sys.stdout.write(f"| {name} | {measured(build(base), questions)} |\n")
            except ImportError as error:
                sys.stdout.write(f"| {name} | not installed: {error.name} | | | | |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
