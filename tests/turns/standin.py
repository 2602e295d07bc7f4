"""A conversation small enough to see through: it keeps what is typed and counts what is pressed."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from dialogs.interview.answers import Draft, Items, Number, Path
from dialogs.turn.effects import (
    ExportPerson,
    ForgetPerson,
    IssueDocument,
    LogQuestion,
    ProposePhrasing,
    SaveDraft,
    Turn,
)
from dialogs.turn.events import Event, Pressed, Said
from dialogs.turn.replies import Reply
from dialogs.turn.session import Session
from dialogs.turn.world import World
from knowledge.finding import Finding, Unknown
from knowledge.text.markup import paragraph

NOTES = Path("notes")
PRESSES = Path("presses")


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Ignorant:
    """Finds nothing."""

    def find(self, question: str) -> Finding:
        return Finding(question, Unknown(), (), "ru")

    def recall(self, question: str) -> Finding | None:
        return None


def notes(draft: Draft) -> tuple[str, ...]:
    """What was typed, in order."""
    stored = draft.at(NOTES)
    return stored.value if isinstance(stored, Items) else ()


def presses(draft: Draft) -> int:
    stored = draft.at(PRESSES)
    return int(stored.value) if isinstance(stored, Number) else 0


def converse(session: Session, event: Event, world: World) -> Turn:
    """Typed text becomes one more note of the one draft; a press counts when it is of this revision."""
    draft = next(iter(world.drafts.values()), None)
    if draft is None:
        draft = Draft(world.fresh_id, "form", "1", world.now, world.now)
    draft = replace(draft, revision=draft.revision + 1, updated=world.now)
    match event:
        case Said("/fail"):
            raise RuntimeError(f"a bug while reading {event.text} of {draft.id}")
        case Said("/forget"):
            return Turn(session, (_reply("forgotten"),), (ForgetPerson(),))
        case Said("/export"):
            return Turn(session, (_reply("exported"),), (ExportPerson(world.fresh_id),))
        case Said("/issue"):
            issue = IssueDocument(world.fresh_id, draft, "stem", "title", final=True)
            return Turn(session, (_reply(world.fresh_id),), (SaveDraft(draft), issue))
        case Said(text):
            kept = draft.with_answer(NOTES, Items((*notes(draft), text)))
            return Turn(
                session,
                (_reply(f"noted {len(notes(kept))}", slot=session.revision),),
                (SaveDraft(kept), LogQuestion(text, "unknown", ()), ProposePhrasing(text, "faq.1")),
            )
        case Pressed(button) if button == str(session.revision):
            counted = draft.with_answer(PRESSES, Number(Decimal(presses(draft) + 1)))
            return Turn(session, (_reply("counted", slot=session.revision),), (SaveDraft(counted),))
        case Pressed():
            return Turn(session, (_reply("stale"),))
        case _:
            return Turn(session, (_reply("hello"),))


def _reply(text: str, slot: int | None = None) -> Reply:
    return Reply(paragraph(text), slot=slot)
