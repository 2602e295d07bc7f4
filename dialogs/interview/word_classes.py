"""Classes of words, as authors write them in `wording.yaml`, and which of them a word or a phrase is in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from knowledge.schema_mistakes import near
from knowledge.text.normalisation import folded
from knowledge.text.readings import TextToken, WordReading, readings, tokens
from knowledge.yaml_source import KeyPath

# «@class+ся»: its verbs as reflexive ones.
_REFLEXIVE = "+ся"


class PatternError(ValueError):
    """Raised for a pattern that cannot be read; `remedy` says what to write."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class WordClasses:
    """The classes of one file. `tags`: how it calls the tags of the dictionary."""

    def __init__(self, classes: Mapping[str, Sequence[str]], tags: Mapping[str, str]) -> None:
        self._classes = classes
        self._tags = tags

    def problems(self, *, base_forms: bool) -> Iterator[tuple[KeyPath, str, str]]:
        """What an author has to mend: the place below `classes`, what is wrong, and the remedy. `base_forms`:
        the words are looked up in the dictionary, too."""
        for name, entries in self._classes.items():
            for number, entry in enumerate(entries):
                if problem := self._fault_of_entry(entry, base_forms=base_forms):
                    yield (name, number), *problem

    def tag(self, written: str) -> str:
        """The dictionary's name of a tag. Raises PatternError."""
        if written not in self._tags:
            raise PatternError(*_unknown("tag", written, self._tags))
        return self._tags[written]

    def phrase_lengths(self, name: str) -> tuple[int, ...]:
        """How many words the phrases of a class have, the longest first. Raises PatternError for none of the
        classes."""
        if name not in self._classes:
            raise PatternError(*_unknown("class", name, self._classes))
        return self._lengths.get(name, ())

    def of(self, form: str, reading: WordReading) -> frozenset[str]:
        """The classes of a word, in one of its readings."""
        lemmas = (reading.lemma, *_adjectives(reading))
        parts = ((f"{lemma[:at]}*", f"*{lemma[at:]}") for lemma in lemmas for at in range(2, len(lemma)))
        entries = (*lemmas, f"={form}", f"{reading.lemma}*", *chain.from_iterable(parts))
        kinds = (
            name
            for name, tags, excluded in self._kinds
            if tags <= reading.tags and excluded.isdisjoint((*entries, form))
        )
        return frozenset(kinds).union(*(self._members.get(each, frozenset()) for each in entries))

    def begun(self, found: Sequence[TextToken], at: int) -> Iterator[str]:
        """The classes one of whose phrases begins with this token, as `@class:words`."""
        for reading in found[at].readings:
            for name, words in self._phrases.get(reading.lemma, ()):
                here = found[at : at + len(words)]
                if len(here) == len(words) and all(map(_may_be, here, words)):
                    yield f"@{name}:{len(words)}"

    def _fault_of_entry(self, entry: str, *, base_forms: bool) -> tuple[str, str] | None:
        """What is wrong with an entry of a class; `!` before it says what its tags do not mean."""
        entry = entry.removeprefix("!")
        if entry.startswith("@"):
            name = entry[1:].removesuffix(_REFLEXIVE)
            return None if name in self._classes else _unknown("class", name, self._classes)
        if entry.startswith("/"):
            unknown = [tag for tag in entry[1:].split("/") if tag not in self._tags]
            return _unknown("tag", unknown[0], self._tags) if unknown else None
        if not base_forms or " " in entry or "*" in entry or entry.startswith("="):
            return None
        lemmas = [reading.lemma for reading in readings(folded(entry))]
        if folded(entry) in lemmas:
            return None
        return (
            f'"{entry}" is not the base form of a word',
            f'write "{lemmas[0]}", or "={entry}" for this form alone',
        )

    @cached_property
    def _members(self) -> Mapping[str, frozenset[str]]:
        """The classes of each base form and, with a `*`, of each beginning and ending of one."""
        members: dict[str, set[str]] = {}
        for name in self._classes:
            for entry in self._entries(name, ()):
                if " " not in entry:
                    members.setdefault(entry, set()).add(name)
        # Four thousand words are in a few hundred sets of classes.
        alike: dict[frozenset[str], frozenset[str]] = {}
        sets = ((entry, frozenset(names)) for entry, names in members.items())
        return {entry: alike.setdefault(names, names) for entry, names in sets}

    @cached_property
    def _kinds(self) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
        """The classes that hold every word with some tags, and the words that they do not mean."""
        return tuple((name, *kind) for name in self._classes for kind in self._kinds_of(name, ()))

    def _kinds_of(self, name: str, above: tuple[str, ...]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """The tags in a class and in the classes it includes, each with the words not meant by either."""
        entries, within = self._classes.get(name, ()), (*above, name)
        excluded = frozenset(
            word for entry in entries if entry.startswith("!") for word in self._named(entry[1:], within)
        )
        for entry in entries:
            if entry.startswith("/"):
                yield frozenset(map(self.tag, entry[1:].split("/"))), excluded
            elif entry.startswith("@") and entry[1:] not in within:
                kinds = self._kinds_of(entry[1:], within)
                yield from ((tags, excluded | not_meant) for tags, not_meant in kinds)

    def _entries(self, name: str, above: tuple[str, ...]) -> Iterator[str]:
        """The entries of a class and of the classes it includes."""
        for entry in self._classes.get(name, ()):
            if not entry.startswith("!"):
                yield from self._named(entry, (*above, name))

    def _named(self, entry: str, above: tuple[str, ...]) -> Iterator[str]:
        """The words that an entry stands for."""
        if not entry.startswith("@"):
            # A hyphenated word that the dictionary lacks is read in parts, here as in texts.
            parted = "-" in entry and entry[-1] != "*"
            yield " ".join(token.form for token in tokens(entry)) if parted else folded(entry)
        elif entry.endswith(_REFLEXIVE):
            verbs = self._named(entry.removesuffix(_REFLEXIVE), above)
            yield from (f"{verb}ся" for verb in verbs if verb.endswith("ть"))
        elif entry[1:] not in above:
            yield from self._entries(entry[1:], above)

    @cached_property
    def _phrases(self) -> Mapping[str, frozenset[tuple[str, tuple[frozenset[str], ...]]]]:
        """The phrases in classes, by the base forms of their first words: the class, and what each word may
        be: any form of any base form that it can have, for a phrase is written as people say it."""
        found: dict[str, set[tuple[str, tuple[frozenset[str], ...]]]] = {}
        for name in self._classes:
            for entry in self._entries(name, ()):
                if " " in entry:
                    words = tuple(
                        frozenset(reading.lemma for reading in readings(word)) for word in entry.split()
                    )
                    for lemma in words[0]:
                        found.setdefault(lemma, set()).add((name, words))
        return {lemma: frozenset(phrases) for lemma, phrases in found.items()}

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """How many words the phrases of a class have, the longest first."""
        lengths: dict[str, set[int]] = {}
        for name, words in chain.from_iterable(self._phrases.values()):
            lengths.setdefault(name, set()).add(len(words))
        return {name: tuple(sorted(found, reverse=True)) for name, found in lengths.items()}


def _may_be(token: TextToken, lemmas: frozenset[str]) -> bool:
    return any(reading.lemma in lemmas for reading in token.readings)


def _adjectives(reading: WordReading) -> tuple[str, ...]:
    """The adjectives that an adverb or the noun of a quality may be made of: it belongs to their classes."""
    for tag, ending in (("ADVB", "о"), ("NOUN", "ость")):
        if tag in reading.tags and reading.lemma.endswith(ending):
            return tuple(reading.lemma.removesuffix(ending) + each for each in ("ый", "ий", "ой"))
    return ()


def _unknown(what: str, name: str, known: Collection[str]) -> tuple[str, str]:
    return f'unknown {what} "{name}"', near(name, known) or f"known: {', '.join(known)}"
