"""Sentence embeddings of the entries, and how similar a question is to each of them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.authored import Authored, typed
from knowledge.base.entries import Entry, KnowledgeBase, NonEmptyText
from knowledge.search.ranking import VIEWS, EncoderWeights, WeighedSimilarity, Weights, shipped_weights
from knowledge.text.markup import parse_markup
from knowledge.yaml_source import read_yaml

Vector = Sequence[float]
Matrix = NDArray[np.float32]
Places = NDArray[np.intp]

OUTSIDE_FILE = Path(__file__).parents[1] / "content" / "outside.yaml"
# The mean of few entries says little of the language as a whole, so the outside examples count along.
_OUTSIDE_COUNTS = 10
_WHOLE = 600  # characters of title and answer: what a question asks for stands at the beginning
_OURS = 0.8  # an outside example this near to a way to ask is one of the base's own questions
_FIRST_LOOK = 3  # entries: as many as are suggested
_NEAREST = 24  # entries that are looked at closely, whatever the size of the base
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_SHORTEST, _LONGEST = 13, 300  # characters of a sentence that tells something


class Encoder(Protocol):
    """Turns sentences into vectors of one length, each of length 1, so that a dot product is likeness.

    `name` tells the model and its version: vectors of another name mean nothing to this one. May be asked
    from any thread.
    """

    @property
    def name(self) -> str: ...

    @property
    def family(self) -> str:
        """The model without its version, by which the weights are chosen."""
        ...

    def encode(self, sentences: Sequence[str]) -> Sequence[Vector]: ...


class Vectors(Protocol):
    """Vectors that were computed before, so that a start need not wait for them."""

    def encoded(self, encoder: Encoder, sentences: Sequence[str]) -> Sequence[Vector]:
        """One vector a sentence, by whatever way is quickest."""
        ...


class NoVectors:
    """Stands where nothing is kept."""

    def encoded(self, encoder: Encoder, sentences: Sequence[str]) -> Sequence[Vector]:
        return encoder.encode(sentences)


class OutsideFile(Authored):
    """`outside.yaml` as written."""

    outside: tuple[NonEmptyText, ...]


@lru_cache(maxsize=1)
def shipped_outside() -> tuple[str, ...]:
    """The examples that come with the project, read once."""
    return typed(OutsideFile, read_yaml(OUTSIDE_FILE)).outside


@dataclass(frozen=True, slots=True)
class ViewSimilarities:
    """How alike a question and every entry are: by the nearest way to ask, the entry as a whole, and the
    nearest sentence of its answer (0 for bare entries)."""

    form: Matrix
    whole: Matrix
    sentence: Matrix


@dataclass(frozen=True, slots=True)
class _EncoderEmbeddings:
    """The vectors of one encoder: titles and phrasings, whole entries, sentences, examples of the outside.

    Their common middle says nothing of any single text. Of an entry with phrasings the vectors stand around
    the middle, with length 1: the similarity is a cosine. Of a bare entry they are as the encoder gave them,
    and the middle's own similarity is taken off. One product of `rows` and the question serves both.
    `weights` holds, for every entry, what each of the three views says for it.
    """

    encoder: Encoder
    middle: Matrix
    rows: Matrix
    of_middle: Matrix  # how alike each row and the middle are
    bare_rows: NDArray[np.bool_]
    form_starts: Places
    told: Places  # the entries with phrasings, whose answers are looked at sentence by sentence
    sentence_starts: Places
    ends: tuple[int, int, int]  # of forms, of wholes, of sentences; the rest is outside
    weights: Matrix

    def views(self, question: Matrix) -> tuple[ViewSimilarities, Matrix]:
        """The similarity to every entry, and to every example of the outside."""
        distance = max(float(np.linalg.norm(question - self.middle)), 1e-6)
        product = self.rows @ question
        around = (product - self.of_middle) / distance
        alike = np.where(self.bare_rows, product - self.middle @ question, around).astype(np.float32)
        forms, wholes, parts, outside = np.split(alike, self.ends)
        sentence = np.zeros(len(wholes), dtype=np.float32)
        if len(self.told):
            sentence[self.told] = np.maximum.reduceat(parts, self.sentence_starts)
        form = np.maximum.reduceat(forms, self.form_starts)
        return ViewSimilarities(form, wholes, sentence), outside

    def asked(self, text: str) -> Matrix:
        """The question as a vector."""
        return np.asarray(self.encoder.encode([text])[0], dtype=np.float32)


class EncodedOnce:
    """An encoder that encodes a text once for several bases, until it is taken out of `known`."""

    def __init__(self, encoder: Encoder, known: dict[tuple[str, str], Vector]) -> None:
        self.name, self.family = encoder.name, encoder.family
        self._encoder = encoder
        self._known = known

    def encode(self, sentences: Sequence[str]) -> Sequence[Vector]:
        new = [each for each in dict.fromkeys(sentences) if (self.name, each) not in self._known]
        for sentence, vector in zip(new, self._encoder.encode(new) if new else (), strict=True):
            self._known[self.name, sentence] = vector
        return [self._known[self.name, sentence] for sentence in sentences]


class Embeddings:
    """Embeddings of every entry by one or more encoders; may be asked from any thread."""

    def __init__(self, encoders: Sequence[_EncoderEmbeddings], weights: EncoderWeights) -> None:
        self._encoders = tuple(encoders)
        self.weights = weights

    @property
    def families(self) -> tuple[str, ...]:
        """The encoders' families, in order of their names."""
        return tuple(sorted(each.encoder.family for each in self._encoders))

    def sharing(self, known: dict[tuple[str, str], Vector]) -> "Embeddings":
        """An encoder that encodes nothing that is `known`, and lets what it encodes be known."""
        shared = [replace(each, encoder=EncodedOnce(each.encoder, known)) for each in self._encoders]
        return Embeddings(shared, self.weights)

    def nearest(self, questions: Sequence[str]) -> list[Collection[int]]:
        """The entries nearest to each question by the quickest encoder alone: a first look."""
        quickest = max(self._encoders, key=lambda each: each.encoder.family == "use")
        found: list[Collection[int]] = []
        for vector in quickest.encoder.encode(questions):
            views, _ = quickest.views(np.asarray(vector, dtype=np.float32))
            total = np.einsum("ve,ve->e", quickest.weights, (views.form, views.whole, views.sentence))
            found.append({int(entry) for entry in np.argsort(-total)[:_FIRST_LOOK]})
        return found

    def of(self, question: str) -> WeighedSimilarity:
        """What the encoders make of the repaired text of a question."""
        total: Any = 0.0
        nearest_outside = 0.0
        for each in self._encoders:
            views, outside = each.views(each.asked(question))
            by_form, by_whole, by_sentence = each.weights
            total = total + by_form * views.form + by_whole * views.whole + by_sentence * views.sentence
            nearest_outside += float(outside.max(initial=0.0)) / len(self._encoders)
        nearest = np.argpartition(-total, _NEAREST)[:_NEAREST] if len(total) > _NEAREST else range(len(total))
        alike = {int(entry): float(total[entry]) for entry in nearest}
        return WeighedSimilarity(alike, nearest_outside)

    def parts(self, question: str) -> dict[str, tuple[ViewSimilarities, Matrix]]:
        """Before any weights, by encoder: the views of every entry and likeness to the outside examples;
        for fitting the weights."""
        return {each.encoder.family: each.views(each.asked(question)) for each in self._encoders}


def build_embeddings(
    base: KnowledgeBase, encoders: Sequence[Encoder], vectors: Vectors | None = None
) -> Embeddings | None:
    """The embeddings of `base`; None where there is no encoder or no weights were fitted for these.

    Takes long when `vectors` holds none of the base's texts: tens of milliseconds a text.
    """
    weights = shipped_weights().get(frozenset(encoder.family for encoder in encoders))
    if weights is None or not len(base):
        return None
    kept = vectors or NoVectors()
    return Embeddings([_encoder_embeddings(base, encoder, kept, weights) for encoder in encoders], weights)


def _encoder_embeddings(
    base: KnowledgeBase, encoder: Encoder, vectors: Vectors, weights: EncoderWeights
) -> _EncoderEmbeddings:
    bare = np.array([entry.bare for entry in base])
    ways = [entry.ways_asked for entry in base]
    told = [sentences(entry) for entry in base if not entry.bare]
    groups = [_flat(ways), [whole(entry) for entry in base], _flat(told), list(shipped_outside())]
    found = np.asarray(vectors.encoded(encoder, _flat(groups)), dtype=np.float32)
    forms, wholes, parts, outside = np.split(found, np.cumsum([len(group) for group in groups])[:-1])
    form_starts, part_starts = _starts(ways), _starts(told)
    weighing = np.array([entry.id in base.weighing for entry in base])
    entries = np.concatenate([forms[form_starts][weighing], wholes[weighing]])
    middle = (entries.sum(axis=0) + _OUTSIDE_COUNTS * outside.mean(axis=0)) / (len(entries) + _OUTSIDE_COUNTS)
    # An example that this base answers is not outside of it.
    ours = (_unit(outside - middle) @ _unit(forms - middle).T).max(axis=1) >= _OURS
    outside = outside[~ours]
    raw = np.concatenate([np.repeat(bare, [len(each) for each in ways]), bare])
    raw = np.concatenate([raw, np.zeros(len(parts) + len(outside), dtype=np.bool_)])
    rows = np.concatenate([forms, wholes, parts, outside])
    rows = np.where(raw[:, None], rows, _unit(rows - middle)).astype(np.float32)
    of_told, of_bare = (_of_views(each, encoder.family) for each in (weights.ranking, weights.ranking_bare))
    by_view = np.where(bare, of_bare[:, None], of_told[:, None]).astype(np.float32)
    ends = (len(forms), len(forms) + len(wholes), len(forms) + len(wholes) + len(parts))
    return _EncoderEmbeddings(
        encoder,
        middle,
        rows,
        rows @ middle,
        raw,
        form_starts,
        np.flatnonzero(~bare),
        part_starts,
        ends,
        by_view,
    )


def _of_views(ranking: Weights, family: str) -> NDArray[np.float64]:
    """What the nearest way to ask, the entry as a whole and the nearest sentence say by one encoder."""
    return np.array([ranking.get(f"{family}-{view}", 0.0) for view in VIEWS])


def whole(entry: Entry) -> str:
    """Title and answer, as much of them as tells what the entry is about."""
    return f"{entry.title.ru}. {parse_markup(entry.answer.ru).plain()}"[:_WHOLE]


def sentences(entry: Entry) -> list[str]:
    """The sentences of the answer, at least one; a long answer is about more than one thing."""
    answer = parse_markup(entry.answer.ru).plain()
    parts = [part.strip(" -")[:_LONGEST] for part in _SENTENCE.split(answer)]
    return [part for part in parts if len(part) >= _SHORTEST] or [answer[:_LONGEST]]


def _flat(groups: Sequence[Sequence[str]]) -> list[str]:
    return [text for group in groups for text in group]


def _starts(groups: Sequence[Sequence[str]]) -> Places:
    return np.cumsum([0, *(len(group) for group in groups[:-1])]).astype(np.intp)


def _unit(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Matrix = rows / np.maximum(length, 1e-6)
    return result
