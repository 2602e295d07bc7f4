"""Entries that experts added while the bot runs, beside those of the files, which stand above them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from knowledge.base.checking import leads_to
from knowledge.base.entries import Entry, KnowledgeBase, Phrasings


def with_learned(base: KnowledgeBase, learned: Iterable[Entry]) -> KnowledgeBase:
    """The base with the learned entries that no file has; to the others they add their phrasings."""
    entries = {each.id: each for each in learned}
    added = {
        id: _extended(base[id], each)
        if id in base
        # An entry that it was published beside may have been taken out since.
        else each.model_copy(update={"related": tuple(n for n in each.related if n in base or n in entries)})
        for id, each in entries.items()
    }
    written = base.entries if base.written is None else base.written
    return replace(base, entries={**base.entries, **added}, written=written) if added else base


def _extended(entry: Entry, learned: Entry) -> Entry:
    ours, theirs = entry.phrasings, learned.phrasings
    said = Phrasings(
        ru=tuple(dict.fromkeys((*ours.ru, *theirs.ru))), en=tuple(dict.fromkeys((*ours.en, *theirs.en)))
    )
    return entry.model_copy(update={"phrasings": said})


def conflicts(base: KnowledgeBase, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Phrasings of `entry` that lead to another entry already, in these words or in other forms of them."""
    taken = {
        key: other for other in base if other.id != entry.id for _, keys in leads_to(other) for key in keys
    }
    for text, keys in leads_to(entry):
        if (other := next((taken[key] for key in keys if key in taken), None)) is not None:
            yield text, other
