"""The port for a sentence encoder, which sees likeness where no words are shared."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Encoder(Protocol):
    """Turns sentences into vectors of one length, each of length 1, so that a dot product is likeness."""

    def encode(self, sentences: Sequence[str]) -> Sequence[Sequence[float]]: ...


class Likeness(Protocol):
    """How alike a question and each entry are, 0..1."""

    def to_entries(self, question: str) -> Mapping[int, float]: ...


class NoLikeness:
    """Stands where there is no encoder: knows of no likeness."""

    def to_entries(self, question: str) -> Mapping[int, float]:
        return {}


class EncodedLikeness:
    """Likeness by an encoder; the texts of the entries are encoded once, at the start."""

    def __init__(self, encoder: Encoder, texts: Sequence[Sequence[str]]) -> None:
        self._encoder = encoder
        flat = [text for group in texts for text in group]
        self._owners = [position for position, group in enumerate(texts) for _ in group]
        self._vectors = encoder.encode(flat) if flat else []

    def to_entries(self, question: str) -> Mapping[int, float]:
        (asked,) = self._encoder.encode([question])
        best: dict[int, float] = {}
        for owner, vector in zip(self._owners, self._vectors, strict=True):
            likeness = sum(one * other for one, other in zip(asked, vector, strict=True))
            best[owner] = max(best.get(owner, 0.0), min(1.0, max(0.0, likeness)))
        return best
