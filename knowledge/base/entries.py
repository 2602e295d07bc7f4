"""Entries of the knowledge base: the official answers and how people ask for them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from knowledge.authored import Authored
from knowledge.text.language import Language
from knowledge.yaml_source import Problem

Tier = Literal["faq", "main", "secondary", "additional"]

PICTURE_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}

NonEmptyText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LONGEST_ID = 48
_ID = r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$"


def _fit_for_id(written: str) -> str:
    if len(written) > LONGEST_ID:
        raise ValueError(f"an id has at most {LONGEST_ID} characters")
    if not re.fullmatch(_ID, written):
        raise ValueError("an id has small Latin letters and digits, with single . - _ between them")
    return written


EntryId = Annotated[
    str,
    AfterValidator(_fit_for_id),
    WithJsonSchema({"type": "string", "pattern": _ID, "maxLength": LONGEST_ID}),
]


class Localized(Authored):
    """A text in both languages; the Russian one is official and stands in where there is no English."""

    ru: NonEmptyText
    en: NonEmptyText | None = None

    def into(self, language: Language) -> str:
        return self.en if language == "en" and self.en is not None else self.ru

    @property
    def texts(self) -> tuple[str, ...]:
        """In every language that it is written in."""
        return (self.ru,) if self.en is None else (self.ru, self.en)


class Phrasings(Authored):
    """Ways people ask for an entry, besides its title."""

    ru: tuple[NonEmptyText, ...] = ()
    en: tuple[NonEmptyText, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self.ru, *self.en)


class Origin(Authored):
    """Where the official wording stands: the seed document and the number or heading in it."""

    document: Localized
    number: Localized | str = ""

    def numbered(self, language: Language) -> str:
        """The number, or the heading in that language; empty if the whole document is meant."""
        return self.number if isinstance(self.number, str) else self.number.into(language)


class Entry(Authored):
    """One official answer. `answer` is written in the markup of `knowledge.text.markup`."""

    id: EntryId
    tier: Tier = "main"
    title: Localized
    section: str = ""  # tells entries of the same title apart
    answer: Localized
    phrasings: Phrasings = Phrasings()
    offered_for: tuple[NonEmptyText, ...] = ()  # what is asked near it that the answer does not tell
    related: tuple[EntryId, ...] = ()
    counterpart: EntryId | None = None  # the FAQ entry or the term on the same thing
    example: EntryId | None = None  # the entry that answers «а пример?»
    template_link: str | None = None
    origin: Origin | None = None
    source_note: str = ""
    owner: str = ""  # who looks after it
    review: date | None = None  # when it is to be looked at again

    def named(self, language: Language) -> str:
        """The title, with the section that tells it from another one."""
        title = self.title.into(language)
        return f"{title} ({self.section})" if self.section else title

    @property
    def bare(self) -> bool:
        """Whether nobody wrote down how people ask for it."""
        return not self.phrasings.texts

    @property
    def ways_asked(self) -> tuple[str, ...]:
        """The title, the phrasings, and for what it is only offered."""
        return (*self.title.texts, *self.phrasings.texts, *self.offered_for)

    def with_phrasings(self, more: Phrasings) -> "Entry":
        """The same entry, also asked for so."""
        ours = self.phrasings
        said = Phrasings(
            ru=tuple(dict.fromkeys((*ours.ru, *more.ru))), en=tuple(dict.fromkeys((*ours.en, *more.en)))
        )
        return self.model_copy(update={"phrasings": said})


class EntriesFile(Authored):
    """What stands in one YAML file of entries."""

    entries: tuple[Entry, ...] = Field(min_length=1)
    extends: Literal["shipped"] | None = None  # the folder adds to the shipped entries, or replaces some


@dataclass(frozen=True)
class KnowledgeBase:
    """All entries in the authors' order; `notes` tell authors what to look at, and stop nothing. `pictures`:
    the files that answers show, by name. `places`: where entries stand, as `faq.yaml:12`. `written`: the
    entries as they stand in the files, where experts added others or phrasings."""

    entries: Mapping[str, Entry]
    notes: tuple[Problem, ...] = ()
    pictures: Mapping[str, Path] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    written: Mapping[str, Entry] | None = field(default=None, compare=False)

    @property
    def weighing(self) -> Mapping[str, Entry]:
        """The entries by which is told how much a word says: those of the files, so that what an expert adds
        leaves alone what has nothing to do with it; all, where experts wrote more than the files hold."""
        written = self.written
        return self.entries if written is None or 2 * len(written) < len(self) else written

    def with_entries(self, entries: Mapping[str, Entry]) -> "KnowledgeBase":
        """The base with these entries beside those of the files, or in their place."""
        if not entries:
            return self
        written = self.entries if self.written is None else self.written
        return replace(self, entries={**self.entries, **entries}, written=written)

    def with_learned(self, learned: Iterable[Entry]) -> "KnowledgeBase":
        """The base with the entries that experts added while the bot runs and no file has; to the others they
        add their phrasings."""
        entries = {each.id: each for each in learned}
        return self.with_entries(
            {
                id: self[id].with_phrasings(each.phrasings)
                if id in self
                # An entry that it was published beside may have been taken out since.
                else each.model_copy(
                    update={"related": tuple(n for n in each.related if n in self or n in entries)}
                )
                for id, each in entries.items()
            }
        )

    def __getitem__(self, entry_id: str) -> Entry:
        return self.entries[entry_id]

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self.entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def picture(self, name: str) -> bytes | None:
        """The picture of this name; None when no answer shows it, or its file has gone."""
        try:
            return self.pictures[name].read_bytes() if name in self.pictures else None
        except OSError:
            return None

    def of_tier(self, tier: Tier) -> tuple[Entry, ...]:
        return tuple(entry for entry in self if entry.tier == tier)
