"""Numbers and ranges as people type them: «около 14 тысяч семей», «48,2 тыс. чел.», «10–15 %», «половина»."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from dialogs.interview.answers import Number, NumberLimit
from dialogs.interview.definition import Form
from dialogs.interview.field import Field
from dialogs.interview.patterns import shipped_patterns
from dialogs.interview.typed_text import cleaned, parted_from_words, with_plain_signs
from knowledge.text.language import shipped_tables
from knowledge.text.lemmas import lemma
from knowledge.text.readings import readings

_NUMBER = (
    r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d+)?|\d{1,3}(?:\.\d{3}){2,}(?![.\d])|\d{1,3}(?:,\d{3}){2,}(?![,\d])|"
    r"\d{1,3}(?:['’]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
)
_TOKEN = re.compile(rf"(?P<number>[+-]?(?:{_NUMBER}))|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)\.?|(?P<mark>\S)")
_PLAIN = re.compile(rf"[+-]?(?:{_NUMBER})")
_DASH = re.compile(r"(?<=[\w.%])\s*(?:[-–—…]|\.{2,3})\s*(?=\d)")
_TWO_WORDS = re.compile(r"\b([а-я]+)(?: ?[-–—] ?)([а-я]+)")
# One thousand to some, one to others.
_UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]000")
_AT_THE_ENDS = "«»\"'"
_DIGITS = 15
# More words after a number are a sentence that happens to begin with one.
_MOST_WORDS = 4
_LONGEST = 120
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number that was read, and what stands behind it. `scale`: that of its last part, 1 for none."""

    value: Decimal
    scale: Decimal
    rest: tuple[str, ...]


_VOWEL = re.compile("[аеиоуыэюя]")
_REMARK = re.compile(r"\(([^()]+)\)")
_YEAR = re.compile(r"(?:19|20)\d[1-9]")
# Between cells and lines: «500 600» on two lines are two numbers.
_BETWEEN_CELLS = re.compile(r"(?<=\d)[^\S\n\t]*[\n\t]\s*(?=\d)")
# A number that is none of a year.
_COUNTS = re.compile(r"(?!(?:19|20)\d\d(?!\d))(?<!\d)\d")


def read_number(form: Form, field: Field, typed: str) -> Number | str:
    """The number or range, or a sentence that says why it is none."""
    say = form.messages
    text = _bare(typed)
    wrong = say.not_whole_number if field.integer else say.not_number
    if re.search(rf"[1-9]\d{{{_DIGITS}}}", text.replace(" ", "")):
        return say.number_too_long.format(limit=_DIGITS)
    if len(text) > _LONGEST:
        return wrong
    number = _read_with_remark(form, field, text.casefold().replace("ё", "е"))
    if number is None:
        return wrong
    for value in (number.value, number.upper or Decimal(0)):
        if field.integer and value != value.to_integral_value():
            return wrong
        if value != round(value, 2):
            return say.too_many_decimals
    return number


def is_plain_number(typed: str) -> bool:
    """Whether nothing had to be understood: digits, and a per cent sign at most."""
    return _PLAIN.fullmatch(_bare(typed).removesuffix("%").strip()) is not None


def _bare(typed: str) -> str:
    """The text without quotes around it and a full stop behind it."""
    text = with_plain_signs(_BETWEEN_CELLS.sub(" ; ", cleaned(typed)))
    return text.strip(_AT_THE_ENDS).rstrip(".,;:!").rstrip(_AT_THE_ENDS)


def _read_with_remark(form: Form, field: Field, text: str) -> Number | None:
    """The number. In brackets behind it «примерно» counts, «двенадцать» must be the same number, and «по
    реестру» changes nothing."""
    remark = _REMARK.search(text)
    if remark is None:
        return _read(form, field, text)
    before, behind = text[: remark.start()], text[remark.end() :]
    number, again = (_read(form, field, f"{part} {behind}".strip()) for part in (before, remark[1]))
    if again is not None or _COUNTS.search(remark[1]):
        return number if number == again else None
    counts = _read(form, field, f"{before} {remark[1]} {behind}".strip())
    return counts or (None if _without_limits(form, remark[1])[1] else number)


def _read(form: Form, field: Field, text: str) -> Number | None:
    told = text
    text, limits = _without_limits(form, text)
    if len(limits) > 1:
        return None
    if limits and text != told and not told.startswith(text):
        text = _one_unit(text)
    number = _number(form, field, text)
    if not limits and _is_unit((*_tokens(text), "")[0]):
        # «тысяч сорок» is not forty thousand exactly.
        limits = {"about"}
    if number is None or not limits:
        return number
    (limit,) = limits
    return replace(number, limit=limit) if number.upper is None or limit == "about" else None


def _number(form: Form, field: Field, text: str) -> Number | None:
    words = shipped_patterns().numbers
    tokens = _scale_last(_tokens(text))
    if tokens and tokens[0] in words.lower:
        tokens = tokens[1:]
        bound = next((place for place, token in enumerate(tokens) if token in words.upper), None)
        if bound is None:
            return None
        return _range(form, field, tokens[:bound], tokens[bound + 1 :])
    if len(ends := _DASH.split(_TWO_WORDS.sub(_in_figures, text), maxsplit=1)) == 2:
        low, high = _tokens(ends[0]), _tokens(_without_limits(form, ends[1])[0])
        if len(low) == 2 and high and _is_unit(low[0]):
            low, high = low[1:], (high[0], low[0], *high[1:])
        return _range(form, field, low, high)
    if field.type == "percent" and (share := _share(form, tokens)) is not None:
        return Number(share)
    amount = None if tokens and _is_unit(tokens[0]) else _amount(tokens)
    if amount is None or not _fits(form, field, amount.rest, counted=True):
        return None
    return Number(_normal(amount.value))


def _one_unit(text: str) -> str:
    """«(больше) тысячи» is one thousand, though «тысячи» alone are several."""
    first, _, rest = text.partition(" ")
    singular = any({"sing", "NOUN"} <= each.tags for each in readings(first))
    is_one = lemma(first).text in shipped_patterns().numbers.scales and singular and _is_unit(first)
    return f"1 {lemma(first).text} {rest}".strip() if is_one else text


def _in_figures(two: re.Match[str]) -> str:
    """«три-четыре» as «3-4»; of other words nothing is changed."""
    known = shipped_patterns().numbers.words
    low, high = (known.get(lemma(word).text) for word in two.groups())
    return two[0] if low is None or high is None else f"{low}-{high}"


def _is_unit(token: str) -> bool:
    """«тысяч», «процентов» before a number: in this form it belongs behind it."""
    words = shipped_patterns().numbers
    base = lemma(token).text
    return (base in words.scales or base in words.percent) and token not in (*words.scales, *words.percent)


def _scale_last(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """«тысяч сорок» is forty thousand, not «тысяча сорок»; «процентов тридцать» likewise."""
    if not tokens or not _is_unit(tokens[0]):
        return tokens
    count = _amount(tokens[1:])
    if count is None or count.scale != 1:
        return tokens
    numbers = len(tokens) - 1 - len(count.rest)
    return (*tokens[1 : 1 + numbers], tokens[0], *count.rest)


def _range(form: Form, field: Field, first: tuple[str, ...], second: tuple[str, ...]) -> Number | None:
    """«10–15 тысяч» are thousands both; «900–1,2 тыс.» are not."""
    low, high = _amount(first), _amount(second)
    if low is None or high is None or not _fits(form, field, low.rest, counted=False):
        return None
    if not _fits(form, field, high.rest, counted=True):
        return None
    if low.scale == 1 and field.type != "percent" and _YEAR.fullmatch(first[0]):
        # «2024 — 5000» may be as many in that year.
        return None
    value = low.value * high.scale if low.scale == 1 else low.value
    if value > high.value:
        value = low.value
    if low.scale == high.scale == 1 and value and value * 1000 < high.value:
        # «10-12000» may be ten thousand.
        return None
    return Number(_normal(value), _normal(high.value)) if 0 <= value < high.value else None


def _share(form: Form, tokens: tuple[str, ...]) -> Decimal | None:
    """«примерно половина», «9 из 10»."""
    words = shipped_patterns().numbers
    if (at := next((place for place, token in enumerate(tokens) if token in words.out_of), 0)) > 0:
        part, whole = _amount(tokens[:at]), _amount(tokens[at + 1 :])
        # «50/50» and «30/70» are two shares, «12/2024» is a month.
        is_year = _YEAR.fullmatch(tokens[-1]) is not None and not tokens[at].isalpha()
        both = part and whole and not tokens[at].isalpha() and part.value + whole.value == _WHOLE
        told = part and whole and _are_words(part.rest) and _are_words(whole.rest)
        if part and whole and told and 0 < part.value <= whole.value and not (both or is_year):
            return _normal(round(part.value * _WHOLE / whole.value, 2))
    base = tuple(lemma(token).text for token in tokens)
    for share, percent in words.shares.items():
        wanted = tuple(lemma(word).text for word in share.split())
        behind = base[len(wanted) :]
        if (
            base[: len(wanted)] == wanted
            and _are_words(tokens[len(wanted) :])
            and not {*words.percent} & {*behind}
        ):
            return percent
    return None


def _amount(tokens: tuple[str, ...]) -> _Amount | None:
    """«48,2 тыс.», «1 млн 200 тыс.», «сорок восемь тысяч двести»."""
    words = shipped_patterns().numbers
    total, digits, unclear = Decimal(0), False, False
    group: Decimal | None = None
    least: Decimal | None = None
    part: Decimal | None = None
    place = 0
    while place < len(tokens):
        token = tokens[place]
        base = lemma(token).text if token.isalpha() else token
        if _PLAIN.fullmatch(token) and group is None:
            group, digits, unclear = _figure(token), True, _UNCLEAR.fullmatch(token) is not None
        elif (written := words.words.get(base)) is not None and not digits:
            if part is not None and written >= part:
                return None
            group, part = (group or Decimal(0)) + written, written
        elif (scale := words.scales.get(base)) is not None and (least is None or scale < least):
            total += (Decimal(1) if group is None else group) * scale
            group, digits, part, least = None, False, None, scale
        else:
            break
        place += 1
    if (group is None and least is None) or (group is not None and unclear):
        return None
    of_letters = any(len(token) == 1 and token.isalpha() for token in tokens[:place])
    if least is not None and group is not None and (group >= least or of_letters):
        # Neither «5 тыс. 3000» nor «5 к 3» is a sum.
        return None
    scale = least if group is None and least else Decimal(1)
    return _Amount(total + (group or 0), scale, tokens[place:])


def _figure(token: str) -> Decimal:
    """Thousands may be parted by spaces, apostrophes, and where they are several by full stops or commas."""
    digits = re.sub("[ '’]", "", token)
    if len(parts := re.split("[.,]", digits)) > 2:
        return Decimal("".join(parts))
    return Decimal(digits.replace(",", "."))


def _fits(form: Form, field: Field, rest: tuple[str, ...], *, counted: bool) -> bool:
    """Whether what stands behind a number says nothing else: «чел.», «семей с детьми»; behind a share «%»."""
    words = shipped_patterns().numbers
    percent = {*words.percent, *(ending.strip(".") for ending in form.reading.percent)}
    is_percent = bool(rest) and (rest[0] in percent or lemma(rest[0]).text in percent)
    if field.type == "percent":
        return not rest or (is_percent and _are_words(rest[1:]))
    units = {
        lemma(word).text
        for unit in (field.unit, *(each.text for each in field.unit_variants))
        for word in re.findall(r"[а-я-]+", unit)
    }
    others = tuple(token for token in rest if lemma(token).text not in units)
    return not is_percent and _are_words(others) and (counted or not rest)


def _are_words(tokens: tuple[str, ...]) -> bool:
    words = shipped_patterns().numbers
    shares = {share for share, percent in words.shares.items() if percent < _WHOLE}
    limits = sum(words.limits.values(), ())
    known = {*words.words, *words.scales, *words.not_counted, *shares, *limits, *shipped_tables().negations}
    return len(tokens) <= _MOST_WORDS and all(
        re.fullmatch(r"[а-я-]+", token) and not {token, lemma(token).text} & known and not _counts(token)
        for token in tokens
    )


def _counts(token: str) -> bool:
    """Whether it is a number in letters or says which one by number: «пятый». «Т.», «тч» may be thousands."""
    choices = shipped_patterns().choices
    is_cut = len(token) == 1 or _VOWEL.search(token) is None
    is_word = not is_cut or token in (*choices.aside, *choices.joining)
    return not is_word or any(not {"NUMR", "Anum"}.isdisjoint(each.tags) for each in readings(token))


def _without_limits(form: Form, text: str) -> tuple[str, set[NumberLimit]]:
    """The text without «около», «не менее», «и более», and what they say; beside another word «около» says
    nothing."""
    words = shipped_patterns().numbers
    before: dict[str, NumberLimit | None] = {
        **dict.fromkeys(words.aside),
        **dict.fromkeys(form.reading.about, "about"),
        **{word: limit for limit, some in words.limits.items() for word in some},
    }
    after: dict[str, NumberLimit | None] = {
        **dict.fromkeys(words.aside_after),
        **{word: limit for limit, some in words.limits_after.items() for word in some},
    }
    text, *edges = parted_from_words(text, before, after)
    said = {
        limit
        for known, edge in zip((before, after), edges, strict=True)
        for word in edge
        if (limit := known[word])
    }
    return text, said - {"about"} or said


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(match["word"] or match["number"] or match["mark"] for match in _TOKEN.finditer(text))


def _normal(value: Decimal) -> Decimal:
    """The number without needless zeros, and never as «1E+3»."""
    return Decimal(format(value.normalize() + 0, "f"))
