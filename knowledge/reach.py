"""Which entries of a large base are looked at: those that hold the rarer words of the question."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from knowledge.index import Index

_LOOKED_AT = 2_000  # postings; a base of some hundred entries stays below it and is looked at whole


class Reach:
    """The postings of a question's lemmas; common ones count only for entries that rarer ones bring."""

    def __init__(self, asked: Sequence[Mapping[str, float]], index: Index) -> None:
        self._index = index
        lengths = {text: _length(text, index) for found in asked for text in found}
        left = _LOOKED_AT
        self._opened: set[str] = set()
        for text in sorted(lengths, key=lambda each: (lengths[each], each)):
            if self._opened and lengths[text] > left:
                break
            self._opened.add(text)
            left -= lengths[text]
        self._whole = len(self._opened) == len(lengths)
        self._forms: Sequence[int] = ()
        self._entries: Sequence[int] = ()
        if not self._whole:
            forms = {number for text in self._opened for number in index.in_forms.get(text, ())}
            entries = {number for text in self._opened for number in index.in_answers.get(text, ())}
            entries.update(index.forms[number].entry for number in forms)
            self._forms, self._entries = sorted(forms), sorted(entries)

    def forms(self, text: str) -> Iterable[int]:
        """Forms within reach that hold the lemma."""
        held = self._index.in_forms.get(text, ())
        return held if self._whole or text in self._opened else _both(self._forms, held)

    def answers(self, text: str) -> Iterable[int]:
        """Entries within reach whose answer holds the lemma."""
        held = self._index.in_answers.get(text, ())
        return held if self._whole or text in self._opened else _both(self._entries, held)


def _length(text: str, index: Index) -> int:
    return len(index.in_forms.get(text, ())) + len(index.in_answers.get(text, ()))


def _both(few: Sequence[int], many: Sequence[int]) -> Iterable[int]:
    start = 0
    for number in few:
        start = bisect_left(many, number, start)
        if start == len(many):
            return
        if many[start] == number:
            yield number
