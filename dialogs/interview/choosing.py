"""Options as people type them: numbers, names, beginnings of labels, near misses, own texts."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import filterfalse

from dialogs.interview.answers import Picked
from dialogs.interview.definition import Form
from dialogs.interview.field import Option
from dialogs.interview.label_matching import is_whole, meant, says_the_same
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_text import (
    as_compared,
    counted_on_one_line,
    is_ruler,
    one_line,
    pasted_lines,
    with_plain_signs,
    without_bullet,
    without_words,
)
from knowledge.text.lemmas import in_dictionary
from knowledge.text.normalisation import as_russian, folded, latin, transliterated_back, words
from knowledge.text.readings import readings


class NoSuchOption(str):
    """Says that what was `typed` is no option."""

    typed = ""


# No option, nor several with a word around them, is longer.
_LONGEST_NUMBER, _LONGEST_NAME = 40, 300
_NUMBERS = re.compile(r"(?<![\s,.–—-])[\s,.–—-]*+\d[\d\s,.–—-]*")
# «2-4-6» may be a range or three numbers.
_CHAIN = re.compile(r"\d\s*+[-–—]\s*+\d++\s*+[-–—]\s*+\d")
_RANGE = re.compile(r"(\d+)(?:\s*(?:[-–—]|\.{2,3})\s*(\d+))?")
_OPTION_NUMBER = re.compile(r"(\d+)(?:-?(?:[ыи]?й|ой|[ао]?я|[ое]?е|го|му|ю))?[.) ]*")
_NUMBER_AND_NAME = re.compile(r"(\d{1,3})(?:[.)]| [-–—])\s*(\D.*)")
# The name of an option and words of one's own: «Другое: …», «Другое — …», «Другое (…)».
_BEHIND_NAME = re.compile(r"([^:(]{1,99}?) ?(?::(.*)| [-–—] (.*)|\(([^()]+)\))")


def read_option(form: Form, options: tuple[Option, ...], typed: str) -> Picked | str:
    """One option, by number, name or own text («Другое: …»); or a sentence that says why it is none."""
    text = one_line(typed)
    found = _read_option(form, options, text)
    hedges = shipped_patterns().choices.hedges
    if isinstance(found, NoSuchOption) and len(text) <= _LONGEST_NAME:
        bare = without_words(text, hedges, hedges)
        sure = _read_option(form, options, bare)
        return found if isinstance(sure, str) else sure
    return found


def _read_option(form: Form, options: tuple[Option, ...], text: str) -> Picked | str:
    number = _number(text)
    if 1 <= number <= len(options):
        return _picked(form, options[number - 1], "")
    for option in options:
        if option.free_text and (own := _own_text(option, text)) is not None:
            return _picked(form, option, own)
    found, sure = _by_name(options, text)
    if sure:
        return _picked(form, found[0], "")
    if found:
        near = ", ".join(f"«{option.label}»" for option in found[:4])
        return form.messages.ambiguous_option.format(text=_short(text), options=near)
    for reading in (*_numbered_name(options, text), *_in_russian(text)):
        found, sure = _by_name(options, reading)
        if sure:
            return _picked(form, found[0], "")
    said = NoSuchOption(form.messages.unknown_option.format(text=_short(text)))
    said.typed = text
    return said


def read_options(form: Form, options: tuple[Option, ...], typed: str) -> tuple[Picked, ...] | str:
    """Several options in the order typed, each once; «всё, кроме 3» are those that are left."""
    known = shipped_patterns().choices
    if as_compared(typed) in map(as_compared, known.everything):
        return tuple(Picked(option.id) for option in _ordinary(options))
    if (left_out := _all_but().fullmatch(one_line(typed))) is not None:
        others = _read_options(form, options, left_out[1])
        if isinstance(others, str):
            return others
        named = {picked.option for picked in others}
        return tuple(Picked(option.id) for option in _ordinary(options) if option.id not in named)
    picked = _read_options(form, options, typed)
    if not isinstance(picked, NoSuchOption):
        return picked
    # What stands behind several may be said of the last of them only.
    if len(typed) > _LONGEST_NAME:
        return picked
    again = _read_options(form, options, without_words(typed, known.hedges, ()))
    if isinstance(again, str):
        one = read_option(form, options, typed)
        return picked if isinstance(one, str) else (one,)
    return again


def _read_options(form: Form, options: tuple[Option, ...], typed: str) -> tuple[Picked, ...] | str:
    picked: list[Picked] = []
    lines: Sequence[str] = pasted_lines(typed)
    lines = counted_on_one_line(lines[0]) if len(lines) == 1 else lines
    for line in filterfalse(is_ruler, lines):
        # A number alone is an option's number, not that of the line.
        bare = without_bullet(line)
        for piece in _pieces(form, options, bare if re.match(r"\W*[^\W\d]", bare) else line):
            option = _read_option(form, options, one_line(piece))
            if isinstance(option, str):
                return option
            if option.option not in {earlier.option for earlier in picked}:
                picked.append(option)
    # Nothing but separators («;») chooses nothing.
    return tuple(picked) or form.messages.empty


def _ordinary(options: tuple[Option, ...]) -> Iterator[Option]:
    return (option for option in options if not (option.free_text or option.exclusive))


def is_shorthand(typed: str) -> bool:
    """Whether several options were meant by few signs: «1-3», «все»."""
    everything = map(as_compared, shipped_patterns().choices.everything)
    return as_compared(typed) in everything or (
        _NUMBERS.fullmatch(typed) is not None and any(match[2] for match in _RANGE.finditer(typed))
    )


def own_text(form: Form, option: Option, typed: str) -> Picked | str:
    """The option with the person's own text."""
    return _picked(form, option, one_line(typed))


def _picked(form: Form, option: Option, own: str) -> Picked | str:
    if not option.free_text:
        return Picked(option.id)
    if not own:
        return form.messages.own_text_needed.format(label=option.label)
    if len(own) > form.reading.longest_own_text:
        limit = form.reading.longest_own_text
        return form.messages.own_text_too_long.format(length=len(own), limit=limit)
    return Picked(option.id, own)


def _own_text(option: Option, text: str) -> str | None:
    """What stands behind «Другое:», «Другое —», or in brackets behind it."""
    match = _BEHIND_NAME.fullmatch(text)
    if match is None or as_compared(match[1]) not in map(_label_as_compared, option.names):
        return None
    return (match[2] or match[3] or match[4] or "").strip()


def _number(text: str) -> int:
    """Which option «2», «2-й», «№ 2», «вариант 2» or «второй» is, from 1; 0 where it is none of these."""
    if len(text) > _LONGEST_NUMBER:
        return 0
    known = shipped_patterns().choices
    bare = without_words(with_plain_signs(text).casefold(), known.numbered, known.numbered)
    if (match := _OPTION_NUMBER.fullmatch(bare)) is not None:
        return int(match[1][:4])
    named = (each.lemma for each in readings(bare.replace("ё", "е")))
    return next((known.ordinals.index(each) + 1 for each in named if each in known.ordinals), 0)


def _numbered_name(options: tuple[Option, ...], text: str) -> Iterator[str]:
    """The name of «1 — граждане», where it is that of the first option."""
    match = _NUMBER_AND_NAME.fullmatch(text)
    if match is not None and 1 <= int(match[1]) <= len(options):
        found, _ = _by_name(options, match[2])
        if found == [options[int(match[1]) - 1]]:
            yield match[2]


def _in_russian(text: str) -> Iterator[str]:
    """What was typed in the other keyboard layout, or in Latin letters."""
    typed = folded(text)
    if (
        len(text) <= _LONGEST_NAME
        and any(map(latin, found := words(typed)))
        and not any(each.isdecimal() for each in found)
    ):
        yield as_russian(typed)
        yield " ".join(transliterated_back(word, in_dictionary) for word in found)


def _by_name(options: tuple[Option, ...], text: str) -> tuple[list[Option], bool]:
    """The options that the text may be, and whether it is surely that one."""
    wanted = as_compared(text)
    exact = [option for option in options if wanted in (*map(_label_as_compared, option.names), option.id)]
    if exact or not wanted:
        return exact, len(exact) == 1
    labels = [(option, option.label) for option in options]
    others = [(option, name) for option in options for name in option.names if name != option.label]
    found = [names[at] for names in (labels, others) for at in meant(text, [name for _, name in names])]
    whole = [(option, name) for option, name in found if is_whole(text, name)]
    near = list({option.id: option for option, _ in whole or found}.values())
    # A part of another name may be a part of much else.
    sure = whole or any(says_the_same(text, name) for option, name in found if name == option.label)
    return near, len(near) == 1 and bool(sure)


def _pieces(form: Form, options: tuple[Option, ...], line: str) -> list[str]:
    """A line cut at semicolons and commas, except commas that belong to a label or an own text."""
    pieces: list[str] = []
    for part in line.split(";"):
        if not part.strip():
            continue
        if pieces and _is_own_text(options, pieces[-1]) and not _is_label(options, part):
            pieces[-1] = f"{pieces[-1]};{part}"
            continue
        pieces.extend(_cut_at_commas(form, options, part))
    return pieces


def _cut_at_commas(form: Form, options: tuple[Option, ...], part: str) -> list[str]:
    numbers = _joining().sub(", ", _from_to().sub(r"\1-\2", with_plain_signs(part)))
    if _NUMBERS.fullmatch(numbers) and not _CHAIN.search(numbers) and not _is_label(options, part):
        return [piece for match in _RANGE.finditer(numbers) for piece in _numbered(options, match)]
    parts = part.split(",")
    # Nothing longer is a label: all lengths from everywhere would be a million of a thousand commas.
    most = 1 + max((name.count(",") for option in options for name in option.names), default=0)
    pieces: list[str] = []
    start = 0
    while start < len(parts):
        ends = range(min(start + most, len(parts)), start, -1)
        if _is_own_text(options, ",".join(parts[start : ends[0]])):
            return [*pieces, ",".join(parts[start:])]
        end = next((end for end in ends if _is_label(options, ",".join(parts[start:end]))), start + 1)
        piece = ",".join(parts[start:end])
        start = end
        if piece.strip():
            pieces += _joined(form, options, piece)
    return pieces


def _numbered(options: tuple[Option, ...], match: re.Match[str]) -> list[str]:
    """«1-3» are three; a range that leaves the list stays as it is, to be explained."""
    first, last = match[1][:4], (match[2] or "")[:4]
    if not last:
        return [match[1]]
    if int(first) < int(last) <= len(options):
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [match[0]]


def _joined(form: Form, options: tuple[Option, ...], piece: str) -> list[str]:
    """«МФЦ и телефон» are two, where each is an option and both together are none."""
    parts = _joining().split(piece)
    several = len(parts) > 1 and not _by_name(options, one_line(piece))[0]
    each = several and all(isinstance(_read_option(form, options, one_line(part)), Picked) for part in parts)
    return parts if each else [piece]


@lru_cache(maxsize=1)
def _joining() -> re.Pattern[str]:
    said = "|".join(shipped_patterns().choices.joining)
    return re.compile(rf"(?<!\s)\s+(?:{said})\s+|(?<!\s)\s*+[+/&]\s*+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _from_to() -> re.Pattern[str]:
    known = shipped_patterns().numbers
    lower, upper = ("|".join(some) for some in (known.lower, known.upper))
    return re.compile(rf"\b(?:{lower}) (\d+) (?:{upper}) (\d+)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _all_but() -> re.Pattern[str]:
    known = shipped_patterns().choices
    everything, without = ("|".join(some) for some in (known.everything, known.without))
    return re.compile(rf"(?:{everything}),? (?:{without}) (.+)", re.IGNORECASE)


@lru_cache(maxsize=2048)
def _label_as_compared(label: str) -> str:
    """Labels are few and compared with everything typed."""
    return as_compared(label)


def _is_own_text(options: tuple[Option, ...], text: str) -> bool:
    return any(option.free_text and _own_text(option, one_line(text)) is not None for option in options)


def _is_label(options: tuple[Option, ...], text: str) -> bool:
    wanted = as_compared(text)
    return any(wanted in map(_label_as_compared, option.names) for option in options)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
