"""The bot behind the page: the real turn handler over a real SQLite file, with a form of five questions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path

import yaml

from bot.clock import fresh_id, now
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.documents.on_demand import DocumentCache, DocumentRenderer
from bot.notify import Notifier
from bot.ports import DatabaseUnavailable, Receipt
from bot.store.database import open_database
from bot.store.store import Store
from bot.turns.desk import TeamDesk
from bot.turns.handler import TurnHandler
from bot.turns.team_access import Experts, TeamAccess
from bot.turns.ticketing import Ticketing
from bot.web.chat.chats import Chats
from dialogs.authoring.form_loading import load_form, shipped_form
from dialogs.conversation import converse
from dialogs.interview.checks.segments import SameText
from dialogs.interview.definition import Form
from dialogs.team.desk_events import DeskUpdate, Replied
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address, Event, Incoming
from dialogs.turn.session import Session
from dialogs.turn.world import Library, World
from knowledge.base.loading import load_knowledge
from knowledge.finding import Answers
from knowledge.text.markup import paragraph
from tests.interview.forms import changed
from tests.turns.wiring import turn_handler

TEAM = Address("telegram", "-1", "team")
EXPERT = Address("telegram", "-1", "90")
CONTENT = Path(__file__).parent / "content"


def short_form(folder: Path) -> Form:
    """The questions of `content/questions.yaml` in place of those of the shipped form, and of its checks the
    one that parts segments."""
    questions = yaml.safe_load((CONTENT / "questions.yaml").read_text(encoding="utf-8"))
    overlay = folder / "overlay.yaml"
    added = {"extends": "client_segment_profile_default", "extra_fields": questions}
    overlay.write_text(yaml.safe_dump(added, allow_unicode=True), encoding="utf-8")
    form = load_form(shipped_form(), overlay)
    names = {question["id"] for question in questions}
    fields = tuple(field for field in form.fields if field.id in names)
    (same,) = (check for check in form.checks if isinstance(check.check, SameText))
    told = changed(same, check=changed(same.check, field="about"))
    return changed(form, fields=fields, computed=(), checks=(told,))


def short_library(library: Library, folder: Path) -> Library:
    return replace(
        library, knowledge=load_knowledge(CONTENT / "entries"), form=short_form(folder), examples=()
    )


@dataclass
class Chatting:
    """What a served page stands on. It outlives every server, as a database does."""

    turn_handler: TurnHandler
    chats: Chats
    store: Store
    notifier: Notifier
    heard: list[Event] = field(default_factory=list)
    """Every event that reached the conversation: what is sent again does not."""
    wait: int = 0
    """None is taken for so many seconds."""
    broken: DatabaseUnavailable | None = None
    """Why the database takes nothing."""
    pause: asyncio.Event | None = None
    """Turns wait for it."""
    desk: TeamDesk | None = None

    async def answer_ticket(self, number: int, words: str) -> None:
        """An expert replies to the card of a ticket."""
        assert self.desk is not None
        replied = Replied(f"m{fresh_id()}", paragraph(words), to="1", number=number)
        assert (await self.desk.handle(DeskUpdate(EXPERT, fresh_id(), replied, "Вера"))).accepted

    async def handle(self, incoming: Incoming) -> Receipt:
        if self.pause is not None:
            await self.pause.wait()
        if self.broken is not None:
            raise self.broken
        if self.wait:
            return Receipt(False, wait=self.wait)
        return await self.turn_handler.handle(incoming)


@asynccontextmanager
async def chatting(
    library: Library, finder: Answers, folder: Path, *, specialists: bool = False
) -> AsyncIterator[Chatting]:
    """`specialists`: there is a team that questions are handed to."""
    store = Store(open_database(f"sqlite:///{folder / 'bot.db'}"), now, fresh_id)
    await store.prepare()
    notifier, heard = Notifier(), list[Event]()

    def hear(session: Session, event: Event, world: World) -> Turn:
        heard.append(event)
        return converse(session, event, world)

    desk = _desk(library, finder, store, notifier) if specialists else None
    handler = turn_handler(store, library, notifier, finder, converse=hear, desk=desk)
    documents = DocumentCache(store, DocumentRenderer(library.form, UTC))
    try:
        yield Chatting(
            handler,
            Chats(store, documents, lambda: library, UTC),
            store,
            notifier,
            heard,
            desk=desk,
        )
    finally:
        await store.close()


def _desk(library: Library, finder: Answers, store: Store, notifier: Notifier) -> TeamDesk:
    """A team of one expert; nobody sees its chat."""
    snapshot = KnowledgeSnapshot(library.knowledge, finder, finder)
    experts = Experts(TEAM, (f"{EXPERT.channel}:{EXPERT.speaker}",), now)
    return TeamDesk(
        access=TeamAccess(store, experts, "http://127.0.0.1/"),
        ticketing=Ticketing(TEAM, library.phrases, lambda: snapshot, fresh_id),
        experts=experts,
        store=store,
        library=library,
        serving=lambda: snapshot,
        notifier=notifier,
    )
