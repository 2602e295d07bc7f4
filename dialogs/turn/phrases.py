"""The bot's own words, in both languages, from Fluent files that translators edit; what they mean when typed.

Arguments never become markup: each stands as a mark while Fluent formats and the markup is parsed,
and only then gives way to its literal text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text.language import Language
from knowledge.text.lemmas import is_demand, is_silent, lemma
from knowledge.text.markup import Block, Listing, Paragraph, Quote, RichText, Span, Table, parse_markup
from knowledge.text.normalisation import folded, words
from knowledge.yaml_source import ContentError, Problem

LANGUAGES: tuple[Language, ...] = ("ru", "en")
_REMEMBERED = 4_096
_MARK = re.compile("\ue000(\\d+)\ue001")
_NUMBER = re.compile("[0-9]+")
# Who writes more asks or answers.
_MOST_WORDS, _LONGEST = 9, 120
# Letters of a word in which one, or two, may be wrong; those of a verb's other aspect are.
_SHORT, _LONG = 4, 8
_PLURALS = ("zero", "one", "two", "few", "many", "other")

Argument = str | int | date
# Line and arguments of every message of a file.
Inspected = dict[str, tuple[int, frozenset[str]]]


def shipped_phrases() -> Path:
    """The folder of the phrases that are part of the product."""
    return Path(__file__).parent.parent / "content"


class Intents:
    """Commands by the words of their wordings, «составить/заполнить профиль/анкету». Of `wishes` («хочу»,
    «пожалуйста») a sentence may hold any number, and of others none: so only a wish is taken for one."""

    def __init__(self, wordings: Mapping[str, str], wishes: str) -> None:
        self._bases = {word: lemma(word).text for word in words(folded(wishes))}
        self._wishes = frozenset(self._bases.values())
        self._commands: dict[frozenset[str], str] = {}
        for alternatives, command in wordings.items():
            for wording in product(*(each.split("/") for each in alternatives.split())):
                bases = {word: lemma(word).text for word in words(folded(" ".join(wording)))}
                told = frozenset(bases.values()) - self._wishes
                if len(told) > 1 or (told and len(told) < len(bases)):
                    self._commands.setdefault(told, command)
                    self._bases |= bases
        self._known = frozenset(self._bases.values())

    def command(self, text: str) -> str | None:
        """The command that the whole of a text wishes for. A word alone may be a question."""
        if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
            return None
        said, others = set[str](), list[str]()
        for word in words(folded(text)):
            base = lemma(word).text
            if base in self._known:
                said.add(base)
            elif len(word) < _SHORT:
                # Of words that no wording has one is enough: it wishes for something else.
                return None
            else:
                others.append(word)
        for word in others:
            if (meant := self._misspelt(word)) is None:
                return None
            said.add(meant)
        told = frozenset(said - self._wishes)
        return self._commands.get(told) if len(told) > 1 or told != said else None

    def _misspelt(self, word: str) -> str | None:
        """The base form of the word of the wordings that may have been meant."""
        wrong = 1 if len(word) < _LONG else 2
        found = process.extractOne(word, self._bases.keys(), scorer=OSA.distance, score_cutoff=wrong)
        return self._bases[found[0]] if found else None


@dataclass(frozen=True)
class Phrases:
    """Every phrase by its key; `spoken` maps what people type (`/drafts`, «мои профили») to a command,
    `wished` what they wish for in any form where no answer is awaited."""

    bundles: Mapping[Language, FluentBundle]
    spoken: Mapping[str, str]
    wished: Intents
    _said: dict[object, str] = field(default_factory=dict, repr=False, compare=False)

    def text(self, language: Language, key: str, **arguments: Argument) -> RichText:
        """The phrase as rich text. Raises KeyError for an unknown key: our own bug."""
        marked, literals = self._format(language, key, arguments)
        return RichText(tuple(_filled_block(block, literals) for block in parse_markup(marked).blocks))

    def label(self, language: Language, key: str, **arguments: Argument) -> str:
        """The phrase as plain text, for buttons and file captions."""
        marked, literals = self._format(language, key, arguments)
        return _filled(marked, literals)

    def command(self, text: str) -> tuple[str | None, str]:
        """The command that `text` is — `/name argument` or one of its words — and the argument as typed. In
        words # stands for any number."""
        wanted = text.strip().rstrip(".!?").casefold()
        if wanted.startswith("/"):
            first = wanted.partition(" ")[0]
            return self.spoken.get(first.partition("@")[0]), text.strip().partition(" ")[2].strip()
        return self.spoken.get(wanted) or self.spoken.get(_NUMBER.sub("#", wanted)), ""

    def _format(
        self, language: Language, key: str, arguments: Mapping[str, Argument]
    ) -> tuple[str, list[str]]:
        literals: list[str] = []
        marked: dict[str, Argument] = {}
        for name, value in arguments.items():
            if isinstance(value, str):
                marked[name] = f"\ue000{len(literals)}\ue001"
                literals.append(value)
            else:
                marked[name] = value
        # The same again and again, for no text of a person is in it yet.
        asked = (language, key, *marked.items())
        text = self._said.get(asked)
        if text is None:
            text = self._spoken(language, key, marked)
            if len(self._said) >= _REMEMBERED:
                self._said.clear()
            self._said[asked] = text
        return text, literals

    def _spoken(self, language: Language, key: str, marked: dict[str, Argument]) -> str:
        bundle = self.bundles[language]
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = bundle.format_pattern(pattern, marked)
        if errors:
            raise errors[0]
        return str(text)


def _filled(text: str, literals: list[str]) -> str:
    return _MARK.sub(lambda mark: literals[int(mark[1])], text)


def _filled_spans(spans: tuple[Span, ...], literals: list[str]) -> tuple[Span, ...]:
    return tuple(
        replace(
            span,
            text=_filled(span.text, literals),
            link=None if span.link is None else _filled(span.link, literals),
        )
        for span in spans
    )


def _filled_block(block: Block, literals: list[str]) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(_filled_spans(block.spans, literals))
    if isinstance(block, Table):
        return Table(tuple(tuple(_filled_spans(cell, literals) for cell in row) for row in block.rows))
    if isinstance(block, Quote):
        return Quote(tuple(_filled_spans(line, literals) for line in block.lines))
    return Listing(tuple(_filled_spans(item, literals) for item in block.items), block.ordered, block.start)


def load_phrases(folder: Path) -> Phrases:
    """`ru.ftl` and `en.ftl` of `folder`.

    Raises ContentError with file:line for syntax errors, keys that only one language has, and phrases
    whose arguments differ between the languages.
    """
    problems: list[Problem] = []
    messages: dict[Language, Inspected] = {}
    bundles: dict[Language, FluentBundle] = {}
    for language in LANGUAGES:
        path = folder / f"{language}.ftl"
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(
                [Problem(path, 1, "cannot be read as UTF-8", "check path and encoding")]
            ) from error
        resource = FluentResource(source)
        messages[language], mistakes = _inspect(path, source, resource)
        problems += mistakes
        bundle = FluentBundle([language], use_isolating=False)
        bundle.add_resource(resource)
        bundles[language] = bundle
    problems += _untranslated(folder / "ru.ftl", messages["ru"], messages["en"], "en.ftl")
    problems += _untranslated(folder / "en.ftl", messages["en"], messages["ru"], "ru.ftl")
    if problems:
        raise ContentError(problems)
    spoken = _spoken(bundles, messages["ru"])
    wordings = {**spoken, **_spoken(bundles, messages["ru"], "wishes-")}
    wishes = " ".join(_spoken(bundles, messages["ru"], "wish-"))
    return Phrases(bundles, spoken, Intents(wordings, wishes))


def _untranslated(path: Path, messages: Inspected, others: Inspected, other_file: str) -> list[Problem]:
    """Phrases that the other file lacks or that use other arguments there."""
    problems = []
    for key, (line, arguments) in messages.items():
        if key not in others:
            problems.append(Problem(path, line, f'phrase "{key}" is missing in {other_file}', "translate it"))
        elif missing := ", ".join(sorted(arguments - others[key][1])):
            problems.append(
                Problem(path, line, f'phrase "{key}": {other_file} lacks {missing}', "use the same")
            )
    return problems


def _spoken(
    bundles: Mapping[Language, FluentBundle], keys: Iterable[str], prefix: str = "words-"
) -> dict[str, str]:
    """Phrases named `words-<command>` hold what may be typed for the command, parted by `;`."""
    spoken: dict[str, str] = {}
    for bundle in bundles.values():
        for key in keys:
            if key.startswith(prefix):
                pattern = bundle.get_message(key).value
                text = str(bundle.format_pattern(pattern, {})[0]) if pattern else ""
                for word in text.split(";"):
                    spoken[word.strip().casefold()] = key.removeprefix(prefix)
    return spoken


def _inspect(path: Path, source: str, resource: ast.Resource) -> tuple[Inspected, list[Problem]]:
    """Every message, and what is wrong with the file."""
    found: Inspected = {}
    problems: list[Problem] = []
    for entry in resource.body:
        line = source.count("\n", 0, entry.span.start if entry.span else 0) + 1
        if isinstance(entry, ast.Junk):
            reason = entry.annotations[0].message if entry.annotations else "cannot be read"
            problems.append(Problem(path, line, f"Fluent syntax: {reason}", "compare with its neighbours"))
        elif isinstance(entry, ast.Message):
            if entry.id.name in found:
                problems.append(Problem(path, line, f'phrase "{entry.id.name}" is written twice', "keep one"))
            nodes = tuple(_nodes(entry))
            found[entry.id.name] = (line, _arguments(nodes))
            problems += _choices_by_words(path, line, entry.id.name, nodes)
            for node in nodes:
                # Where it stands in the file; the bundle keeps the node, and has no use for that.
                node.span = None
    return found, problems


def _choices_by_words(path: Path, line: int, key: str, nodes: Iterable[ast.SyntaxNode]) -> Iterator[Problem]:
    """Variants that a text would have to choose: it is a mark while they are chosen, so that none ever is."""
    for node in nodes:
        if not (isinstance(node, ast.Variant) and isinstance(node.key, ast.Identifier)) or node.default:
            continue
        if node.key.name not in _PLURALS:
            problem = f'phrase "{key}": no text chooses [{node.key.name}]'
            yield Problem(path, line, problem, "write one phrase for each")


def _arguments(nodes: Iterable[ast.SyntaxNode]) -> frozenset[str]:
    return frozenset(node.id.name for node in nodes if isinstance(node, ast.VariableReference))


def _nodes(node: ast.SyntaxNode) -> Iterator[ast.SyntaxNode]:
    pending: list[object] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ast.SyntaxNode):
            yield current
            pending.extend(vars(current).values())
        elif isinstance(current, list):
            pending.extend(current)


def tells_to_do(text: str) -> bool:
    """Whether a short sentence begins with what one wants of somebody: «пришли …», «давайте …», «хочу …». No
    name does."""
    if "\n" in text or len(text) > _LONGEST or len(said := words(folded(text))) > _MOST_WORDS:
        return False
    first = next((word for word in said if not is_silent(word)), None)
    return first is not None and is_demand(first)
