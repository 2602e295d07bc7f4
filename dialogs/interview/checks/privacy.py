"""Personal data in a text: numbers of documents, names of people, home addresses, contacts, birthdays."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dialogs.interview.patterns import PersonalDataPatterns, shipped_patterns
from knowledge.text.lemmas import (
    Naming,
    dictionary,
    is_surname_beside,
    is_surname_of,
    names_a_being,
    names_several,
    naming,
)

# How far around a name is read: the word before it makes it a street, the verb after it a person.
_NEAR = 50
# No name is longer, and a dictionary ponders over endless words.
_LETTERS = re.compile(
    r"(?<![А-ЯЁа-яё-])[А-ЯЁа-яё-]{1,40}(?![А-ЯЁа-яё-])|(?<![\w.@/-])[A-Z][a-z]{1,14}(?![\w@/-]|\.\w)"
)
# Of Latin letters; shorter ones are English words.
_SHORTEST_NAME, _SHORTEST_SURNAME = 4, 5
_TOGETHER = re.compile(r"(?: и|,) ([А-ЯЁ][а-яё]{2,30})")
# Most texts hold none of these, and asking that first is much faster.
_FIGURES = re.compile(r"\d")
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_ELEVEN = re.compile(r"(?<!\d)[^78\D]\d{10}(?!\d)")
_FREE_OF_CHARGE = re.compile(r"^8800")
_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w.-]{1,100}\.\w{2,10})")
_HANDLE = re.compile(r"(?<![\w.@/])@(\w{5,32})(?![\w.@-])", re.ASCII)
# How far before a number its sentence is read for whose it is.
_SENTENCE = 300
# How far behind what is shown a text is read: a number or a name that is cut in two is not known for one.
_BEYOND = 200
# E-mail addresses, telephone and document numbers.
LOOKS_PERSONAL = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w{3,}|\+?\d(?:[ ()–-]{0,9}\d){6,}"
)
MASK = "▒▒▒"
_MASKS = re.compile(rf"{MASK}(?:[ .,]{{1,2}}{MASK})+")
_AROUND = " ,;:"
_SHORT = 3
_LAST_WORD = re.compile(r"(\d )?(?<![а-яё])([а-яё]++),? $", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»]{0,200}»|\"[^\"]{0,200}\"")


# A profile is checked after every answer and once more for its document, mostly with the texts it had before.
@lru_cache(maxsize=2048)
def personal_data(text: str) -> tuple[str, ...]:
    """The words of a text that tell of one person, in its order; overlapping ones joined."""
    return tuple(text[start:end] for start, end in _spans(text))


def _spans(text: str) -> list[tuple[int, int]]:
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
    return [_stripped(text, start, end) for start, end in joined]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    found = text[start:end]
    start += len(found) - len(found.lstrip(_AROUND))
    return start, start + len(found.strip(_AROUND))


def masked(text: str, longest: int | None = None) -> str:
    """The text without names, addresses and numbers of persons; here a single name or surname is one, too.

    At most the `longest` first characters; of a text that is longer, no more than these is paid for."""
    if longest is None or len(text) <= longest + _BEYOND:
        return _masked(text)[:longest]
    # A mask may be shorter than what it hides, so the end of what was read could move into sight.
    return _masked(text[: longest + _BEYOND])[:-_BEYOND][:longest]


def _masked(text: str) -> str:
    # In one pass each: a text may be a hundred thousand signs long.
    parts, position = list[str](), 0
    for start, end in _spans(text):
        parts += (text[position:start], MASK)
        position = end
    text = LOOKS_PERSONAL.sub(MASK, "".join((*parts, text[position:])))
    return _MASKS.sub(MASK, _LETTERS.sub(lambda word: MASK if _is_single_name(word) else word[0], text))


def _patterns() -> PersonalDataPatterns:
    return shipped_patterns().personal_data


def _figures(text: str) -> Iterator[tuple[int, int]]:
    yield from _numbers(text)
    yield from _phones(text)
    yield from _places_and_days(text)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _patterns().numbers.finditer(text))
    yield from (match.span() for match in _TWELVE.finditer(text) if _is_taxpayer(match[0]))
    yield from (match.span() for match in _ELEVEN.finditer(text) if _is_insured(match[0]))


def _is_insured(number: str) -> bool:
    """Whether the two check digits of a СНИЛС are right."""
    weighed = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=False))
    return weighed % 101 % 100 == int(number[-2:])


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
            near = text[max(0, match.start() - _SENTENCE) : match.end()]
            before = re.split(r"[;.!?]\s", near)[-1]
            mobile = digits.startswith("89")
            if mobile or not (_FREE_OF_CHARGE.match(digits) or _patterns().of_an_agency.search(before)):
                yield match.span()


def _mailboxes(text: str) -> Iterator[tuple[int, int]]:
    for match in _MAIL.finditer(text):
        personal = _patterns().free_provider.search(match[2]) or _patterns().of_a_person.search(match[1])
        if personal and not _patterns().of_an_office.search(match[1]):
            yield match.span()
    for match in _HANDLE.finditer(text):
        if _patterns().of_a_person.search(match[1]) and not _patterns().of_an_office.search(match[1]):
            yield match.span()


def _places_and_days(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_patterns().flat, _patterns().lives):
        yield from (match.span() for match in pattern.finditer(text))
    for match in _patterns().born.finditer(text):
        # «Дети 2018 года рождения» and «33 ученика …» are a group.
        before = _LAST_WORD.search(text[max(0, match.start() - _NEAR) : match.start()])
        if not before or not (before[1] or names_several(before[2])):
            yield match.span()


def _names(text: str) -> Iterator[tuple[int, int]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for start, end in _people(text):
        inside = any(start >= first and end <= last for first, last in quoted)
        if not inside and not _patterns().in_honour.search(text[max(0, start - _NEAR) : start]):
            yield start, end


def _people(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _patterns().initials.search(text, at):
        # «Заявительница Л. М. Штольц»: the first word that fits need not be the surname.
        person = _is_person(match[0])
        at = match.end() if person else match.start() + 1
        if person:
            yield match.span()
    for match in _patterns().one_initial.finditer(text):
        # The dictionary takes some surnames for names («Саидов»).
        surnames = (word for word in _LETTERS.findall(match[0].replace(".", " ")) if len(word) > 2)
        if any(naming(word).sure & {"Surn", "Name"} for word in surnames):
            yield match.span()
    for pattern in (_patterns().kin, _patterns().short_names):
        yield from (match.span() for match in pattern.finditer(text))
    for match in _patterns().addressed.finditer(text):
        known = naming(match[3])
        # The dictionary takes surnames for names («сотрудник Ахметзянов») and lacks short ones («гр-ка Ко»).
        mistaken = "Name" in known.sure and not (known.common or known.place) and _no_first_name(known)
        short = bool(match[1]) and len(match[3]) <= _SHORT and not known.common
        surname = short or mistaken or "Surn" in (known.possible if match[1] else known.sure)
        if match[3][0].isupper() and (surname or (match[1] and names_a_being(match[3]))):
            yield match.span()
    words = [(match.span(), match[0]) for match in _LETTERS.finditer(text)]
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
        names = ((word, pair[0]), (second, pair[1]))
        named = both and (
            _name_and_surname(*pair) or _with_ordinary_word(text[max(0, start - _NEAR) : start], *names)
        )
        if second[0].isupper() and is_surname_of(word, second):
            yield following[0][0]
            continue
        title = named and "Surn" not in pair[1].sure and _patterns().no_surname.search(second)
        if (named and not title) or _with_patronymic(read, position):
            yield start, last


def _no_first_name(known: Naming) -> bool:
    """Whether what is read as a first name may be a surname, or would be one in no nominative."""
    return "Surn" in known.possible or all(case != "nomn" for _, case in known.forms)


def _is_person(match: str) -> bool:
    """Whether the word beside the initials can be a surname and is no abbreviation or common noun."""
    words = _LETTERS.findall(match.replace(".", " "))
    return any(len(word) > 1 and "Surn" in naming(word).possible for word in words)


def _name_and_surname(first: Naming, second: Naming) -> bool:
    if first.common and not first.place and not first.forms & second.forms:
        return False  # «Роман Толстого»
    return (
        ("Name" in first.possible and "Surn" in second.sure)
        or ("Surn" in first.sure and "Name" in second.possible)
        # A surname that is a word, too («Котов»), or that the dictionary takes for a name («Хасанов»).
        or ("Name" in first.sure and ("Surn" in second.possible or "Name" in second.sure))
    )


def _with_ordinary_word(before: str, *pair: tuple[str, Naming]) -> bool:
    """«Дарья Соловей», and «Соловей Дарья» where a capital letter does not just begin the sentence."""
    if _patterns().titled.search(before):
        return False
    orders = (pair,) if _patterns().begins.search(before) else (pair, pair[::-1])
    return any(
        "Name" in name.sure
        and not (written.isascii() or surname.isupper() or (name.common and not name.place))
        and is_surname_beside(name, surname)
        for (written, name), (surname, _) in orders
    )


def _with_patronymic(read: Sequence[Naming], position: int) -> bool:
    """«мария петровна», in small letters too."""
    return "Name" in read[position].possible and "Patr" in read[position + 1].sure


def _beside(read: Sequence[Naming], position: int, kind: str) -> bool:
    return position > 0 and kind in read[position - 1].possible


def _is_single_name(word: re.Match[str]) -> bool:
    """Whether the word is a first name, a patronymic or a surname that stands alone."""
    found = naming(word[0].replace("ё", "е"))
    if not found.possible or len(word[0]) < 3:
        return False
    patterns = _patterns()
    before = word.string[max(0, word.start() - _NEAR) : word.start()]
    # What a small word that no dictionary has might be is only guessed at.
    known = word[0][0].isupper() or dictionary().word_is_known(word[0])
    if not known or word[0].casefold() in patterns.latin_words or patterns.in_honour.search(before):
        return False
    if word[0].isascii() and len(word[0]) < (_SHORTEST_NAME if "Name" in found.sure else _SHORTEST_SURNAME):
        return False  # «Pain point»
    if found.sure and not (found.common and (word[0].isascii() or "Name" in found.possible)):
        return True
    return "Name" in found.possible and _stands_for_a_person(word, found, before)


def _stands_for_a_person(word: re.Match[str], found: Naming, before: str) -> bool:
    patterns = _patterns()
    after = word.string[word.end() : word.end() + _NEAR]
    cases = {case for _, case in found.forms}
    if patterns.before.search(before) or ("datv" in cases and patterns.told.search(before)):
        # «передайте тому, кто …»: in small letters a pronoun is none.
        return word[0][0].isupper() or dictionary().parse(word[0])[0].tag.POS == "NOUN"
    if "nomn" in cases and patterns.after.search(after):
        return True
    if word[0].isascii() or not word[0][0].isupper() or word[0].isupper():
        return False
    if patterns.begins.search(before):
        beside = _TOGETHER.match(after)
        return beside is not None and "Name" in naming(beside[1]).possible
    return not (patterns.titled.search(before) or (found.place and patterns.placed.search(before)))
