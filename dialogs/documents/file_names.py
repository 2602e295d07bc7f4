"""File names that every system keeps, and that say what is inside."""

import re
import unicodedata
from collections.abc import Mapping

from dialogs.documents.typography import clean
from dialogs.interview.layout import FileName
from knowledge.text.readings import tokens

_EXTENSION = ".docx"
_SHORTEST_PART = 12
_SHORT_LATIN = 3  # of a transliterated word nothing tells what it is
# With a lone letter before it.
_SLOT = re.compile(r"((?<![^\W_])[^\W\d_]|)\{(\w+)\}")
_MOST_BYTES = 240  # Linux allows 255, with the extension and a copy's number


def stem_of(layout: FileName, parts: Mapping[str, str], segments: int) -> str:
    """The name for these parts: `form_title` and `entity` in full, `client_type`, `date`, `version`, and
    `index` where one segment of several has a file of its own."""
    single = layout.pattern_part if parts.get("index") and layout.pattern_part else layout.pattern
    short = layout.client_type_short.get(parts.get("client_type", ""), "")
    counted = {"count": str(segments), "date": parts.get("date", ""), "version": parts.get("version", "")}
    fixed = {**counted, "client_type_short": short, "index": parts.get("index", "")}
    entity = parts.get("entity", "")
    names = {"form_title": parts.get("form_title", ""), "entity_short": entity}
    stem = _fitted(layout, single if segments == 1 else layout.pattern_multi, fixed, names)
    if segments > 1 and _tidy(layout, entity) not in stem:
        # The whole title says more than the number of segments.
        without = _fitted(layout, layout.pattern, fixed, names)
        stem = without if _tidy(layout, entity) in without else stem
    return stem or "profile"


def cut_between_words(text: str, longest: int) -> str:
    """The text cut to as many whole words as fit; one that leads on to the next is dropped, a single long
    word is cut."""
    if len(text) <= longest:
        return text
    words = text[: longest + 1].split("-")[:-1]
    while len(words) > 1 and _leads_on(words[-1]):
        words.pop()
    return "-".join(words) or text[:longest]


def _leads_on(word: str) -> bool:
    """Whether a word needs the next one: «на», «для», «или»; a short noun («сад») does not."""
    tags = frozenset().union(*(reading.tags for each in tokens(word) for reading in each.readings))
    return bool(tags & {"PREP", "CONJ"}) or (word.isascii() and word.islower() and len(word) <= _SHORT_LATIN)


def _fitted(layout: FileName, pattern: str, fixed: Mapping[str, str], free: Mapping[str, str]) -> str:
    """The pattern filled so that the name with its extension stays within the layout's limit."""
    stem = pattern.removesuffix(_EXTENSION)
    tidy = {name: _tidy(layout, text) for name, text in free.items() if f"{{{name}}}" in stem}
    bare = _filled(layout, stem, {**fixed, **dict.fromkeys(tidy, "")})
    room = layout.max_length - len(_EXTENSION) - len(bare) - len(tidy)
    for rest, (name, text) in enumerate(
        sorted(tidy.items(), key=lambda part: len(part[1])), start=-len(tidy)
    ):
        tidy[name] = cut_between_words(text, max(_SHORTEST_PART, room // -rest))
        room -= len(tidy[name])
    name = _filled(layout, stem, {**fixed, **tidy})[: layout.max_length - len(_EXTENSION)]
    while len(name.encode()) > _MOST_BYTES:
        name = name[:-1]
    return name.rstrip("._- ")


def _filled(layout: FileName, stem: str, parts: Mapping[str, str]) -> str:
    # «v» stands before a version; without one nothing is left of it.
    name = _SLOT.sub(
        lambda slot: slot[1] + text if (text := _tidy(layout, parts.get(slot[2], ""))) else "", stem
    )
    return re.sub(r"_{2,}", "_", name).strip("._- ")


def _tidy(layout: FileName, text: str) -> str:
    """The text without forbidden characters, with the layout's sign for spaces."""
    forbidden = re.escape(layout.forbidden_characters)
    kept = re.sub(rf"[{forbidden}«»„“”'()\[\]{{}},;!%#&$@+=`~^]", " ", clean(text))
    kept = "".join(sign if unicodedata.category(sign)[0] in "LNPZ" or sign in ".-_" else " " for sign in kept)
    return re.sub(r"-{2,}", "-", re.sub(r"[\s_—–]+", layout.spaces, kept.strip())).strip(".-_ ")
