"""The turn handler: one event is one transaction."""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime, tzinfo
from functools import partial
from weakref import WeakValueDictionary

import structlog

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.fair_pool import FairPool
from bot.notify import Notifier
from bot.ports import PULLING, Receipt
from bot.store.message_rows import Sending
from bot.store.shown_messages import above, asked_in, shown_to_another, window_of
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.telemetry.metrics import Metrics
from bot.turns.desk import TeamDesk, team_press
from bot.turns.incoming import ECHO_LIMIT, cleaned, sending_of
from dialogs.conversation import converse
from dialogs.filling.following import follow, saved_drafts
from dialogs.team.notices import Team
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address, Edited, Event, Incoming, Pressed, Said, Started, Uploaded
from dialogs.turn.session import Home, Session
from dialogs.turn.world import Library, World
from knowledge.finding import Answers, DirectAnswer, Finding, Unknown

log = structlog.get_logger(__name__)

# A question is short; a page of prose is an answer, and searching it would only burn time.
QUESTION_LIMIT = 2_000
# Of the quoted part of a message; a longer one says of too much what it is about.
QUOTED_LIMIT = 200
# Words. In an interview what is longer, or has several lines, is an answer: no encoder need read it.
QUESTION_WORDS = 20
# Searches that run at once, in threads of their own; the encoders compute outside of Python's lock.
SEARCHES = 2
# A long text lets shorter ones go first: that many letters one that comes a second later.
LETTERS_A_SECOND, MOST_PATIENCE = 500, 2.0
# Who has waited so long for their turn is answered by words alone: in a crowd that is a tenth of the work.
LONGEST_SEARCH_WAIT = 0.25
# Characters of what they asked: of a long text words alone would still take as long as of ten questions.
LATE_LIMIT = 300
# A text typed while the next question leaves waits for that question's number, so often and so long.
ARRIVAL_LOOKS, ARRIVAL_SECONDS = 40, 0.05
_LONGEST_COMMAND = 100
# Of buttons that show something in the window in which they stand.
IN_WINDOWS = ("entry:", "glossary:")


Converse = Callable[[Session, Event, World], Turn]


class QuestionArriving(Exception):
    """Raised while it cannot be told whether the text was typed before or after the present question."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update with what the search found for it, in which knowledge, and when it arrived. `patient`: it may
    wait for a question that is being sent."""

    incoming: Incoming
    finding: Finding | None
    snapshot: KnowledgeSnapshot
    arrived: datetime
    patient: bool = True


@dataclass(frozen=True, slots=True)
class Committed:
    """A turn as it was committed: what it was decided on, and who else has something new."""

    before: Session
    world: World
    turn: Turn
    notified: Collection[Address]


@dataclass(eq=False, repr=False)
class TurnHandler:
    """Handles updates of every channel, any number at once; each once, in one transaction."""

    store: Store
    library: Library
    serving: Callable[[], KnowledgeSnapshot]
    notifier: Notifier
    time_zone: tzinfo
    _: KW_ONLY
    converse: Converse = converse
    team: Team | None = None
    desk: TeamDesk | None = None
    page_beside: Collection[str] = ()
    """Channels in which one person may have the page open beside the chat."""
    metrics: Metrics = field(default_factory=Metrics)
    _searches: FairPool = field(default_factory=partial(FairPool, "search", SEARCHES), init=False)
    _turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )

    async def handle(self, incoming: Incoming) -> Receipt:
        """Commits the update's whole effect; a repeat has none.

        Raises DatabaseUnavailable when it cannot be taken now: then the messenger must keep the update.
        """
        incoming = cleaned(incoming)
        if self.desk is not None and (pressed := team_press(incoming)) is not None:
            return await self.desk.handle(pressed)
        began = time.perf_counter()
        snapshot = self.serving()
        arrived = self.store.clock()
        received = Received(incoming, await self._found(incoming, snapshot), snapshot, arrived)
        address = incoming.address
        # However much one sends at once, others' turns come in between.
        turns = self._turns.setdefault((address.channel, address.speaker), asyncio.Lock())
        async with turns:
            committed = await self._committed(received)
        if committed is None:
            log.info("repeated update", channel=address.channel)
            self.metrics.repeated(address.channel)
            return Receipt(accepted=False)
        for each in (address, *committed.notified):
            self.notifier.notify(each)
        seconds = time.perf_counter() - began
        kind = type(incoming.event).__name__
        log.info("turn", channel=address.channel, kind=kind, ms=round(1000 * seconds))
        self.metrics.turned(incoming, committed.before, committed.world, committed.turn, seconds)
        return Receipt(accepted=True, notice=committed.turn.notice)

    async def _committed(self, received: Received) -> Committed | None:
        for _ in range(ARRIVAL_LOOKS):
            try:
                return await self.store.transact(partial(self._decide, received))
            except QuestionArriving:
                await asyncio.sleep(ARRIVAL_SECONDS)
        return await self.store.transact(partial(self._decide, replace(received, patient=False)))

    async def _found(self, incoming: Incoming, snapshot: KnowledgeSnapshot) -> Finding | None:
        """What a typed text asks for; found before any lock is taken."""
        event = incoming.event
        if not isinstance(event, Said | Edited) or not event.text.strip():
            return None
        began = time.perf_counter()
        name, argument = self.library.phrases.command(event.text)
        address, text = incoming.address, argument if name == "ask" and argument else event.text
        quoted = event.quoted[:QUOTED_LIMIT] if isinstance(event, Said) else ""
        finder = snapshot.by_words if await self._answers(address, text) else snapshot.finder

        def search() -> Finding:
            late = time.perf_counter() - began > LONGEST_SEARCH_WAIT
            limit, answers = (LATE_LIMIT, snapshot.by_words) if late else (QUESTION_LIMIT, finder)
            found = found_beside(answers, text[:limit], quoted)
            # Whoever is asked instead reads it whole.
            return replace(found, question=found.question + text[limit:])

        try:
            finding = None if quoted else finder.recall(text)
            if finding is None:
                patience = min(len(text) / LETTERS_A_SECOND, MOST_PATIENCE)
                finding = await self._searches.run((address.channel, address.speaker), search, patience)
        except Exception:
            # An answer that was typed must be kept even when the search fails.
            log.exception("search failed")
            self.metrics.failed("search")
            return None
        self.metrics.searched(time.perf_counter() - began)
        return finding

    async def _answers(self, address: Address, text: str) -> bool:
        """Whether a text does not look like a question, and its chat is in the middle of an interview."""
        if len(text.split()) <= QUESTION_WORDS and "\n" not in text.strip():
            return False
        session = await self.store.session_of(address)
        return session is not None and not isinstance(session.place, Home)

    async def _decide(self, received: Received, work: UnitOfWork) -> Committed | None:
        """The turn within its transaction; None for a repeated update."""
        incoming, address = received.incoming, received.incoming.address
        if not await work.accept(address.channel, incoming.update):
            return None
        if incoming.group is not None:
            begun = not await work.accept(address.channel, incoming.group)
            if begun and isinstance(incoming.event, Uploaded):
                return None
        situation = await work.load(address, named=_named(incoming.event))
        session = situation.session
        if not situation.known and incoming.language is not None:
            session = replace(session, heard_language=incoming.language)
        library, searched = self.library, received.snapshot.base
        world = World(
            # The knowledge that was searched: another may be served by now.
            library=library if searched is library.knowledge else replace(library, knowledge=searched),
            now=self.store.clock().astimezone(self.time_zone),
            drafts=situation.drafts,
            about_person=situation.about_person,
            finding=received.finding,
            fresh_id=self.store.fresh_id(),
            public=incoming.public,
            more_drafts=situation.more_drafts,
            full=situation.full,
            overlong=situation.overlong,
            messenger=address.channel not in PULLING,
            has_page=address.channel in self.page_beside,
        )
        patient = received.patient and not isinstance(session.place, Home)
        if self.desk is not None:
            world = await self.desk.with_tickets(world, work, incoming, situation.person, session)
        turn = self.converse(session, await _placed(received, session, work, patient=patient), world)
        await work.save(address, situation, turn, sending_of(incoming, echo_limit=ECHO_LIMIT))
        notified = await self._followed(work, address, situation.person, turn, world)
        notices = self.team.notices(turn, world) if self.team is not None else ()
        if self.team is not None and notices:
            # They hang on the person: what is not sent yet is erased with them.
            await work.tell(self.team.address, None if work.forgot else situation.person, notices)
            notified.add(self.team.address)
        if self.desk is not None:
            notified |= await (
                self.desk.ticketing.forget(work)
                if work.forgot
                else self.desk.apply(work, incoming, turn, situation.person)
            )
        return Committed(session, world, turn, notified)

    async def _followed(
        self, work: UnitOfWork, leading: Address, person: str, turn: Turn, world: World
    ) -> set[Address]:
        """The person's other chats that went along with the turn, in the same transaction."""
        if not self.page_beside or work.forgot or not saved_drafts(turn):
            return set()
        went: set[Address] = set()
        for other in await work.chats_of(person):
            if other == leading:
                continue
            situation = await work.load(other)
            here = replace(
                world,
                drafts=situation.drafts,
                finding=None,
                fresh_id=self.store.fresh_id(),
                messenger=other.channel not in PULLING,
                has_page=other.channel in self.page_beside,
            )
            following = follow(situation.session, here, turn)
            if following is not None:
                await work.save(other, situation, following, Sending(in_place=True, unasked=True))
                went.add(other)
        return went


def found_beside(finder: Answers, question: str, quoted: str) -> Finding:
    """What a text asks for; one that does not say of what («что это?») asks of what it quotes."""
    alone = finder.find(question)
    says_all = isinstance(alone.outcome, DirectAnswer) and alone.follow_up is None
    if not quoted or says_all or (isinstance(alone.outcome, Unknown) and alone.outcome.small_talk):
        return alone
    together = finder.find(f"{quoted} — {question}")
    return together if isinstance(together.outcome, DirectAnswer) else alone


async def _placed(received: Received, session: Session, work: UnitOfWork, *, patient: bool) -> Event:
    """The event; a typed message with what stood above it, where the channel knows only its number, and where
    that matters: for an answer, and for what may go on with a text that was cut. Raises QuestionArriving when
    that is not known yet, unless it is not to be waited for."""
    incoming, last = received.incoming, session.last_typed
    event, to = incoming.event, incoming.address
    if isinstance(event, Pressed) and incoming.regarding and incoming.public:
        event = replace(event, others=await shown_to_another(work.connection, to, incoming.regarding))
    if isinstance(event, Pressed) and incoming.regarding and event.button.startswith(IN_WINDOWS):
        return replace(event, inside=await window_of(work.connection, to, incoming.regarding) is not None)
    if not isinstance(event, Said) or not event.message.isdigit() or event.offer is not None or event.seen:
        return event
    if incoming.answers is not None and not incoming.public:
        event = replace(event, about=await asked_in(work.connection, incoming.address, incoming.answers))
    if isinstance(session.place, Home) and last is None:
        return event
    seen = await above(work.connection, incoming.address, int(event.message), received.arrived)
    if seen.arriving and patient:
        raise QuestionArriving
    question = seen.under if isinstance(session.place, Home) else seen.question
    return replace(event, question=question, seen=seen.last)


def _named(event: Event) -> str:
    """What of the event may name a draft."""
    match event:
        case Pressed(name) | Started(name):
            return name
        case Said(text):
            # `/start draft_…` may be typed.
            return text[:_LONGEST_COMMAND]
        case _:
            return ""
