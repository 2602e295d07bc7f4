"""Entries of the knowledge base: the official answers and how people ask for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.authored import Authored
from knowledge.languages import Language

Tier = Literal["faq", "main", "secondary", "additional"]


class Localized(Authored):
    """A text in both languages; the Russian one is official."""

    ru: str
    en: str

    def into(self, language: Language) -> str:
        return self.ru if language == "ru" else self.en


class Phrasings(Authored):
    """Ways people ask for an entry, besides its title."""

    ru: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class Origin(Authored):
    """Where the official wording stands: the seed document and the number or heading in it."""

    document: Localized
    number: str


class Entry(Authored):
    """One official answer. `answer` is written in the markup of `knowledge.markup`."""

    id: str
    tier: Tier
    title: Localized
    answer: Localized
    phrasings: Phrasings = Phrasings()
    related: tuple[str, ...] = ()
    counterpart: str | None = None  # the FAQ entry or the term on the same thing
    example: str | None = None  # the entry that answers «а пример?»
    template_link: str | None = None
    origin: Origin
    source_note: str = ""


@dataclass(frozen=True)
class KnowledgeBase:
    """All entries in the authors' order."""

    entries: Mapping[str, Entry]

    def __getitem__(self, entry_id: str) -> Entry:
        return self.entries[entry_id]

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self.entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def of_tier(self, tier: Tier) -> tuple[Entry, ...]:
        return tuple(entry for entry in self if entry.tier == tier)
