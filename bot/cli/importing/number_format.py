"""Numbers and dates of Excel cells as a Russian Excel shows them."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from babel.dates import format_datetime
from babel.numbers import format_decimal
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900, from_excel

_LOCALE = "ru"
_LONGEST_CODE = 200
_FIRST_TEXT = 0x100000
_QUOTED = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\[\]-]*+)[^\[\]]*\]|\[(?!h+\]|m+\]|s+\])[^\[\]]*\]', re.IGNORECASE
)
_DATES = re.compile(r"\[(?:h+|m+|s+)\]|y+|m+|d+|h+|s+(?:\.0+)?|AM/PM|A/P|.", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,. ]*(?:E[+-][0#?]+)?", re.IGNORECASE)
_FRACTION = re.compile(r"[#0?]\s*/\s*([?#0]+|\d+)")


def shown(value: float, code: str, epoch: datetime = CALENDAR_WINDOWS_1900) -> str:
    """`value` in the number format `code`; a format that cannot be read counts as «General»."""
    if len(code) > _LONGEST_CODE or abs(value) > 1e300:
        return _general(value)
    if is_date_format(code):
        moment = timedelta(days=value) if is_timedelta_format(code) else from_excel(value, epoch)
        return _dated(moment, code) if moment is not None else _general(value)
    return _numbered(value, code)


def general_of(value: str) -> str:
    """A number as written in the file, in the format «General»; what is no number stays."""
    try:
        return _general(float(value))
    except (ValueError, OverflowError):  # OverflowError: 1e999 is no number that could be shown
        return value


def _general(value: float) -> str:
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.10g}".replace(".", ",").replace("e", "E")


@lru_cache(maxsize=512)
def _parts(code: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sections of a format with the quoted texts taken out, a private sign for each of them."""
    texts: list[str] = []

    def taken(found: re.Match[str]) -> str:
        text = next((each for each in found.groups() if each is not None), " " if found[0][0] == "_" else "")
        texts.append(text)
        return chr(_FIRST_TEXT + len(texts) - 1)

    bare = _QUOTED.sub(taken, code)
    return tuple((section, tuple(texts)) for section in bare.split(";"))


def _literal(text: str, texts: tuple[str, ...]) -> str:
    return "".join(texts[ord(sign) - _FIRST_TEXT] if ord(sign) >= _FIRST_TEXT else sign for sign in text)


def _numbered(value: float, code: str) -> str:
    sections = _parts(code)
    negative = value < 0
    if negative and len(sections) > 1:
        (section, texts), value, negative = sections[1], -value, False
    elif value == 0 and len(sections) > 2:
        section, texts = sections[2]
    else:
        section, texts = sections[0]
    if "general" in section.casefold():
        before, _, after = re.sub("general", "\n", section, count=1, flags=re.IGNORECASE).partition("\n")
        return f"{_literal(before, texts)}{_general(value)}{_literal(after, texts)}".strip()
    if (fraction := _FRACTION.search(section)) is not None:
        return _as_fraction(value, fraction)
    digits = _DIGITS.search(section)
    if digits is None:
        # A format of text alone shows that text.
        return _literal(section, texts).strip() if section.strip("@ ") else _general(value)
    pattern = digits[0].rstrip(" ")
    before, after = section[: digits.start()], section[digits.start() + len(pattern) :]
    number = Decimal(repr(abs(value))).scaleb(2 * section.count("%"))
    scaled = len(pattern) - len(pattern.rstrip(","))
    text = _in_digits(number.scaleb(-3 * scaled), pattern.rstrip(","))
    shown_text = f"{_literal(before, texts)}{text}{_literal(after, texts)}".strip()
    return f"-{shown_text}" if negative and re.search("[1-9]", text) else shown_text


def _in_digits(number: Decimal, pattern: str) -> str:
    # A space between digits is how Russian authors write the thousands.
    grouped = "," in pattern or " " in pattern
    pattern = pattern.replace(",", "").replace(" ", "").replace("?", "#")
    mantissa, _, exponent = pattern.upper().partition("E")
    whole_part, _, decimals = mantissa.partition(".")
    if not exponent and number.adjusted() < 25:
        number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    # Babel wants # before 0 in the whole part and 0 before # behind the point.
    zeros = max(whole_part.count("0"), 0 if decimals else 1)
    head = "#,##0" if grouped and zeros <= 1 else "#" + "0" * zeros
    tail = f".{'0' * decimals.count('0')}{'#' * decimals.count('#')}" if decimals else ""
    if exponent:
        return format_decimal(number, f"0{tail}E{exponent[0]}{'0' * (len(exponent) - 1)}", locale=_LOCALE)
    return format_decimal(number, head + tail, locale=_LOCALE)


def _as_fraction(value: float, found: re.Match[str]) -> str:
    most = 10 ** len(found[1]) - 1
    ratio = Fraction(abs(value)).limit_denominator(most)
    if found[1].isdigit():
        ratio = Fraction(round(abs(value) * int(found[1])), int(found[1]))
    entire, rest = divmod(ratio.numerator, ratio.denominator)
    text = " ".join(
        filter(None, (str(entire) if entire or not rest else "", f"{rest}/{ratio.denominator}" * bool(rest)))
    )
    return f"-{text}" if value < 0 else text


def _dated(moment: datetime | date | time | timedelta, code: str) -> str:
    section, texts = _parts(code)[0]
    elapsed = timedelta()
    if isinstance(moment, timedelta):
        elapsed, moment = moment, datetime(1900, 1, 1) + moment  # noqa: DTZ001
    elif isinstance(moment, time):
        elapsed = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
        moment = datetime.combine(date(1900, 1, 1), moment)
    tokens = _DATES.findall(section)
    kinds = [token[:1].casefold() for token in tokens]
    pieces = []
    for at, token in enumerate(tokens):
        if ord(token[0]) >= _FIRST_TEXT:
            pieces.append(_literal(token, texts))
        elif token.startswith("["):
            seconds = int(elapsed.total_seconds())
            pieces.append(str({"h": seconds // 3600, "m": seconds // 60}.get(token[1].casefold(), seconds)))
        elif kinds[at] in "ymdhs" or token.upper() in ("AM/PM", "A/P"):
            pattern = _pattern(token, tokens, kinds, at)
            pieces.append(format_datetime(moment, pattern, locale=_LOCALE))
        else:
            pieces.append("" if token == "@" else token)
    return "".join(pieces).strip()


def _pattern(token: str, tokens: list[str], kinds: list[str], at: int) -> str:
    """What Babel calls a part of a date."""
    letters = [kind if kind in "ymdhs[" else "" for kind in kinds]
    before = next((tokens[n].strip("[").casefold()[0] for n in range(at - 1, -1, -1) if letters[n]), "")
    after = next((letters[n] for n in range(at + 1, len(tokens)) if letters[n]), "")
    size = len(token)
    match kinds[at]:
        case "y":
            return "yyyy" if size > 2 else "yy"
        case "m" if size <= 2 and (before == "h" or after == "s"):
            return "m" * size
        case "m":
            # «1 марта», but «март 2026».
            return ("M" if "d" in letters[:at] else "L") * min(size, 4 if size < 5 else 5)
        case "d":
            return {1: "d", 2: "dd", 3: "EEE"}.get(size, "EEEE")
        case "h":
            twelve = any(each.upper() in ("AM/PM", "A/P") for each in tokens)
            return ("h" if twelve else "H") * min(size, 2)
        case "s":
            return "s" * min(len(token.partition(".")[0]), 2)
        case _:
            return "a"
