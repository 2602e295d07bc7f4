"""The team's figures in words: the digest, and where people stop in the interview; nothing of anybody's
person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogs.interview.answers import Draft
from dialogs.interview.definition import Form
from dialogs.interview.route import AskAnotherSegment, AskField, first_open
from dialogs.interview.view import View
from dialogs.team.tickets import TEAM_LANGUAGE
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Bar, BarGroup, Chart
from knowledge.base.entries import Entry
from knowledge.text.language import Language
from knowledge.text.markup import RichText, listing

Counted = tuple[tuple[str, int], ...]
ABANDONED_AFTER = timedelta(days=7)


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
    """One day or week. `unknown` are questions that stayed without an answer, `reasons` what a 👎 was given
    for, both already masked; `abandoned` are drafts that nobody has touched for a week now, `left_at` the
    questions of the interview at which they stand; `waiting` all unfinished drafts, of whatever day.
    `quoted`: the ids of the persons whose words it holds."""

    people: int = 0
    answered: int = 0
    suggested: int = 0
    unanswered: int = 0
    begun: int = 0
    finished: int = 0
    revised: int = 0
    abandoned: int = 0
    waiting: int = 0
    good: int = 0
    bad: int = 0
    tickets: TicketFigures = TicketFigures()
    unknown: Counted = ()
    left_at: Counted = ()
    reasons: tuple[str, ...] = ()
    due: tuple[Entry, ...] = ()
    quoted: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        return self.answered + self.suggested + self.unanswered

    @property
    def empty(self) -> bool:
        """Whether nobody did anything."""
        done = self.people or self.asked or self.begun or self.finished or self.revised or self.abandoned
        return not (done or self.good or self.bad)


def left_off(form: Form, phrases: Phrases, draft: Draft) -> str:
    """The name of the first question of the draft without an answer."""
    return _open_question(form, phrases, draft)[1]


def _open_question(form: Form, phrases: Phrases, draft: Draft) -> tuple[int, str]:
    """Where the first question without an answer stands in the form, and its name."""
    fields = [field.id for field in form.fields]
    match first_open(View(form, draft)):
        case AskField(path):
            return fields.index(path.field), form.field(path.field).label
        case AskAnotherSegment():
            return len(fields), phrases.label(TEAM_LANGUAGE, "digest-another-segment")
        case _:
            return len(fields) + 1, phrases.label(TEAM_LANGUAGE, "digest-summary")


def digest(
    phrases: Phrases, language: Language, until: datetime, figures: DigestFigures, days: int = 1
) -> RichText:
    """What the team reads of the day, or of so many, that ended at `until`, an aware time of the agency's
    zone."""

    def line(key: str, **counts: int) -> str:
        return phrases.label(language, key, **counts)

    def most(key: str, counted: Counted) -> RichText:
        if not counted:
            return RichText()
        return phrases.text(language, key) + listing(f"{what} — {count}" for what, count in counted)

    tickets = figures.tickets
    asked = {"asked": tickets.handed_over, "answered": tickets.answered}
    waiting = {"waiting": tickets.waiting, "overdue": tickets.overdue}
    rated = {"helped": tickets.helped, "missed": tickets.missed, "published": tickets.published}
    of_tickets = (line("digest-tickets", **asked, **waiting), line("digest-rated", **rated))
    rated_by_thumb = figures.good + figures.bad
    thumbs = (line("digest-thumbs", good=figures.good, bad=figures.bad),) if rated_by_thumb else ()
    head = phrases.text(language, "digest", day=until.date(), time=f"{until:%H:%M}", days=days)
    lines = listing(
        (
            line("digest-people", count=figures.people),
            line(
                "digest-questions",
                asked=figures.asked,
                answered=figures.answered,
                suggested=figures.suggested,
                unanswered=figures.unanswered,
            ),
            line(
                "digest-profiles",
                begun=figures.begun,
                finished=figures.finished,
                revised=figures.revised,
                abandoned=figures.abandoned,
                waiting=figures.waiting,
            ),
            *thumbs,
            *(of_tickets if tickets != TicketFigures() else ()),
        )
    )
    said = head + lines + most("digest-unknown", figures.unknown) + most("digest-left-at", figures.left_at)
    if figures.reasons:
        said += phrases.text(language, "digest-reasons") + listing(figures.reasons)
    if figures.due:
        due = [{"title": each.named(language), "owner": each.owner or "—"} for each in figures.due]
        named = (phrases.label(language, "digest-due-line", **each) for each in due)
        said += phrases.text(language, "digest-due") + listing(named)
    return said


def digest_chart(
    phrases: Phrases, language: Language, until: datetime, figures: DigestFigures, days: int = 1
) -> Chart:
    """The same figures to look at; nobody's words."""
    tickets = figures.tickets
    groups: tuple[tuple[str, dict[str, int]], ...] = (
        (
            "questions",
            {"answered": figures.answered, "suggested": figures.suggested, "unanswered": figures.unanswered},
        ),
        (
            "tickets",
            {
                "handed-over": tickets.handed_over,
                "replied": tickets.answered,
                "open": tickets.waiting,
                "overdue": tickets.overdue,
            },
        ),
        (
            "profiles",
            {"begun": figures.begun, "finished": figures.finished, "abandoned": figures.abandoned},
        ),
        ("ratings", {"good": figures.good + tickets.helped, "bad": figures.bad + tickets.missed}),
    )
    label = phrases.label
    return Chart(
        label(language, "chart", day=until.date(), days=days),
        tuple(
            BarGroup(
                label(language, f"chart-{name}"),
                tuple(Bar(label(language, f"chart-{what}"), count) for what, count in bars.items()),
            )
            for name, bars in groups
        ),
    )


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


def standing_of(form: Form, phrases: Phrases, draft: Draft, now: datetime) -> DraftStanding:
    if draft.state != "filling":
        return DraftStanding(0, "", abandoned=False, finished=True)
    return DraftStanding(*_open_question(form, phrases, draft), now - draft.updated >= ABANDONED_AFTER)


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
