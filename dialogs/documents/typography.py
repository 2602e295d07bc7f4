"""Russian typography: unbreakable spaces, guillemets, numbers and dates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

NBSP = "\u00a0"


@dataclass(frozen=True)
class Typography:
    """The habits of one form: what clings to the word before it, quotes, signs in numbers, months."""

    nonbreaking_before: tuple[str, ...] = ()
    quotes: str = "«»"
    thousands: str = NBSP
    decimal: str = ","
    months: tuple[str, ...] = ()
    year: str = ""

    def typeset(self, text: str) -> str:
        """`text` with its spaces and paired straight quotes mended; no word is changed."""
        text = self._units.sub(NBSP, text)
        text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NBSP, text)
        text = re.sub(r"(?<=№) ?(?=\d)", NBSP, text)
        text = re.sub(r" (?=[—–](?:\s|$))", NBSP, text)
        if len(self.quotes) == 2:
            text = _STRAIGHT_QUOTES.sub(f"{self.quotes[0]}\\1{self.quotes[1]}", text)
        return text

    @cached_property
    def _units(self) -> re.Pattern[str]:
        units = "|".join(
            re.escape(unit) + ("" if unit.endswith((".", "%")) else r"\b") for unit in self.nonbreaking_before
        )
        return re.compile(rf"(?<=\d) (?={units})" if units else r"(?!)")

    def number(self, value: Decimal) -> str:
        """«48 200», «12,5»: thousands apart, no needless zeros."""
        text = f"{value:,f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.thousands)

    def date(self, day: date) -> str:
        """«22 ноября 2026 г.», or ISO where the months are unknown."""
        if len(self.months) != 12:
            return day.isoformat()
        return NBSP.join(part for part in (str(day.day), self.months[day.month - 1], str(day.year), self.year) if part)


# Only quotes around words: inches, code and markup stay as typed.
_STRAIGHT_QUOTES = re.compile(r'(?<![\w="\\])"(?=[^\s"])([^"<>{}=\n]*[^\s"<>{}=])"(?![\w"])')


def lines(text: str) -> tuple[str, ...]:
    """The non-empty lines of `text`."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def joined(parts: Sequence[str], separator: str = "; ") -> str:
    return separator.join(part for part in parts if part)
