"""Wordings by which remarks recognise what people write: patterns over base forms, parts of speech and
classes of words, as authors write them in `wording.yaml`."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path

from knowledge.authored import Authored, near, typed
from knowledge.text.normalisation import folded
from knowledge.text.readings import TextToken, WordReading, readings, tokens
from knowledge.yaml_source import ContentError, Problem, read_yaml

SHIPPED_WORDING = Path(__file__).parents[1] / "content" / "wording.yaml"
_WORD = r"<\w[^<>]*>"
# No answer of the form has more words; a pasted book must not hold the patterns for seconds.
_MOST_TOKENS = 250
_ANY_TOKEN = r"<[^<>]*>"
_ELEMENT = re.compile(r"(?P<look>>?)(?P<not>!?)(?P<alternatives>[^\s?*+!>]+|\*)(?P<count>[?*+]?)")
# «@class+ся»: its verbs as reflexive ones.
_REFLEXIVE = "+ся"
_GAP = re.compile(r"~(\d?)")


class WordingRule(Authored):
    """Any of these patterns is in a text, and none of `unless`."""

    any: tuple[str, ...]
    unless: tuple[str, ...] = ()


class WordingFile(Authored):
    """`wording.yaml` as written. `tags`: how its patterns call the tags of the dictionary."""

    tags: dict[str, str]
    classes: dict[str, tuple[str, ...]]
    wordings: dict[str, tuple[WordingRule, ...]]


class PatternError(ValueError):
    """Raised for a pattern that cannot be read; `remedy` says what to write."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A text as the patterns see it: `<form(lemma,@class,NOUN,nomn,)(…)|@class:2,>` for each of its tokens,
    with the classes one of whose phrases, of so many words, begins there."""

    text: str
    starts: tuple[int, ...]
    tokens: tuple[TextToken, ...]
    words: frozenset[str]

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        first = bisect_right(self.starts, match.start()) - 1
        last = max(first, bisect_right(self.starts, match.end() - 1) - 1)
        return self.tokens[first].start, self.tokens[last].end


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One pattern: tried at the beginning of a text or at each of its tokens, and only in a text that has
    one word of each of its `wanted`; most texts lack one, and asking that first is ten times as fast. Its
    regular expression is `compiled` when the first text has them: most of five hundred never are."""

    written: str
    compiled: Callable[[str], re.Pattern[str]]
    anchored: bool
    wanted: tuple[frozenset[str], ...]

    def match(self, encoded: _Encoded) -> re.Match[str] | None:
        if any(encoded.words.isdisjoint(each) for each in self.wanted):
            return None
        regex = self.compiled(self.written)
        starts = encoded.starts[:1] if self.anchored else encoded.starts
        return next(filter(None, (regex.match(encoded.text, start) for start in starts)), None)


class Wordings:
    """The wordings of one file, ready to be looked for."""

    def __init__(self, file: WordingFile) -> None:
        self._file = file
        # A profile is checked after every answer, mostly with the texts it had before.
        self.found = lru_cache(maxsize=8192)(self._found)
        self._encoded = lru_cache(maxsize=1024)(self._encode)
        self._rules = lru_cache(maxsize=None)(self._read_rules)
        self._compiled = lru_cache(maxsize=None)(self._compile)

    @property
    def names(self) -> Collection[str]:
        return self._file.wordings.keys()

    def _found(self, name: str, text: str) -> tuple[str, ...]:
        """The words of the text that the wording recognises, the first of each of its rules."""
        encoded = self._encoded(text)
        spans = []
        for patterns, unless in self._rules(name):
            match = next(filter(None, (pattern.match(encoded) for pattern in patterns)), None)
            if match and not any(pattern.match(encoded) for pattern in unless):
                spans.append(encoded.span(match))
        return tuple(text[start:end] for start, end in sorted(set(spans)))

    def problems(self, *, base_forms: bool) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        """What an author has to mend: the place in the file, what is wrong, and the remedy. `base_forms`: the
        words of classes are looked up in the dictionary, too."""
        for name, entries in self._file.classes.items():
            for number, entry in enumerate(entries):
                if problem := self._fault_of_entry(entry, base_forms=base_forms):
                    yield ("classes", name, number), *problem
        for name, rules in self._file.wordings.items():
            for number, rule in enumerate(rules):
                for key, patterns in (("any", rule.any), ("unless", rule.unless)):
                    for position, pattern in enumerate(patterns):
                        try:
                            self._regex(pattern)
                        except PatternError as error:
                            yield ("wordings", name, number, key, position), str(error), error.remedy

    def _fault_of_entry(self, entry: str, *, base_forms: bool) -> tuple[str, str] | None:
        """What is wrong with an entry of a class; `!` before it says what its tags do not mean."""
        entry = entry.removeprefix("!")
        if entry.startswith("@"):
            name = entry[1:].removesuffix(_REFLEXIVE)
            return None if name in self._file.classes else _unknown("class", name, self._file.classes)
        if entry.startswith("/"):
            unknown = [tag for tag in entry[1:].split("/") if tag not in self._file.tags]
            return _unknown("tag", unknown[0], self._file.tags) if unknown else None
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
        for name in self._file.classes:
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
        return tuple((name, *kind) for name in self._file.classes for kind in self._kinds_of(name, ()))

    def _kinds_of(self, name: str, above: tuple[str, ...]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """The tags in a class and in the classes it includes, each with the words not meant by either."""
        entries, within = self._file.classes.get(name, ()), (*above, name)
        excluded = frozenset(
            word for entry in entries if entry.startswith("!") for word in self._named(entry[1:], within)
        )
        for entry in entries:
            if entry.startswith("/"):
                yield frozenset(map(self._tag, entry[1:].split("/"))), excluded
            elif entry.startswith("@") and entry[1:] not in within:
                kinds = self._kinds_of(entry[1:], within)
                yield from ((tags, excluded | not_meant) for tags, not_meant in kinds)

    def _entries(self, name: str, above: tuple[str, ...]) -> Iterator[str]:
        """The entries of a class and of the classes it includes."""
        for entry in self._file.classes.get(name, ()):
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
        for name in self._file.classes:
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

    def _begun(self, found: Sequence[TextToken], at: int) -> Iterator[str]:
        """The classes one of whose phrases begins with this token, as `@class:words`."""
        for reading in found[at].readings:
            for name, words in self._phrases.get(reading.lemma, ()):
                here = found[at : at + len(words)]
                if len(here) == len(words) and all(map(_may_be, here, words)):
                    yield f"@{name}:{len(words)}"

    def _classes(self, form: str, reading: WordReading) -> frozenset[str]:
        lemmas = (reading.lemma, *_adjectives(reading))
        parts = ((f"{lemma[:at]}*", f"*{lemma[at:]}") for lemma in lemmas for at in range(2, len(lemma)))
        entries = (*lemmas, f"={form}", f"{reading.lemma}*", *chain.from_iterable(parts))
        kinds = (
            name
            for name, tags, excluded in self._kinds
            if tags <= reading.tags and excluded.isdisjoint((*entries, form))
        )
        return frozenset(kinds).union(*(self._members.get(each, frozenset()) for each in entries))

    def _encode(self, text: str) -> _Encoded:
        found = [*islice(tokens(text), _MOST_TOKENS)]
        while found and found[-1].form in ".!…":
            found.pop()
        begun = [sorted(set(self._begun(found, at))) for at in range(len(found))]
        parts = [self._encoded_token(token, marks) for token, marks in zip(found, begun, strict=True)]
        starts, at = [], 0
        for part in parts:
            starts.append(at)
            at += len(part)
        return _Encoded(
            "".join(parts),
            tuple(starts),
            tuple(found),
            frozenset((*self._words(found), *chain.from_iterable(begun))),
        )

    def _words(self, found: Iterable[TextToken]) -> Iterator[str]:
        """The forms, base forms and `@classes` of a text."""
        for token in found:
            yield token.form
            for reading in token.readings:
                yield reading.lemma
                yield from (f"@{name}" for name in self._classes(token.form, reading))

    def _encoded_token(self, token: TextToken, begun: Iterable[str]) -> str:
        # Brackets and commas of the encoding itself must not be taken for those of the text.
        form = {"<": "‹", ">": "›", "(": "[", ")": "]", ",": "‚"}.get(token.form, token.form)
        read = "".join(
            f"({form if 'PNCT' in reading.tags else reading.lemma},"
            + "".join(f"@{name}," for name in sorted(self._classes(token.form, reading)))
            + "".join(f"{tag}," for tag in sorted(reading.tags))
            + ")"
            for reading in token.readings
        )
        return f"<{form}{read}|{''.join(f'{mark},' for mark in begun)}>"

    def _read_rules(self, name: str) -> tuple[tuple[tuple[_Pattern, ...], tuple[_Pattern, ...]], ...]:
        rules = self._file.wordings[name]
        return tuple(
            (tuple(map(self._pattern, rule.any)), tuple(map(self._pattern, rule.unless))) for rule in rules
        )

    def _pattern(self, written: str) -> _Pattern:
        wanted = filter(None, map(self._wanted, written.split()))
        return _Pattern(written, self._compiled, written.startswith("^"), tuple(wanted))

    def _compile(self, written: str) -> re.Pattern[str]:
        return re.compile(self._regex(written))

    def _wanted(self, written: str) -> frozenset[str]:
        """The words and classes of which this element wants one; none when it can do without."""
        element = _ELEMENT.fullmatch(written)
        if _GAP.fullmatch(written) or not element or element["not"] or element["count"] not in ("", "+"):
            return frozenset()
        names = [each.split("/")[0] for each in element["alternatives"].split("|")]
        if not all(name.lstrip("^$.*") for name in names):
            return frozenset()
        wanted = {name if name[0] == "@" else folded(name) for name in names}
        lengths = ((name, length) for name in names for length in self._lengths.get(name[1:], ()))
        return frozenset(wanted.union(f"{name}:{length}" for name, length in lengths if name[0] == "@"))

    def _regex(self, pattern: str) -> str:
        """The regular expression over encoded texts. Raises PatternError."""
        if not pattern.split():
            raise PatternError("a pattern is empty", "write at least one word")
        return "".join(map(self._element, pattern.split()))

    def _element(self, written: str) -> str:
        match written:
            case "^":
                return r"\A"
            case "$":
                return r"\Z"
            case "...":
                return r"(?:<[^<>.;:!?][^<>]*>){0,15}?"
        if gap := _GAP.fullmatch(written):
            return f"(?:{_WORD}){{0,{gap[1] or 3}}}?"
        element = _ELEMENT.fullmatch(written)
        if element is None:
            raise PatternError(f'"{written}" is no element of a pattern', "see the beginning of the file")
        one = "|".join(map(self._alternative, element["alternatives"].split("|")))
        if element["not"]:
            one = rf"(?!{one}){_ANY_TOKEN}"
        # Atomic: a word that fits in several ways must not be tried again in each of them.
        one = f"(?>{one}){element['count']}"
        return f"(?={one})" if element["look"] else one

    def _alternative(self, written: str) -> str:
        word, *tags = written.split("/")
        if word == "$":
            return r"\Z"
        conditions = "".join(f"(?=[^()]*,{self._tag(tag)},)" for tag in tags)
        if word in ("", "*"):
            return rf"<[^<>]*\([^(),]*{conditions}[^<>]*>" if tags else _WORD
        if word.startswith("@"):
            return self._of_class(word[1:], conditions)
        form = re.escape({",": "‚", "(": "[", ")": "]"}.get(word, folded(word)))
        as_written = "" if tags else rf"|<{form}\([^<>]*>"
        return rf"<[^<>]*\({form}(?=,){conditions}[^<>]*>{as_written}"

    def _of_class(self, name: str, conditions: str) -> str:
        if name not in self._file.classes:
            raise PatternError(*_unknown("class", name, self._file.classes))
        phrases = [
            rf"<[^<>]*[|,]@{name}:{length},[^<>]*>" + _ANY_TOKEN * (length - 1)
            for length in self._lengths.get(name, ())
        ]
        one = rf"<[^<>]*\([^(),]*(?=[^()]*,@{name},){conditions}[^<>]*>"
        return "|".join([*phrases, one])

    def _tag(self, written: str) -> str:
        if written not in self._file.tags:
            raise PatternError(*_unknown("tag", written, self._file.tags))
        return self._file.tags[written]


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


def read_wordings(path: Path = SHIPPED_WORDING, *, base_forms: bool = True) -> Wordings:
    """The wordings of one file; for `base_forms` see `Wordings.problems`. Raises ContentError."""
    source = read_yaml(path)
    wordings = Wordings(typed(WordingFile, source))
    problems: list[Problem] = [
        source.problem(*problem) for problem in wordings.problems(base_forms=base_forms)
    ]
    if problems:
        raise ContentError(problems)
    return wordings


@lru_cache(maxsize=1)
def shipped_wordings() -> Wordings:
    """The wordings that come with the project, read once."""
    # To look up six thousand words takes a tenth of a second of every start, and eight megabytes for good:
    # `segmentbot check` does it.
    return read_wordings(base_forms=False)
