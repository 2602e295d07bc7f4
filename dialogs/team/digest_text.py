"""The team's daily digest: figures in, words out; nothing of anybody's person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.route import AskAnotherSegment, AskField, first_open
from dialogs.interview.view import View
from dialogs.turn.phrases import Phrases
from knowledge.text.language import Language
from knowledge.text.markup import Listing, RichText, Span

Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TicketFigures:
    """What was asked of specialists and done by them in a day; `waiting` and `overdue` are of now."""

    handed_over: int = 0
    answered: int = 0
    waiting: int = 0
    overdue: int = 0
    helped: int = 0
    missed: int = 0
    published: int = 0


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """One day. `unknown` are questions that stayed without an answer, already masked, `left_at` the
    questions of the interview at which people stopped, both the most frequent first. `waiting` are all
    unfinished drafts, of whatever day. `quoted`: the ids of the persons whose words it holds."""

    people: int = 0
    answered: int = 0
    suggested: int = 0
    unanswered: int = 0
    begun: int = 0
    finished: int = 0
    waiting: int = 0
    tickets: TicketFigures = TicketFigures()
    unknown: Counted = ()
    left_at: Counted = ()
    quoted: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        return self.answered + self.suggested + self.unanswered

    @property
    def empty(self) -> bool:
        """Whether nobody did anything."""
        return not (self.people or self.asked or self.begun or self.finished)


def left_off(form: Form, phrases: Phrases, language: Language, draft: Draft) -> str:
    """The name of the first question of the draft without an answer."""
    match first_open(View(form, draft)):
        case AskField(path):
            return form.field(path.field).label
        case AskAnotherSegment():
            return phrases.label(language, "digest-another-segment")
        case _:
            return phrases.label(language, "digest-summary")


def digest(phrases: Phrases, language: Language, until: datetime, figures: DigestFigures) -> RichText:
    """What the team reads of the day that ended at `until`, an aware time of the agency's zone."""

    def line(key: str, **counts: int) -> tuple[Span, ...]:
        return (Span(phrases.label(language, key, **counts)),)

    def most(key: str, counted: Counted) -> RichText:
        if not counted:
            return RichText()
        shown = ((Span(f"{what} — {count}"),) for what, count in counted)
        return phrases.text(language, key) + listed(shown)

    tickets = figures.tickets
    asked = {"asked": tickets.handed_over, "answered": tickets.answered}
    waiting = {"waiting": tickets.waiting, "overdue": tickets.overdue}
    rated = {"helped": tickets.helped, "missed": tickets.missed, "published": tickets.published}
    of_tickets = (line("digest-tickets", **asked, **waiting), line("digest-rated", **rated))
    head = phrases.text(language, "digest", day=until.date(), time=f"{until:%H:%M}")
    lines = listed(
        (
            line("digest-people", count=figures.people),
            line(
                "digest-questions",
                asked=figures.asked,
                answered=figures.answered,
                suggested=figures.suggested,
                unanswered=figures.unanswered,
            ),
            line("digest-profiles", begun=figures.begun, finished=figures.finished, waiting=figures.waiting),
            *(of_tickets if tickets != TicketFigures() else ()),
        )
    )
    return head + lines + most("digest-unknown", figures.unknown) + most("digest-left-at", figures.left_at)


def listed(items: Iterable[tuple[Span, ...]]) -> RichText:
    return RichText((Listing(tuple(items)),))
