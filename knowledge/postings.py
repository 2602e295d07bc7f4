"""Who holds which lemma, packed: a base of a hundred thousand entries fits, and sums run over arrays."""

from array import array
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]

_NOBODY: Numbers = np.empty(0, dtype=np.int32)


class Postings:
    """From a lemma to the ascending numbers of its holders."""

    def __init__(self, numbering: Mapping[str, int], starts: NDArray[np.int64], holders: Numbers) -> None:
        self._numbering = numbering
        self._starts = starts
        self._holders = holders

    def of(self, text: str) -> Numbers:
        """Who holds the lemma; empty for one that the base does not have."""
        number = self._numbering.get(text)
        return _NOBODY if number is None else self._holders[self._starts[number] : self._starts[number + 1]]

    def count(self, text: str) -> int:
        number = self._numbering.get(text)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])


class PostingsDraft:
    """Postings being gathered, holder by holder in ascending order."""

    def __init__(self, numbering: dict[str, int]) -> None:
        self._numbering = numbering
        self._lemmas = array("i")
        self._holders = array("i")

    def add(self, holder: int, lemmas: Iterable[str]) -> None:
        """Notes that `holder` holds each of the (different) lemmas."""
        numbering = self._numbering
        for text in lemmas:
            self._lemmas.append(numbering.setdefault(text, len(numbering)))
            self._holders.append(holder)

    def pairs(self) -> tuple[Numbers, Numbers]:
        """The lemmas and, side by side, their holders, as they were added."""
        return np.array(self._lemmas, dtype=np.int32), np.array(self._holders, dtype=np.int32)

    def packed(self) -> Postings:
        """The postings of all lemmas that the numbering has by now."""
        lemmas, holders = self.pairs()
        order = np.argsort(lemmas, kind="stable")
        counts = np.bincount(lemmas, minlength=len(self._numbering))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Postings(self._numbering, starts, holders[order])
