"""Wordings by which remarks recognise what people write: patterns over base forms, parts of speech and
classes of words, as authors write them in `wording.yaml`."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from dialogs.interview.word_classes import PatternError, WordClasses
from knowledge.authored import Authored, typed
from knowledge.text.normalisation import folded
from knowledge.text.readings import TextToken, tokens
from knowledge.yaml_source import ContentError, KeyPath, read_yaml

SHIPPED_WORDING = Path(__file__).parents[1] / "content" / "wording.yaml"
_WORD = r"<\w[^<>]*>"
# No answer of the form has more words; a pasted book must not hold the patterns for seconds.
_MOST_TOKENS = 250
_ANY_TOKEN = r"<[^<>]*>"
_ELEMENT = re.compile(r"(?P<look>>?)(?P<not>!?)(?P<alternatives>[^\s?*+!>]+|\*)(?P<count>[?*+]?)")
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
        self._rules_written = file.wordings
        self._classes = WordClasses(file.classes, file.tags)
        # A profile is checked after every answer, mostly with the texts it had before.
        self.found = lru_cache(maxsize=8192)(self._found)
        self._encoded = lru_cache(maxsize=1024)(self._encode)
        self._rules = lru_cache(maxsize=None)(self._read_rules)
        self._compiled = lru_cache(maxsize=None)(self._compile)

    @property
    def names(self) -> Collection[str]:
        return self._rules_written.keys()

    def _found(self, name: str, text: str) -> tuple[str, ...]:
        """The words of the text that the wording recognises, the first of each of its rules."""
        encoded = self._encoded(text)
        spans = []
        for patterns, unless in self._rules(name):
            match = next(filter(None, (pattern.match(encoded) for pattern in patterns)), None)
            if match and not any(pattern.match(encoded) for pattern in unless):
                spans.append(encoded.span(match))
        return tuple(text[start:end] for start, end in sorted(set(spans)))

    def problems(self, *, base_forms: bool) -> Iterator[tuple[KeyPath, str, str]]:
        """What an author has to mend: the place in the file, what is wrong, and the remedy. `base_forms`: the
        words of classes are looked up in the dictionary, too."""
        for place, message, remedy in self._classes.problems(base_forms=base_forms):
            yield ("classes", *place), message, remedy
        for name, rules in self._rules_written.items():
            for number, rule in enumerate(rules):
                for key, patterns in (("any", rule.any), ("unless", rule.unless)):
                    for position, pattern in enumerate(patterns):
                        try:
                            self._regex(pattern)
                        except PatternError as error:
                            yield ("wordings", name, number, key, position), str(error), error.remedy

    def _encode(self, text: str) -> _Encoded:
        found = [*islice(tokens(text), _MOST_TOKENS)]
        while found and found[-1].form in ".!…":
            found.pop()
        begun = [sorted(set(self._classes.begun(found, at))) for at in range(len(found))]
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
                yield from (f"@{name}" for name in self._classes.of(token.form, reading))

    def _encoded_token(self, token: TextToken, begun: Iterable[str]) -> str:
        # Brackets and commas of the encoding itself must not be taken for those of the text.
        form = {"<": "‹", ">": "›", "(": "[", ")": "]", ",": "‚"}.get(token.form, token.form)
        read = "".join(
            f"({form if 'PNCT' in reading.tags else reading.lemma},"
            + "".join(f"@{name}," for name in sorted(self._classes.of(token.form, reading)))
            + "".join(f"{tag}," for tag in sorted(reading.tags))
            + ")"
            for reading in token.readings
        )
        return f"<{form}{read}|{''.join(f'{mark},' for mark in begun)}>"

    def _read_rules(self, name: str) -> tuple[tuple[tuple[_Pattern, ...], tuple[_Pattern, ...]], ...]:
        return tuple(
            (tuple(map(self._pattern, rule.any)), tuple(map(self._pattern, rule.unless)))
            for rule in self._rules_written[name]
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
        for name in names:
            if name[0] == "@":
                wanted.update(f"{name}:{length}" for length in self._classes.phrase_lengths(name[1:]))
        return frozenset(wanted)

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
        conditions = "".join(f"(?=[^()]*,{self._classes.tag(tag)},)" for tag in tags)
        if word in ("", "*"):
            return rf"<[^<>]*\([^(),]*{conditions}[^<>]*>" if tags else _WORD
        if word.startswith("@"):
            return self._of_class(word[1:], conditions)
        form = re.escape({",": "‚", "(": "[", ")": "]"}.get(word, folded(word)))
        as_written = "" if tags else rf"|<{form}\([^<>]*>"
        return rf"<[^<>]*\({form}(?=,){conditions}[^<>]*>{as_written}"

    def _of_class(self, name: str, conditions: str) -> str:
        phrases = [
            rf"<[^<>]*[|,]@{name}:{length},[^<>]*>" + _ANY_TOKEN * (length - 1)
            for length in self._classes.phrase_lengths(name)
        ]
        one = rf"<[^<>]*\([^(),]*(?=[^()]*,@{name},){conditions}[^<>]*>"
        return "|".join([*phrases, one])


def read_wordings(path: Path = SHIPPED_WORDING, *, base_forms: bool = True) -> Wordings:
    """The wordings of one file; for `base_forms` see `Wordings.problems`. Raises ContentError."""
    source = read_yaml(path)
    wordings = Wordings(typed(WordingFile, source))
    if problems := [source.problem(*each) for each in wordings.problems(base_forms=base_forms)]:
        raise ContentError(problems)
    return wordings


@lru_cache(maxsize=1)
def shipped_wordings() -> Wordings:
    """The wordings that come with the project, read once."""
    # To look up six thousand words takes a tenth of a second of every start, and eight megabytes for good:
    # `segmentbot check` does it.
    return read_wordings(base_forms=False)
