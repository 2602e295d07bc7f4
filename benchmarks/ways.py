"""Our ranking and what one could take instead, behind one shape.

All see the same: titles, phrasings, and title with answer. Each imports its library when it is built, so that
the memory it takes is counted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from knowledge.base.entries import KnowledgeBase
from knowledge.text.markup import parse_markup
from knowledge.text.normalisation import folded, words

Ranked = Sequence[tuple[str, float]]
Search = Callable[[str], Ranked]

_LOOKED_AT = 60  # texts; several belong to one entry
_SHOWN = 5


def texts(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every text with the id of its entry: titles, phrasings, title with answer."""
    for entry in base:
        for text in (entry.title.ru, *entry.phrasings.ru, *entry.phrasings.en):
            yield entry.id, folded(text)
        yield entry.id, folded(f"{entry.title.ru} {parse_markup(entry.answer.ru).plain()}")


def words_alone(base: KnowledgeBase) -> Search:
    from knowledge.search.finder import build_finder  # noqa: PLC0415

    return _of_finder(build_finder(base))


def with_encoders(base: KnowledgeBase) -> Search:
    from bot.content.encoders import meaning_of  # noqa: PLC0415
    from knowledge.search.finder import build_finder  # noqa: PLC0415

    return _of_finder(build_finder(base, meaning_of(base, Path("data/vectors"))))


def _of_finder(finder: Any) -> Search:
    return lambda question: [(each.entry, each.score) for each in finder.find(question).ranked]


def fuzzy(scorer: str) -> Callable[[KnowledgeBase], Search]:
    def build(base: KnowledgeBase) -> Search:
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        ids, held = zip(*texts(base), strict=True)
        measure = getattr(fuzz, scorer)
        return lambda question: _distinct(
            (ids[place], score)
            for _, score, place in process.extract(folded(question), held, scorer=measure, limit=_LOOKED_AT)
        )

    return build


def full_text(base: KnowledgeBase) -> Search:
    import sqlite3  # noqa: PLC0415

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='trigram')")
    database.executemany("INSERT INTO held VALUES (?, ?)", texts(base))

    def search(question: str) -> Ranked:
        pieces = {w[n : n + 3] for w in words(folded(question)) for n in range(max(len(w) - 2, 0))}
        if not pieces:
            return []
        asked = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
        query = f"SELECT id, -rank FROM held WHERE held MATCH ? ORDER BY rank LIMIT {_LOOKED_AT}"
        return _distinct(database.execute(query, (asked,)).fetchall())

    return search


def letters(base: KnowledgeBase) -> Search:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    ids, held = zip(*texts(base), strict=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False, dtype="float32")
    # Turned inside out: only the texts that share a piece with the question are touched.
    holders = pieces.fit_transform(held).T.tocsr()

    def search(question: str) -> Ranked:
        scores = (pieces.transform([folded(question)]) @ holders).toarray()[0]
        return _strongest(ids, scores)

    return search


def stemmed(base: KnowledgeBase) -> Search:
    import bm25s  # noqa: PLC0415
    import Stemmer  # noqa: PLC0415

    ids, held = zip(*texts(base), strict=True)
    stemmer = Stemmer.Stemmer("russian")
    index = bm25s.BM25()
    index.index([stemmer.stemWords(words(text)) for text in held], show_progress=False)

    def search(question: str) -> Ranked:
        known = [word for word in stemmer.stemWords(words(folded(question))) if word in index.vocab_dict]
        return _strongest(ids, index.get_scores(known)) if known else []

    return search


def tantivy_index(base: KnowledgeBase) -> Search:
    import tantivy  # noqa: PLC0415

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="default")
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
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
        hits = searcher.search(query, _LOOKED_AT).hits
        return _distinct((searcher.doc(at)["id"][0], score) for score, at in hits)

    return search


def _strongest(ids: Sequence[str], scores: Any) -> Ranked:
    import numpy as np  # noqa: PLC0415

    best = (
        np.argpartition(-scores, _LOOKED_AT)[:_LOOKED_AT] if len(scores) > _LOOKED_AT else range(len(scores))
    )
    found = sorted(((float(scores[place]), int(place)) for place in best), reverse=True)
    return _distinct((ids[place], score) for score, place in found if score > 0)


def _distinct(found: Iterable[tuple[str, float]]) -> Ranked:
    best: dict[str, float] = {}
    for name, score in found:
        best.setdefault(name, score)
    return list(best.items())[:_SHOWN]


WAYS: dict[str, Callable[[KnowledgeBase], Search]] = {
    "rapidfuzz WRatio": fuzzy("WRatio"),
    "rapidfuzz token_set_ratio": fuzzy("token_set_ratio"),
    "SQLite FTS5, trigrams": full_text,
    "bm25s + PyStemmer": stemmed,
    "tantivy, fuzzy terms": tantivy_index,
    "TF-IDF of 3–5 letters": letters,
    "ours, words alone": words_alone,
    "ours, with encoders": with_encoders,
}
