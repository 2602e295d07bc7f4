"""What sentence encoders say of a question: how alike each entry is, and what lies outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Encoder, NoVectors, Vectors
from knowledge.entries import Entry, KnowledgeBase
from knowledge.markup import parse_markup
from knowledge.outside import shipped_outside
from knowledge.weighing import Weighing, shipped_weights

Matrix = NDArray[np.float32]

# The mean of few entries says little of the language as a whole, so the outside examples count along.
_OUTSIDE_COUNTS = 10
_WHOLE = 600  # characters of title and answer: what a question asks for stands at the beginning
_OURS = 0.6  # an outside example this near to an entry is one of the base's own questions
_NEAREST = 24  # entries that are looked at closely, whatever the size of the base


@dataclass(frozen=True, slots=True)
class Sense:
    """Likeness to the nearest entries, each weighed, and how much nearer something outside is."""

    alike: dict[int, float]
    outside: float


@dataclass(frozen=True, slots=True)
class _Space:
    """The vectors of one encoder around their common middle, which says nothing of any single text."""

    encoder: Encoder
    middle: Matrix
    forms: Matrix
    starts: NDArray[np.intp]
    whole: Matrix
    outside: Matrix
    by_form: float
    by_whole: float

    def parts(self, question: Matrix) -> tuple[Matrix, Matrix]:
        """Likeness to the nearest way to ask for each entry, and to the entry as a whole."""
        return np.maximum.reduceat(self.forms @ question, self.starts), self.whole @ question

    def alike(self, question: Matrix) -> Matrix:
        form, whole = self.parts(question)
        result: Matrix = self.by_form * form + self.by_whole * whole
        return result

    def ask(self, vector: Sequence[float]) -> Matrix:
        result: Matrix = _unit(np.asarray(vector, dtype=np.float32)[None, :] - self.middle)[0]
        return result


class Meaning:
    """The meaning of every entry, by one or more encoders; may be asked from any thread."""

    def __init__(self, spaces: Sequence[_Space], weighing: Weighing) -> None:
        self._spaces = tuple(spaces)
        self.weighing = weighing

    @property
    def families(self) -> tuple[str, ...]:
        """The encoders' families, in order of their names."""
        return tuple(sorted(space.encoder.family for space in self._spaces))

    def of(self, question: str) -> Sense:
        """What the encoders make of the repaired text of a question."""
        total: Any = 0.0
        outside: Any = 0.0
        for space in self._spaces:
            (vector,) = space.encoder.encode([question])
            asked = space.ask(vector)
            total = total + space.alike(asked)
            outside = outside + (space.by_form + space.by_whole) * (space.outside @ asked)
        nearest = np.argsort(-total, kind="stable")[:_NEAREST]
        best = float(total[nearest[0]])
        strongest = float(outside.max()) if len(outside) else best
        return Sense({int(entry): float(total[entry]) for entry in nearest}, strongest - best)

    def parts(self, question: str) -> dict[str, tuple[Matrix, Matrix, Matrix]]:
        """Before any weighing, by encoder: nearest way to ask, whole, outside; for fitting the weights."""
        found = {}
        for space in self._spaces:
            asked = space.ask(space.encoder.encode([question])[0])
            found[space.encoder.family] = (*space.parts(asked), space.outside @ asked)
        return found


def build_meaning(
    base: KnowledgeBase, encoders: Sequence[Encoder], vectors: Vectors | None = None
) -> Meaning | None:
    """The meaning of `base`; None where there is no encoder or no weights were fitted for these.

    Takes long when `vectors` holds none of the base's texts: tens of milliseconds a text.
    """
    weighing = shipped_weights().fitted(frozenset(encoder.family for encoder in encoders))
    if weighing is None or not len(base):
        return None
    kept = vectors or NoVectors()
    parts = [_Raw(base, encoder, kept) for encoder in encoders]
    spaces = [part.space(*weighing.rank.of(part.encoder.family)) for part in parts]
    # An example that this base answers is not outside of it.
    full = sum(space.by_form + space.by_whole for space in spaces)
    near = sum(np.stack([space.alike(example) for example in space.outside]).max(axis=1) for space in spaces)
    strange = np.asarray(near) < _OURS * full
    spaces = [
        _Space(s.encoder, s.middle, s.forms, s.starts, s.whole, s.outside[strange], s.by_form, s.by_whole)
        for s in spaces
    ]
    return Meaning(spaces, weighing)


class _Raw:
    """The texts of a base as one encoder sees them."""

    def __init__(self, base: KnowledgeBase, encoder: Encoder, vectors: Vectors) -> None:
        ways = [ways_to_ask(entry) for entry in base]
        wholes = [whole(entry) for entry in base]
        outside = shipped_outside()
        texts = [*(way for group in ways for way in group), *wholes, *outside]
        found = np.asarray(vectors.encoded(encoder, texts), dtype=np.float32)
        count = sum(map(len, ways))
        self.encoder = encoder
        self.starts = np.cumsum([0, *map(len, ways[:-1])]).astype(np.intp)
        self.forms, self.wholes = found[:count], found[count : count + len(wholes)]
        self.outside = found[count + len(wholes) :]

    def space(self, by_form: float, by_whole: float) -> _Space:
        titles = self.forms[self.starts]
        entries = np.concatenate([titles, self.wholes])
        general = self.outside.mean(axis=0)
        middle = (entries.sum(axis=0) + _OUTSIDE_COUNTS * general) / (len(entries) + _OUTSIDE_COUNTS)
        forms, wholes, outside = (_unit(part - middle) for part in (self.forms, self.wholes, self.outside))
        return _Space(self.encoder, middle, forms, self.starts, wholes, outside, by_form, by_whole)


def ways_to_ask(entry: Entry) -> list[str]:
    """The title first, then everything that people say for it."""
    titles = [entry.title.ru, *([entry.title.en] if entry.title.en else [])]
    return [*titles, *entry.phrasings.ru, *entry.phrasings.en]


def whole(entry: Entry) -> str:
    """Title and answer, as much of them as tells what the entry is about."""
    return f"{entry.title.ru}. {parse_markup(entry.answer.ru).plain()}"[:_WHOLE]


def _unit(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Matrix = rows / np.maximum(length, 1e-6)
    return result
