"""The words and regular expressions of `patterns.yaml`, by which answers are read."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from dialogs.interview.answers import NumberLimit
from knowledge.authored import Authored, ExactPattern, Pattern, typed
from knowledge.yaml_source import read_yaml

SHIPPED_PATTERNS = Path(__file__).parents[1] / "content" / "patterns.yaml"


class NumberWords(Authored):
    """Words of typed numbers, in their base form. `limits` stand before a number, the first of each as it is
    written, `limits_after` behind it; `aside` and `aside_after` say nothing. `shares` are percentages,
    `lower` and `upper` bound a range."""

    limits: dict[NumberLimit, tuple[str, ...]]
    limits_after: dict[NumberLimit, tuple[str, ...]]
    aside: tuple[str, ...]
    aside_after: tuple[str, ...]
    percent: tuple[str, ...]
    scales: dict[str, Decimal]
    words: dict[str, Decimal]
    shares: dict[str, Decimal]
    lower: tuple[str, ...]
    upper: tuple[str, ...]
    out_of: tuple[str, ...]
    not_counted: tuple[str, ...]


class ChoiceWords(Authored):
    """Words of typed options: what joins two of them, what means them all, or all but some; what is an answer
    before its explanation; what changes the sense of an option besides numbers, negations and adverbs, and
    what changes nothing before (`aside`) or around it (`hedges`). `numbered` stand beside an option's number,
    `ordinals` for it, from the first."""

    joining: tuple[str, ...]
    aside: tuple[str, ...]
    hedges: tuple[str, ...]
    everything: tuple[str, ...]
    without: tuple[str, ...]
    answers: tuple[str, ...]
    limiting: tuple[str, ...]
    numbered: tuple[str, ...]
    ordinals: tuple[str, ...]


class PersonalDataPatterns(Authored):
    """The patterns by which personal data are found in a text. In `addressed` the second group is the
    stricter one. From `told` on: what makes a name of a word that is an ordinary one, too."""

    may_name: ExactPattern
    numbers: Pattern
    flat: Pattern
    lives: Pattern
    whole_phone: Pattern
    local_phone: Pattern
    of_an_agency: Pattern
    of_an_office: Pattern
    free_provider: Pattern
    of_a_person: Pattern
    born: Pattern
    initials: ExactPattern
    one_initial: ExactPattern
    short_names: ExactPattern
    addressed: Pattern
    kin: ExactPattern
    in_honour: Pattern
    told: Pattern
    before: Pattern
    after: Pattern
    titled: Pattern
    no_surname: Pattern
    placed: Pattern
    begins: ExactPattern
    latin_words: tuple[str, ...]


class AmountPatterns(Authored):
    """The patterns by which counts, scores and their scales are found in a text."""

    no_count: Pattern
    count: Pattern
    people: Pattern
    scale: Pattern
    out_of: Pattern
    value: Pattern
    index: Pattern
    contented: Pattern
    rated: Pattern
    seven: Pattern
    scale_words: dict[str, Decimal]


class DayPatterns(Authored):
    """The patterns by which days, months, quarters and years are found in a text; `months` from January. What
    stands with `unused` is no data."""

    year: Pattern
    unused: Pattern
    period: Pattern
    months: tuple[Pattern, ...]


class Patterns(Authored):
    """`patterns.yaml` as written. `row_numbers`: how a column of row numbers is headed."""

    numbers: NumberWords
    choices: ChoiceWords
    row_numbers: tuple[str, ...]
    personal_data: PersonalDataPatterns
    amounts: AmountPatterns
    days: DayPatterns


def read_patterns(path: Path = SHIPPED_PATTERNS) -> Patterns:
    """The patterns of one file. Raises ContentError."""
    return typed(Patterns, read_yaml(path))


@lru_cache(maxsize=1)
def shipped_patterns() -> Patterns:
    """The patterns that come with the project, read once."""
    return read_patterns()
