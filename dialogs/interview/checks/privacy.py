"""Personal data in a text: numbers of documents, names of people, home addresses, contacts, birthdays."""

import re
from collections.abc import Iterator, Sequence

from dialogs.interview.patterns import PersonalDataPatterns, shipped_patterns
from knowledge.text.lemmas import Naming, naming

# Most texts hold none of these, and asking that first is much faster.
_FIGURES = re.compile(r"\d")
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_FREE_OF_CHARGE = re.compile(r"^8800")
_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w.-]{1,100}\.\w{2,10})")
# How far before a name the word may stand that makes it a street.
_NEAR = 50
# No name is longer, and a dictionary ponders over endless words.
_WORD = re.compile(r"(?<![А-ЯЁа-яё-])[А-ЯЁа-яё-]{1,40}(?![А-ЯЁа-яё-])")
_QUOTED = re.compile(r"«[^»]{0,200}»|\"[^\"]{0,200}\"")


def personal_data(text: str) -> tuple[str, ...]:
    """The words of a text that tell of one person, in its order; overlapping ones joined."""
    spans = sorted(
        {
            *(_names(text) if _patterns().may_name.search(text) else ()),
            *(_mailboxes(text) if "@" in text else ()),
            *(_figures(text) if _FIGURES.search(text) else ()),
        }
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(text[start:end].strip(" ,;:") for start, end in joined)


def _patterns() -> PersonalDataPatterns:
    return shipped_patterns().personal_data


def _figures(text: str) -> Iterator[tuple[int, int]]:
    yield from _numbers(text)
    yield from _phones(text)
    yield from _places_and_days(text)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _patterns().numbers.finditer(text))
    yield from (match.span() for match in _TWELVE.finditer(text) if _is_taxpayer(match[0]))


def _is_taxpayer(number: str) -> bool:
    """Whether the two check digits of a person's INN are right."""
    digits = [int(digit) for digit in number]
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    return all(
        sum(w * d for w, d in zip(weights[-n:], digits, strict=False)) % 11 % 10 == digits[n]
        for n in (10, 11)
    )


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_patterns().whole_phone, _patterns().local_phone):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0].replace("+7", "8"))
            before = re.split(r"[;.!?]\s", text[: match.start()] + match[0])[-1]
            mobile = digits.startswith("89")
            if mobile or not (_FREE_OF_CHARGE.match(digits) or _patterns().of_an_agency.search(before)):
                yield match.span()


def _mailboxes(text: str) -> Iterator[tuple[int, int]]:
    for match in _MAIL.finditer(text):
        personal = _patterns().free_provider.search(match[2]) or _patterns().of_a_person.search(match[1])
        if personal and not _patterns().of_an_office.search(match[1]):
            yield match.span()


def _places_and_days(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_patterns().flat, _patterns().lives, _patterns().born):
        yield from (match.span() for match in pattern.finditer(text))


def _names(text: str) -> Iterator[tuple[int, int]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for start, end in _people(text):
        inside = any(start >= first and end <= last for first, last in quoted)
        if not inside and not _patterns().in_honour.search(text[max(0, start - _NEAR) : start]):
            yield start, end


def _people(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _patterns().initials.finditer(text) if _is_person(match[0]))
    yield from (
        match.span() for match in _patterns().one_initial.finditer(text) if "Surn" in naming(match[1]).sure
    )
    yield from (match.span() for match in _patterns().kin.finditer(text))
    for match in _patterns().addressed.finditer(text):
        known = naming(match[3])
        if match[3][0].isupper() and "Surn" in (known.possible if match[1] else known.sure):
            yield match.span()
    words = [(match.span(), match[0]) for match in _WORD.finditer(text)]
    read = [naming(word) for _, word in words]
    for position, ((start, end), word) in enumerate(words):
        if "Patr" in read[position].sure and (word[0].isupper() or _beside(read, position, "Name")):
            yield start, end
            continue
        following = words[position + 1 : position + 2]
        if not following or text[end : following[0][0][0]] != " ":
            continue
        (_, last), second = following[0]
        pair = read[position], read[position + 1]
        both = word[0].isupper() and second[0].isupper()
        if (both and _name_and_surname(*pair)) or _with_patronymic(read, position):
            yield start, last


def _is_person(match: str) -> bool:
    """Whether the word beside the initials can be a surname and is no abbreviation or common noun."""
    return any(
        len(word) > 1 and "Surn" in naming(word).possible for word in _WORD.findall(match.replace(".", " "))
    )


def _name_and_surname(first: Naming, second: Naming) -> bool:
    return ("Name" in first.possible and "Surn" in second.sure) or (
        "Surn" in first.sure and "Name" in second.possible
    )


def _with_patronymic(read: Sequence[Naming], position: int) -> bool:
    """«мария петровна», in small letters too."""
    return "Name" in read[position].possible and "Patr" in read[position + 1].sure


def _beside(read: Sequence[Naming], position: int, kind: str) -> bool:
    return position > 0 and kind in read[position - 1].possible
