"""How much of a large base is looked at: whatever holds the rarer words of the question."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Index
from knowledge.postings import Numbers

_LOOKED_AT = 60_000  # postings; a base of some thousand entries stays below it and is looked at whole


class Reach:
    """The postings of a question's lemmas; common ones count only for entries that rarer ones bring."""

    def __init__(self, asked: Sequence[Mapping[str, float]], index: Index) -> None:
        self._index = index
        lengths = {
            text: index.in_forms.count(text) + index.in_answers.count(text)
            for found in asked
            for text in found
        }
        left = _LOOKED_AT
        self._opened: set[str] = set()
        for text in sorted(lengths, key=lambda each: (lengths[each], each)):
            if self._opened and lengths[text] > left:
                break
            self._opened.add(text)
            left -= lengths[text]
        self._forms: NDArray[np.bool_] | None = None
        self._entries: NDArray[np.bool_] | None = None
        if len(self._opened) < len(lengths):
            self._forms = np.zeros(len(index.form_entries), dtype=np.bool_)
            self._entries = np.zeros(len(index.ids), dtype=np.bool_)
            for text in self._opened:
                self._forms[index.in_forms.of(text)] = True
                self._entries[index.in_answers.of(text)] = True
                self._entries[index.form_entries[index.in_forms.of(text)]] = True

    def forms(self, text: str) -> Numbers:
        """Forms within reach that hold the lemma."""
        held = self._index.in_forms.of(text)
        return held if self._forms is None or text in self._opened else held[self._forms[held]]

    def answers(self, text: str) -> Numbers:
        """Entries within reach whose answer holds the lemma."""
        held = self._index.in_answers.of(text)
        return held if self._entries is None or text in self._opened else held[self._entries[held]]
