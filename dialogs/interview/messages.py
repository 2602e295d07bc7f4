"""The engine's own sentences and the words it understands, authored in `messages:` and `reading:`."""

from knowledge.authored import Authored


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
    unknown_option_in_file: str
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
    item_named: str
    unknown_field: str
    hidden_field: str
    missing_field: str
    too_many_segments: str
    no_segments: str
    unnamed_segment: str
    wrong_shape: str
    wrong_form: str


class Reading(Authored):
    """Words that typed answers may hold. `months` are in the genitive, January first."""

    about: tuple[str, ...]
    percent: tuple[str, ...]
    year: tuple[str, ...]
    months: tuple[str, ...]
    no_data: tuple[str, ...]
    skip: tuple[str, ...]
    longest_answer: int
    longest_own_text: int


def _named(*names: str) -> frozenset[str]:
    return frozenset(names)


# What each sentence may say in curly brackets; the others take nothing.
PLACEHOLDERS = {
    "too_long": _named("length", "limit"),
    "number_too_long": _named("limit"),
    "unknown_option": _named("text"),
    "unknown_option_in_file": _named("text", "options"),
    "ambiguous_option": _named("text", "options"),
    "own_text_needed": _named("label"),
    "own_text_too_long": _named("length", "limit"),
    "option_not_offered": _named("label"),
    "too_many_cells": _named("row", "cells", "columns"),
    "cell_required": _named("row", "column"),
    "text_over_limit": _named("length", "limit"),
    "item_over_limit": _named("number", "length", "limit"),
    "item_named": _named("message", "number", "item"),
    "unknown_field": _named("field"),
    "hidden_field": _named("field"),
    "missing_field": _named("question"),
    "too_many_segments": _named("count", "limit"),
    "unnamed_segment": _named("number"),
    "wrong_shape": _named("example"),
    "wrong_form": _named("form"),
}
