"""The engine's own sentences, the words it understands, and `{name}` in authored texts."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated

from knowledge.authored import Authored

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z_]+))?\}")

Lookup = Callable[[str, str], str | None]


class Placeholders:
    """What a sentence may say in curly brackets."""

    def __init__(self, *names: str) -> None:
        self.names = names


class Messages(Authored):
    """Said when an answer cannot be read or breaks a limit that no rule of the field words better."""

    empty: str
    not_text: str
    too_long: Annotated[str, Placeholders("length", "limit")]
    not_number: str
    not_whole_number: str
    number_too_long: Annotated[str, Placeholders("limit")]
    too_many_decimals: str
    not_date: str
    unknown_option: Annotated[str, Placeholders("text")]
    unknown_option_in_file: Annotated[str, Placeholders("text", "options")]
    ambiguous_option: Annotated[str, Placeholders("text", "options")]
    one_option_only: str
    own_text_needed: Annotated[str, Placeholders("label")]
    own_text_too_long: Annotated[str, Placeholders("length", "limit")]
    option_not_offered: Annotated[str, Placeholders("label")]
    too_many_cells: Annotated[str, Placeholders("row", "cells", "columns")]
    cell_required: Annotated[str, Placeholders("row", "column")]
    required: str
    unknown_not_allowed: str
    text_over_limit: Annotated[str, Placeholders("length", "limit")]
    item_over_limit: Annotated[str, Placeholders("number", "length", "limit")]
    quoted: Annotated[str, Placeholders("text")]
    for_example: Annotated[str, Placeholders("example")]
    in_segment: Annotated[str, Placeholders("segments", "question")]
    in_segments: Annotated[str, Placeholders("segments", "question")]
    more: Annotated[str, Placeholders("count")]
    unknown_field: Annotated[str, Placeholders("field")]
    hidden_field: Annotated[str, Placeholders("field")]
    missing_field: Annotated[str, Placeholders("question")]
    too_many_segments: Annotated[str, Placeholders("count", "limit")]
    no_segments: str
    unnamed_segment: Annotated[str, Placeholders("number")]
    wrong_shape: Annotated[str, Placeholders("example")]
    wrong_form: Annotated[str, Placeholders("form")]


class Reading(Authored):
    """Words that typed answers may hold. `months` are in the genitive, January first; `nothing` passes over
    an optional question that asks for a text."""

    about: tuple[str, ...]
    percent: tuple[str, ...]
    year: tuple[str, ...]
    months: tuple[str, ...]
    no_data: tuple[str, ...]
    skip: tuple[str, ...]
    nothing: tuple[str, ...] = ()
    longest_answer: int
    longest_own_text: int


PLACEHOLDERS = {
    name: frozenset(one for each in field.metadata if isinstance(each, Placeholders) for one in each.names)
    for name, field in Messages.model_fields.items()
}
"""What each sentence may say in curly brackets."""


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
