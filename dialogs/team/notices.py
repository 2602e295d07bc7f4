"""What the team is told: of finished profiles, with the turn that it tells of, of failures for good, and of
entries that people found no help in."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from dialogs.interview.answers import Path, profile_number
from dialogs.interview.checks.privacy import masked
from dialogs.interview.display import display
from dialogs.interview.view import View
from dialogs.team.ticket_cards import CardAudience
from dialogs.team.tickets import TEAM_LANGUAGE, Letter
from dialogs.turn.actions import ShowEntry
from dialogs.turn.buttons import lasting_id
from dialogs.turn.effects import IssueDocument, Turn
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Attachment, Button, Reply
from dialogs.turn.titles import shortened
from dialogs.turn.world import World
from knowledge.text.markup import listing

# Who speaks in messages to the team: no person of any channel has this name.
TEAM_SPEAKER = "team"
# One cause may strike everybody; the others of the hour are listed by `segmentbot failures`.
QUIET = timedelta(hours=1)
CAUSES_REMEMBERED = 1_000
DISLIKED_BY = 2
"""So many people must have found no help in an entry."""
REASONS_SHOWN = 5
_LABEL = 60
_LONGEST_REASON = 300
KINDS = ("said", "edited", "pressed", "selected", "uploaded", "started")


class Team:
    """Writes the notices for one chat, or for services alone without a `chat`; `documents`: finished profiles
    go along as files."""

    def __init__(self, address: Address, *, documents: bool, chat: bool = True) -> None:
        self.address = address
        self._chat = chat
        self._documents = documents

    def notices(self, turn: Turn, world: World) -> tuple[Reply, ...]:
        """A message for each finished profile."""
        finished = (each for each in turn.effects if isinstance(each, IssueDocument) and each.final)
        return tuple(self._finished(each, world) for each in finished)

    def _finished(self, issued: IssueDocument, world: World) -> Reply:
        phrases = world.library.phrases
        form = world.library.form
        role = form.roles.agency
        agency = display(View(form, issued.draft), Path(role)) if role and form.knows(role) else ()
        before = world.drafts.get(issued.draft.id)
        revised = before is not None and before.document is not None
        version = display(View(form, issued.draft), Path(form.roles.version)) if form.roles.version else ()
        body = phrases.text(
            TEAM_LANGUAGE,
            "team-revised" if revised else "team-finished",
            version=", ".join(version),
            reference=profile_number(issued.id),
            title=masked(issued.title),
            agency=masked(", ".join(agency)) or phrases.label(TEAM_LANGUAGE, "team-no-agency"),
            segments=len(issued.draft.segments),
        )
        document = Attachment(issued.id, "docx", f"{issued.file_stem}.docx")
        if self._documents:
            return Reply(body, attachments=(document,), language=TEAM_LANGUAGE, notice=body)
        # Title and agency are answers of the profile, which do not leave the team's chat.
        notice = phrases.text(TEAM_LANGUAGE, "notice-finished", reference=profile_number(issued.id))
        if self._chat:
            notice += phrases.text(TEAM_LANGUAGE, "notice-in-chat")
        return Reply(body, language=TEAM_LANGUAGE, notice=notice)


Notice = tuple[Address, Reply]


class FailureNotices:
    """Writes notices to the team's chat: for one cause at most one an hour."""

    def __init__(
        self,
        team: Address | None,
        phrases: Phrases,
        clock: Callable[[], datetime],
    ) -> None:
        self._team = team
        self._phrases = phrases
        self._clock = clock
        self._told: dict[str, datetime] = {}

    def undelivered(
        self, to: Address, message: int, reply: Reply, reference: str, reason: str
    ) -> Notice | None:
        """A message was given up. None when it was for the team itself, which cannot be told so."""
        if to.speaker == TEAM_SPEAKER:
            return None
        label, files = self._phrases.label, reply.attachments
        kind = (
            label(TEAM_LANGUAGE, "kind-file", format=files[0].format)
            if files
            else label(TEAM_LANGUAGE, "kind-text")
        )
        details = {"reference": reference, "message": str(message), "kind": kind, "reason": reason}
        return self._notice(reason, "team-undelivered", details)

    def set_aside(self, kind: str, reference: str, error: str, place: str) -> Notice | None:
        """An update was given up; `kind` names an event, as in `said`."""
        what = self._phrases.label(TEAM_LANGUAGE, f"kind-{kind if kind in KINDS else 'other'}")
        details = {"reference": reference, "kind": what, "error": error, "place": place}
        return self._notice(f"{error} {place}", "team-set-aside", details)

    def template_broke(self, reference: str, error: str, place: str) -> Notice | None:
        """An agency's Word file could not be filled; the person has the document in our own layout."""
        details = {"reference": reference, "error": error, "place": place}
        return self._notice(f"template {error} {place}", "team-template-broke", details)

    def _notice(self, cause: str, phrase: str, details: dict[str, str]) -> Notice | None:
        now, told = self._clock(), self._told.get(cause)
        # Either way: a clock that was ahead must not silence the cause until its time has come.
        if self._team is None or (told is not None and abs(now - told) < QUIET):
            return None
        self._told[cause] = now
        while len(self._told) > CAUSES_REMEMBERED:
            del self._told[next(iter(self._told))]
        body = self._phrases.text(TEAM_LANGUAGE, phrase, **details)
        return self._team, Reply(body, language=TEAM_LANGUAGE, notice=body)


def review(
    team: CardAudience, entry: str, first: int, people: int, reasons: Sequence[tuple[str, str]]
) -> Letter:
    """Asks for a look at an entry; `reasons` are those told, each with its person's id, `first` the rating
    with which it began."""
    title = team.knowledge[entry].named(TEAM_LANGUAGE)
    body = team.text("review", title=title, id=entry, people=people)
    shown = reasons[-REASONS_SHOWN:]
    if shown:
        body += team.text("review-reasons") + listing(masked(reason, _LONGEST_REASON) for _, reason in shown)
    opened = Button(lasting_id(ShowEntry(entry)), shortened(title, _LABEL))
    buttons = (opened, team.button("reviewed", entry))
    persons = tuple(dict.fromkeys(person for person, _ in shown))
    return team.letter(body, _review_key(entry, first), buttons, in_place=True, persons=persons)


def reviewed(team: CardAudience, entry: str, first: int, expert: str) -> Letter:
    """The message as it stands once somebody has looked."""
    title = team.knowledge[entry].named(TEAM_LANGUAGE)
    body = team.text("review-done", title=title, id=entry, name=expert)
    return team.letter(body, _review_key(entry, first), in_place=True)


def _review_key(entry: str, first: int) -> str:
    return f"review:{entry}:{first}"
