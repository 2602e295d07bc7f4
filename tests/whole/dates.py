"""Documents of different days and different profiles made comparable."""

import re

_DAY = re.compile(
    r"\d{1,2}(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\d{4}г\."
)
# Only a profile that was finished in a chat has a number.
_NUMBER = re.compile(r"(?:№|No)[0-9A-Z]{8}(?=Версия)")


def undated(text: str) -> str:
    """The document's text without its number and the dates of its making: the examples carry their own."""
    return _DAY.sub("…", _NUMBER.sub("", text))
