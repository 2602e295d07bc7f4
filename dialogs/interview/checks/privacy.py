"""Personal data in a text: numbers of documents, names of people, home addresses, contacts, birthdays."""

import re
from collections.abc import Iterator, Sequence

from knowledge.text.lemmas import Naming, naming

# Most texts hold none of these, and asking that first is much faster.
_FIGURES = re.compile(r"\d")
_MAY_NAME = re.compile(r".[А-ЯЁ]|ич(?![а-яё])|(?:ич|в)н[аыеуо]|оглы|кызы", re.DOTALL)

# Numbers that are written like nobody else's, or stand beside the word that names them.
_NUMBERS = re.compile(
    "|".join(
        (
            # A passport: four and six digits, in the usual groups or after its word.
            r"(?<![\d.-])\d{2} \d{2} (?:№ ?)?\d{6}(?!\d)",
            r"(?<![\d.-])(?!(?:19|20)\d\d)\d{4}[ -](?:№ ?)?\d{6}(?!\d)",
            r"(?:пасп(?:орт\w*|\.)?|сери[яию])[^\d;]{0,20}\d{2} ?\d{2}[ -]*(?:номер|№|n)? ?\d{6}(?!\d)",
            r"\bинн\b[^\d;]{0,24}(?:\d{12}|\d{10})(?!\d)",
            r"(?<![\d-])\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)",
            r"(?:снилс|страхов\w+ номер\w*)[^\d;]{0,20}\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?\d{2}(?!\d)",
            r"(?<![\d-])\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?!\d)",
            r"(?:полис\w*|карт[аыу])\b[^\d;]{0,20}\d{16}(?!\d)",
        )
    ),
    re.IGNORECASE,
)
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")

_FLAT = re.compile(
    r"(?<![а-яё])(?:(?<![IVX] )(?<![IVX])кв\.? ?№? ?|квартир[аеы] (?:№ ?)?)"
    r"(?!(?:19|20)\d\d)\d{1,4}[а-я]?(?![\w,]*\d)(?! ?(?:м|км|г)\b)",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?:прожива(?:ет|ющ\w+)|жив[её]т|адрес заявител\w)[^;]{0,60}?(?:\bд\.|\bдом) ?\d+[а-я]?", re.IGNORECASE
)

_WHOLE_PHONE = re.compile(
    r"(?<![\d-])(?:\+7|8)[ -]?\(?\d{3,4}\)?[ -]?\d{2,3}[ -]?\d{2}[ -]?\d{2}(?!\d)|"
    r"\(\d{3,4}\) ?\d{2,3}-\d{2}-\d{2}(?!\d)"
)
_FREE_OF_CHARGE = re.compile(r"^8800")
_LOCAL_PHONE = re.compile(
    r"(?<!\w)(?:тел(?:\.|ефон\w*)?|т\.|моб\.?|сот\w*\.?)[^\d;]{0,20}\d{1,3}(?:-\d{2}){2}(?!\d)", re.IGNORECASE
)
# Whoever answers these phones does it for an agency.
_OF_AN_AGENCY = re.compile(
    r"горяч\w+ лини|при[её]мн|справочн|контакт-?центр|колл-?центр|call|единый номер|довери|дежурн|диспетчер|"
    r"регистратур|ведомств|министерств|департамент|отдел",
    re.IGNORECASE,
)

_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w.-]{1,100}\.\w{2,10})")
# An office may have its mailbox at a free provider, a person theirs at an agency: the name before @ tells.
_OF_AN_OFFICE = re.compile(
    r"^(?:info|e?mail|post|priem|obr|office|support|help|press|kanc|sekr|secr|contact|hotline|service|adm|gov|min|"
    r"dep|upr|otdel|mfc|soc|msp|zags|gkh|jkh|zhkh|cent|hr|kadr|it|feedback|portal|doc|edu|fin|reg|pos)(?![a-z])|"
    r"^(?:priem|support|helpdesk|kanc|otdel|min[sfkozpt]|dep[a-z]|uprav|admin|obrash|sekret|soczash|service|gosuslug)",
    re.IGNORECASE,
)
_FREE_PROVIDER = re.compile(
    r"^(?:(?:mail|bk|list|inbox|yandex|ya|rambler|internet|vk)\.(?:ru|com)|"
    r"(?:gmail|icloud|outlook|hotmail|yahoo)\.com)$",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(
    r"(?:^|[._-])[a-z]{2,}(?:ova?|eva?|ina?|yna?|skiy|sky|skaya|ko|yan|dze|shvili|uk|yuk|ich|ets)\d*(?:$|[._-])|"
    r"^[a-z][._][a-z]{3,}",
    re.IGNORECASE,
)

_BORN = re.compile(
    r"(?<![\d–—-])(?<!старше )(?<!моложе )(?<!младше )(?<!до )(?<!после )(?<!с )(?:\d{1,2}\.\d{1,2}\.)?"
    r"(?:19|20)\d\d ?(?:г\. ?р\.|г/р\b|года рождения)(?! и (?:старше|моложе|младше))|"
    r"(?:\bрод\.|родил(?:ся|ась)|дата рожд\w*\.?)[^\d;]{0,24}\d{1,2}\.\d{1,2}\.(?:19|20)\d\d",
    re.IGNORECASE,
)

_INITIALS = re.compile(
    r"\b[А-ЯЁ][а-яё]*(?:-?[А-ЯЁ][а-яё]+)?,? [А-ЯЁ]\. ?[А-ЯЁ]\.|"
    r"(?<![\w.])[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
)
_ONE_INITIAL = re.compile(r"\b([А-ЯЁ][а-яё]+) [А-ЯЁ]\.(?! ?[А-ЯЁа-яё]\.)")
# A citizen or official of whom a surname follows.
_ADDRESSED = re.compile(
    r"(?<!\w)(?:(гр(?:\.|-н\w*|-к\w*)|г-(?:н|ж)\w+|господин\w*|госпож\w+)|"
    r"(граждан(?:ин|к|ам|ами|е|и)?[а-яё]*|заявител\w+|пенсионер\w*|инспектор\w*|специалист\w*|исполнител\w+|"
    r"начальник\w*|директор\w*|инвалид\w*|получател\w+|предпринимател\w+|соседк?\w*|вдов\w+))"
    r" ([А-ЯЁ][а-яё]{2,})",
    re.IGNORECASE,
)
_KIN = re.compile(r"\b[А-ЯЁ][а-яё]+ (?:оглы|кызы|углы)\b")
# Streets, schools and ships bear names of people; firms stand in quotation marks.
_IN_HONOUR = re.compile(
    r"(?:(?<!\w)(?:ул|пр|пр-т|пер|пл|б-р|им|ш|наб|мкр|пос|с|д|г)\.|\b(?:улиц\w+|проспект\w*|переул\w+|площад\w+|"
    r"бульвар\w*|имени|шоссе|набережн\w+|посёл\w+|посел\w+|хутор\w*|сел[аоуе]|город\w*|маршала|генерала|академика|"
    r"космонавта|героя|фонд\w*|закон\w*|оборудован\w+|метод\w*|модел\w+|шкал\w+))\s*(?:[А-ЯЁ][а-яё]+ )?$",
    re.IGNORECASE,
)
# How far before a name the word may stand that makes it a street.
_NEAR = 50
# No name is longer, and a dictionary ponders over endless words.
_WORD = re.compile(r"(?<![А-ЯЁа-яё-])[А-ЯЁа-яё-]{1,40}(?![А-ЯЁа-яё-])")
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"")


def personal_data(text: str) -> tuple[str, ...]:
    """The words of a text that tell of one person, in its order; overlapping ones joined."""
    spans = sorted(
        {
            *(_names(text) if _MAY_NAME.search(text) else ()),
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


def _figures(text: str) -> Iterator[tuple[int, int]]:
    yield from _numbers(text)
    yield from _phones(text)
    yield from _places_and_days(text)


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _NUMBERS.finditer(text))
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
    for pattern in (_WHOLE_PHONE, _LOCAL_PHONE):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0].replace("+7", "8"))
            before = re.split(r"[;.!?]\s", text[: match.start()] + match[0])[-1]
            mobile = digits.startswith("89")
            if mobile or not (_FREE_OF_CHARGE.match(digits) or _OF_AN_AGENCY.search(before)):
                yield match.span()


def _mailboxes(text: str) -> Iterator[tuple[int, int]]:
    for match in _MAIL.finditer(text):
        personal = _FREE_PROVIDER.search(match[2]) or _OF_A_PERSON.search(match[1])
        if personal and not _OF_AN_OFFICE.search(match[1]):
            yield match.span()


def _places_and_days(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_FLAT, _LIVES, _BORN):
        yield from (match.span() for match in pattern.finditer(text))


def _names(text: str) -> Iterator[tuple[int, int]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for start, end in _people(text):
        inside = any(start >= first and end <= last for first, last in quoted)
        if not inside and not _IN_HONOUR.search(text[max(0, start - _NEAR) : start]):
            yield start, end


def _people(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _INITIALS.finditer(text) if _is_person(match[0]))
    yield from (match.span() for match in _ONE_INITIAL.finditer(text) if "Surn" in naming(match[1]).sure)
    yield from (match.span() for match in _KIN.finditer(text))
    for match in _ADDRESSED.finditer(text):
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
