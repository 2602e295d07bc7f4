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
    rows_over_limit: str
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
