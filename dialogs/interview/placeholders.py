"""`{name}` and `{name.part}` in authored texts."""

import re
from collections.abc import Callable, Iterator

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z_]+))?\}")

Lookup = Callable[[str, str], str | None]


def filled(template: str, lookup: Lookup) -> str | None:
    """The text with every placeholder replaced, or None when one of the values is missing."""
    values = [lookup(match[1], match[2] or "") for match in _SLOT.finditer(template)]
    if None in values:
        return None
    replacements = iter(values)
    # «по вопросам {topic.phrase}» reads well for an own text too: its phrase begins with a colon.
    return _SLOT.sub(lambda _: next(replacements) or "", template).replace(" : ", ": ")


def slots(template: str) -> Iterator[tuple[str, str]]:
    """The names and parts that a template asks for."""
    for match in _SLOT.finditer(template):
        yield match[1], match[2] or ""
