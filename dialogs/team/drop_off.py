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


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """How far a draft has come: the question that is open, and its place in the form. It is abandoned when
    nobody has touched it for a week."""

    place: int
    question: str
    abandoned: bool
    finished: bool = False


def standing_of(
    form: Form, phrases: Phrases, language: Language, draft: Draft, now: datetime
) -> DraftStanding:
    if draft.state != "filling":
        return DraftStanding(0, "", abandoned=False, finished=True)
    question = left_off(form, phrases, language, draft)
    return DraftStanding(_place(form, draft), question, now - draft.updated >= ABANDONED_AFTER)


def drop_off(drafts: Iterable[DraftStanding]) -> DropOff:
    counted = Counter(drafts)
    finished = sum(times for draft, times in counted.items() if draft.finished)
    places = sorted({(draft.place, draft.question) for draft in counted if not draft.finished})
    stops = tuple(
        Stop(question, *(counted[DraftStanding(place, question, abandoned)] for abandoned in (True, False)))
        for place, question in places
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
