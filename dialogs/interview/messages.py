"""The engine's own sentences, the words it understands, and `{name}` in authored texts."""

import re
from collections.abc import Callable, Iterator

from knowledge.authored import Authored

_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)(?:\.([a-z_]+))?\}")

Lookup = Callable[[str, str], str | None]


class Messages(Authored):
    """Said when an answer cannot be read or breaks a limit that no rule of the field words better."""

    empty: str
    not_text: str
    too_long: str
    not_number: str
    not_whole_number: str
    number_too_long: str
    too_many_decimals: str
    not_date: str
    unknown_option: str
    unknown_option_of: str
    ambiguous_option: str
    one_option_only: str
    own_text_needed: str
    own_text_too_long: str
    option_not_offered: str
    too_many_cells: str
    cell_required: str
    required: str
    unknown_not_allowed: str
    text_over_limit: str
    item_over_limit: str
    quoted: str
    for_example: str
    in_segment: str
    in_segments: str
    more: str
    unknown_field: str
    hidden_field: str
    missing_field: str
    too_many_segments: str
    no_segments: str
    unnamed_segment: str
    wrong_shape: str
    wrong_form: str


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


def _named(*names: str) -> frozenset[str]:
    return frozenset(names)


# What each sentence may say in curly brackets; the others take nothing.
PLACEHOLDERS = {
    "too_long": _named("length", "limit"),
    "number_too_long": _named("limit"),
    "unknown_option": _named("text"),
    "unknown_option_of": _named("text", "options"),
    "ambiguous_option": _named("text", "options"),
    "own_text_needed": _named("label"),
    "own_text_too_long": _named("length", "limit"),
    "option_not_offered": _named("label"),
    "too_many_cells": _named("row", "cells", "columns"),
    "cell_required": _named("row", "column"),
    "text_over_limit": _named("length", "limit"),
    "item_over_limit": _named("number", "length", "limit"),
    "quoted": _named("text"),
    "for_example": _named("example"),
    "in_segment": _named("segments", "question"),
    "in_segments": _named("segments", "question"),
    "more": _named("count"),
    "unknown_field": _named("field"),
    "hidden_field": _named("field"),
    "missing_field": _named("question"),
    "too_many_segments": _named("count", "limit"),
    "unnamed_segment": _named("number"),
    "wrong_shape": _named("example"),
    "wrong_form": _named("form"),
}


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
