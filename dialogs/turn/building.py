"""One turn while it is being composed: what was decided so far."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Literal

from dialogs.interview.answers import Draft, Path
from dialogs.interview.definition import Form
from dialogs.interview.view import View
from dialogs.turn.buttons import Offering
from dialogs.turn.effects import STORING, DeleteDraft, Effect, ExpireDraft, SaveDraft, Turn
from dialogs.turn.phrases import Argument
from dialogs.turn.replies import Attachment, Input, Progress, Reply, Review
from dialogs.turn.session import (
    AtAnotherSegment,
    AtConfirmation,
    AtOneMessage,
    AtQuestion,
    AtSummary,
    Filling,
    Home,
    Offer,
    Place,
    Session,
)
from dialogs.turn.world import World
from knowledge.text.markup import RichText

Tone = Literal["plain", "question", "answer", "mistake", "success"]
# Of one person.
MOST_DRAFTS = 100


def _without_past(session: Session, today: date) -> Session:
    """What was removed on an earlier day cannot be put back any more."""
    kept = tuple(removed for removed in session.removed if removed.day == today)
    return session if len(kept) == len(session.removed) else replace(session, removed=kept)


class TurnBuilder:
    """Gathers replies and effects of one turn; `turn()` is the result.

    Drafts read back through `draft()` already hold what this turn has saved.
    """

    def __init__(self, session: Session, world: World) -> None:
        self.session = _without_past(session, world.now.date())
        self.world = world
        self.notice = ""
        self.message = ""  # the channel's number of the message that was typed or changed
        self.after: int | None = None  # how many options were ticked when it was begun
        self.answered: AtQuestion | None = None  # the question that the typed text was taken for
        self.ticket: str | None = None  # the question to the specialists that it became part of
        self.retyped = False  # the text was typed over an answer that waits to be confirmed
        self.lead = RichText()  # goes before the next thing said, or is said alone
        self.goes_back = False  # to the question that was shown before
        self.inside = False  # what is shown takes the place of the window that was pressed in
        self._replies: list[Reply] = []
        self._trace: tuple[int, Reply] | None = None
        self._effects: list[Effect] = []
        self._saved: dict[str, Draft | None] = {}
        self._view: View | None = None

    @property
    def form(self) -> Form:
        return self.world.library.form

    @property
    def today(self) -> date:
        return self.world.now.date()

    @property
    def place(self) -> Place:
        return self.session.place

    @property
    def place_behind(self) -> Home | Filling:
        """The present place; where a yes is awaited, the one that a no leads back to."""
        return self.place.back if isinstance(self.place, AtConfirmation) else self.place

    def text(self, key: str, **arguments: Argument) -> RichText:
        return self.world.library.phrases.text(self.session.language, key, **arguments)

    def label(self, key: str, **arguments: Argument) -> str:
        return self.world.library.phrases.label(self.session.language, key, **arguments)

    def new_offering(self) -> Offering:
        """Buttons of a new question. Those of the one before become stale."""
        return Offering(self.session.revision + 1)

    def same_offering(self) -> Offering:
        """Buttons of the present question, drawn again."""
        return Offering(self.session.offer.number)

    def go(self, place: Place) -> None:
        self.session = replace(self.session, place=place)

    def go_home(self) -> None:
        """Leaves whatever was on screen, its buttons included."""
        self.session = replace(self.session, place=Home(), offer=Offer(self.session.revision + 1))

    def confirm(self, place: AtConfirmation) -> None:
        """Waits for a yes; a no leads back to the present place."""
        self.go(replace(place, back=self.place_behind))

    def remember(self, **changes: object) -> None:
        self.session = replace(self.session, **changes)  # type: ignore[arg-type]

    def say(
        self,
        body: RichText,
        offering: Offering | None = None,
        *,
        tone: Tone = "plain",
        expects: Input | None = None,
        asks: str | None = None,
        progress: Progress | None = None,
        attachments: Iterable[Attachment] = (),
        review: Review | None = None,
        entry: str | None = None,
        window: bool = False,
        listed: bool = False,
    ) -> None:
        """Adds a reply; with `offering` its buttons become the session's current ones, but for a window that
        changes above the question on screen."""
        beside = window and self.inside and not isinstance(self.place, Home)
        if offering is not None and not beside:
            self.session = replace(self.session, offer=offering.offer())
        self._replies.append(
            Reply(
                self.lead + body,
                offering.buttons if offering else (),
                expects,
                progress,
                tuple(attachments),
                offering.number if offering and offering.bound else None,
                asks,
                tone,
                self.session.language,
                review,
                entry,
                window=window,
                listed=listed,
            )
        )
        self.lead = RichText()

    def leave_trace(self, body: RichText, offering: Offering, of: int | None = None) -> None:
        """What becomes of the question on screen, or of the offer `of`, now that it is answered."""
        number = self.session.offer.number if of is None else of
        self._trace = (number, Reply(body, offering.buttons, language=self.session.language))

    @property
    def leaves_trace(self) -> bool:
        return self._trace is not None

    def do(self, effect: Effect) -> None:
        self._effects.append(effect)

    def draft(self, draft_id: str) -> Draft | None:
        if draft_id in self._saved:
            return self._saved[draft_id]
        return self.world.drafts.get(draft_id)

    def drafts(self) -> tuple[Draft, ...]:
        """The person's drafts, the latest first; of very many only the latest."""
        merged: dict[str, Draft | None] = {**self.world.drafts, **self._saved}
        present = [draft for draft in merged.values() if draft is not None]
        return tuple(sorted(present, key=lambda draft: draft.updated, reverse=True))

    def count_drafts(self) -> int:
        """How many drafts the person has, all of them."""
        return len(self.drafts()) + self.world.more_drafts

    def view(self, draft: Draft) -> View:
        """What counts of the draft as it stands now, worked out once."""
        if self._view is None or self._view.draft is not draft:
            self._view = View(self.form, draft, self.today)
        return self._view

    def question_name(self, place: Place) -> str:
        """The name of what is asked, the same however often that is; "" where nothing could be mixed up."""
        match place:
            case AtQuestion(draft, path, writing=writing):
                inside = f":{writing}" if writing else ":why" if place.refused.asked_why else ""
                return self.path_name(draft, path) + inside
            case AtAnotherSegment(draft):
                return f"{draft}:another-segment"
            case AtSummary(draft, keeping=str() as finding):
                return f"{draft}:{finding}:why"
            case AtOneMessage(draft, decides=Path() as path):
                return f"{draft}:one-message:{self.path_name(draft, path).partition(':')[2]}"
            case AtOneMessage(draft, anew=anew):
                return f"{draft}:one-message" + (":anew" if anew else "")
            case _:
                return ""

    def path_name(self, draft_id: str, path: Path) -> str:
        """The name of the question at `path`; it is another one when the segments have got other numbers."""
        draft = self.draft(draft_id) if path.segment is not None else None
        return f"{draft_id}:{path}" + (f"~{draft.moved}" if draft is not None and draft.moved else "")

    def save(self, draft: Draft) -> Draft:
        """Stores the draft as of now, at the revision after the one that the turn began with."""
        stored = self.world.drafts.get(draft.id)
        revision = stored.revision + 1 if stored else 1
        saved = replace(draft, updated=self.world.now, revision=revision)
        self._saved[draft.id] = saved
        self._effects = [
            effect
            for effect in self._effects
            if not (isinstance(effect, SaveDraft) and effect.draft.id == draft.id)
        ]
        self._effects.append(SaveDraft(saved))
        return saved

    def delete(self, draft_id: str) -> None:
        self._saved[draft_id] = None
        self._effects.append(DeleteDraft(draft_id))

    def expire(self, ended: ExpireDraft) -> None:
        self._saved[ended.draft] = None
        self._effects.append(ended)

    @property
    def stores_more(self) -> bool:
        """Whether the turn leaves more stored than there was."""
        return any(isinstance(effect, STORING) for effect in self._effects)

    @property
    def lengthens(self) -> bool:
        """Whether the turn makes a draft longer that is too long already."""
        return any(
            effect.draft.length > self.world.drafts[effect.draft.id].length
            for effect in self._effects
            if isinstance(effect, SaveDraft) and effect.draft.id in self.world.overlong
        )

    def turn(self) -> Turn:
        if self.lead:
            self.say(RichText())
        session = replace(self.session, revision=self.session.revision + 1)
        return Turn(session, tuple(self._replies), tuple(self._effects), self.notice, self._trace)
