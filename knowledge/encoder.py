"""The ports of sentence encoders, which see likeness where no words are shared."""

from collections.abc import Sequence
from typing import Protocol

Vector = Sequence[float]


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
