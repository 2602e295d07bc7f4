"""Where people stop in the interview: drafts begun, finished, under way and abandoned, by the question."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.route import AskAnotherSegment, AskField, first_open
from dialogs.interview.view import View
from dialogs.team.digest_text import left_off
from dialogs.turn.phrases import Phrases
from knowledge.text.language import Language

ABANDONED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stop:
    """A question at which drafts stand: some still under way, the others abandoned."""

    question: str
    abandoned: int
    under_way: int

    @property
    def drafts(self) -> int:
        return self.abandoned + self.under_way


@dataclass(frozen=True, slots=True)
class DropOff:
    """What became of the drafts of a time; the stops in the order in which they are asked."""

    begun: int
    finished: int
    abandoned: int
    under_way: int
    stops: tuple[Stop, ...]


def drop_off(
    form: Form, phrases: Phrases, language: Language, drafts: Iterable[Draft], now: datetime
) -> DropOff:
    """A draft is abandoned when nobody has touched it for a week."""
    finished = 0
    counted: Counter[tuple[int, str, bool]] = Counter()
    for draft in drafts:
        if draft.status == "finished":
            finished += 1
            continue
        left = now - draft.updated >= ABANDONED_AFTER
        counted[_place(form, draft), left_off(form, phrases, language, draft), left] += 1
    stops = tuple(
        Stop(label, counted[place, label, True], counted[place, label, False])
        for place, label in sorted({(place, label) for place, label, _ in counted})
    )
    abandoned, under_way = sum(each.abandoned for each in stops), sum(each.under_way for each in stops)
    return DropOff(finished + abandoned + under_way, finished, abandoned, under_way, stops)


def _place(form: Form, draft: Draft) -> int:
    """Where the first open question stands in the form."""
    fields = [field.id for field in form.fields]
    match first_open(View(form, draft)):
        case AskField(path):
            return fields.index(path.field)
        case AskAnotherSegment():
            return len(fields)
        case _:
            return len(fields) + 1
