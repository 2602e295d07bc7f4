"""Options as people type them: numbers, labels, beginnings of labels, near misses, own texts."""

import re
from functools import lru_cache
from itertools import filterfalse

from dialogs.interview.answers import Picked
from dialogs.interview.definition import Form
from dialogs.interview.field import Field, Option
from dialogs.interview.label_matching import meant, says_the_same
from dialogs.interview.pasted_text import is_ruler, pasted_lines, without_bullet
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_text import folded, one_line


class NoSuchOption(str):
    """Says that what was `typed` is no option."""

    typed = ""


_NUMBERS = re.compile(r"(?<![\s,.–—-])[\s,.–—-]*+\d[\d\s,.–—-]*")
_RANGE = re.compile(r"(\d+)(?:\s*(?:[-–—]|\.{2,3})\s*(\d+))?")


def means_no_data(form: Form, field: Field, text: str) -> bool:
    """Whether the text says «Нет данных», or what its button says here, where that can be answered."""
    said = (field.unknown_label or "", form.interview.buttons.unknown, *form.reading.no_data)
    return field.allow_unknown and folded(text) in map(folded, said)


def read_option(form: Form, options: tuple[Option, ...], typed: str) -> Picked | str:
    """One option, by number, label or own text («Другое: …»); or a sentence that says why it is none."""
    text = one_line(typed)
    number = text.rstrip(".) ")
    if number.isdecimal() and 1 <= int(number[:4]) <= len(options):
        return _picked(form, options[int(number[:4]) - 1], "")
    for option in options:
        if option.free_text and (own := _own_text(option, text)) is not None:
            return _picked(form, option, own)
    found = _by_label(options, text)
    if len(found) == 1 and says_the_same(text, found[0].label):
        return _picked(form, found[0], "")
    if found:
        near = ", ".join(f"«{option.label}»" for option in found[:4])
        return form.messages.ambiguous_option.format(text=_short(text), options=near)
    said = NoSuchOption(form.messages.unknown_option.format(text=_short(text)))
    said.typed = text
    return said


def read_options(form: Form, options: tuple[Option, ...], typed: str) -> tuple[Picked, ...] | str:
    """Several options in the order typed, each once."""
    if folded(typed) in map(folded, shipped_patterns().choices.everything):
        return tuple(Picked(option.id) for option in options if not (option.free_text or option.exclusive))
    picked: list[Picked] = []
    for line in filterfalse(is_ruler, pasted_lines(typed)):
        # A number alone is an option's number, not that of the line.
        bare = without_bullet(line)
        for piece in _pieces(options, bare if re.match(r"\W*[^\W\d]", bare) else line):
            option = read_option(form, options, piece)
            if isinstance(option, str):
                return option
            if option.option not in {earlier.option for earlier in picked}:
                picked.append(option)
    # Nothing but separators («;») chooses nothing.
    return tuple(picked) or form.messages.empty


def is_shorthand(typed: str) -> bool:
    """Whether several options were meant by few signs: «1-3», «все»."""
    everything = map(folded, shipped_patterns().choices.everything)
    return folded(typed) in everything or (
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
    label, mark, own = text.partition(":")
    return own.strip() if mark and folded(label) == _folded_label(option) else None


def _by_label(options: tuple[Option, ...], text: str) -> list[Option]:
    wanted = folded(text)
    exact = [option for option in options if wanted in (_folded_label(option), option.id)]
    return exact or [options[at] for at in meant(text, [option.label for option in options])]


def _pieces(options: tuple[Option, ...], line: str) -> list[str]:
    """A line cut at semicolons and commas, except commas that belong to a label or an own text."""
    pieces: list[str] = []
    for part in line.split(";"):
        if not part.strip():
            continue
        if pieces and _is_own_text(options, pieces[-1]) and not _is_label(options, part):
            pieces[-1] = f"{pieces[-1]};{part}"
            continue
        pieces.extend(_cut_at_commas(options, part))
    return pieces


def _cut_at_commas(options: tuple[Option, ...], part: str) -> list[str]:
    if _NUMBERS.fullmatch(numbers := _joining().sub(", ", part)) and not _is_label(options, part):
        return [piece for match in _RANGE.finditer(numbers) for piece in _numbered(options, match)]
    words = part.split(",")
    # Nothing longer is a label: all lengths from everywhere would be a million of a thousand commas.
    most = 1 + max((option.label.count(",") for option in options), default=0)
    pieces: list[str] = []
    start = 0
    while start < len(words):
        ends = range(min(start + most, len(words)), start, -1)
        if ":" in ",".join(words[start : ends[0]]) and _is_own_text(options, ",".join(words[start:])):
            return [*pieces, ",".join(words[start:])]
        end = next((end for end in ends if _is_label(options, ",".join(words[start:end]))), start + 1)
        piece = ",".join(words[start:end])
        start = end
        if piece.strip():
            pieces += _joined(options, piece)
    return pieces


def _numbered(options: tuple[Option, ...], match: re.Match[str]) -> list[str]:
    """«1-3» are three; a range that leaves the list stays as it is, to be explained."""
    first, last = match[1][:4], (match[2] or "")[:4]
    if not last:
        return [match[1]]
    if int(first) < int(last) <= len(options):
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [match[0]]


def _joined(options: tuple[Option, ...], piece: str) -> list[str]:
    """«МФЦ и телефон» are two, where each is an option and both together are none."""
    parts = _joining().split(piece)
    several = len(parts) > 1 and not _by_label(options, one_line(piece))
    return (
        parts if several and all(len(_by_label(options, one_line(part))) == 1 for part in parts) else [piece]
    )


@lru_cache(maxsize=1)
def _joining() -> re.Pattern[str]:
    return re.compile(rf"(?<!\s)\s+(?:{'|'.join(shipped_patterns().choices.joining)})\s+", re.IGNORECASE)


def _folded_label(option: Option) -> str:
    return _folded(option.label)


@lru_cache(maxsize=2048)
def _folded(label: str) -> str:
    """Labels are few and compared with everything typed."""
    return folded(label)


def _is_own_text(options: tuple[Option, ...], text: str) -> bool:
    return any(option.free_text and _own_text(option, one_line(text)) is not None for option in options)


def _is_label(options: tuple[Option, ...], text: str) -> bool:
    wanted = folded(text)
    return any(_folded_label(option) == wanted for option in options)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
