"""The turn handler: one event is one transaction."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Protocol, assert_never

from bot.content.knowledge_service import KnowledgeSnapshot
from bot.notify.notifier import Notifier
from bot.store.failed_updates import Fault
from bot.store.store import Store
from bot.store.unit_of_work import Conflict, Sending, UnitOfWork
from bot.telemetry.metrics import NO_METRICS, Metrics
from bot.telemetry.reference import LENGTH, about, reference
from bot.turns.retrying import Asker, Update, UpdateRetrier
from bot.turns.sanitizing import cleaned
from dialogs.team.notices import Team
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address, Edited, Event, Incoming, Pressed, Said, Selected, Started, Uploaded
from dialogs.turn.session import Home, Session
from dialogs.turn.world import Library, World
from knowledge.finding import Answers, Finding

log = logging.getLogger(__name__)

# Of a typed text, shown back in the chat's log; the text itself goes to the conversation whole.
ECHO_LIMIT = 4_000
# A question is short; a page of prose is an answer, and searching it would only burn time.
QUESTION_LIMIT = 2_000
# Words. In an interview what is longer, or has several lines, is an answer: no encoder need think about it.
LONGEST_QUESTION = 20
_TRIES = 8


class Converse(Protocol):
    """The conversation's one door, `dialogs.conversation.converse`."""

    def __call__(self, session: Session, event: Event, world: World) -> Turn: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """The update is safe with us and may be acknowledged; `accepted` is False for a repeat.

    `notice` is a passing word to whoever pressed a button, to be shown as a toast. With `wait` it is not
    with us: the channel that kept it sends it again in so many seconds."""

    accepted: bool
    notice: str = ""
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update with what the search found for it, in which base, and when it arrived."""

    incoming: Incoming
    finding: Finding | None
    served: KnowledgeSnapshot
    began: float


@dataclass(frozen=True, slots=True)
class Done:
    """A turn as it was committed: what it was decided on, and whether the team has something to hear."""

    before: Session
    world: World
    turn: Turn
    told_team: bool


class TurnHandler:
    """Takes updates from every channel, in any number at once."""

    def __init__(
        self,
        *,
        store: Store,
        library: Library,
        finder: Answers,
        converse: Converse,
        clock: Callable[[], datetime],
        time_zone: tzinfo,
        fresh_id: Callable[[], str],
        logging_channels: Collection[str],
        notifier: Notifier,
        team: Team | None = None,
        serving: Callable[[], KnowledgeSnapshot] | None = None,
        metrics: Metrics = NO_METRICS,
        retrier: UpdateRetrier | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._serving = serving or (lambda: KnowledgeSnapshot(library.knowledge, finder, finder))
        self._converse = converse
        self._clock = clock
        self._time_zone = time_zone
        self._fresh_id = fresh_id
        self._logging_channels = frozenset(logging_channels)
        self._notifier = notifier
        self._team = team
        self._metrics = metrics
        self._retrier = retrier or UpdateRetrier(
            store, library.phrases, clock, notifier, logging_channels, metrics=metrics
        )

    async def handle(self, incoming: Incoming) -> Receipt:
        """The update's whole effect, committed; a repeat has none. One on which our code breaks is set
        aside: nothing changes, and the person is told.

        Raises DatabaseUnavailable when it cannot be taken now: then the messenger must keep the update.
        """
        with about(reference() or self._fresh_id()[:LENGTH]):
            return await self._handle(cleaned(incoming))

    async def _handle(self, incoming: Incoming) -> Receipt:
        began = time.perf_counter()
        served = self._serving()
        finding = await self._found(incoming, served)
        arrived = Arrived(incoming, finding, served, began)
        update = Update(incoming.address.channel, incoming.update, type(incoming.event).__name__.lower())
        receipt = await self._retrier.tried(update, partial(self._taken, arrived))
        if isinstance(receipt, Fault):
            # What was typed stands nowhere else now, so the log shows it whole.
            asker = Asker(incoming.address, self._sending(incoming, None), incoming.language or "ru")
            return Receipt(await self._retrier.give_up(receipt, asker))
        if receipt.accepted:
            self._notifier.notify(incoming.address.channel, incoming.address.chat)
        return receipt

    async def _found(self, incoming: Incoming, served: KnowledgeSnapshot) -> Finding | None:
        """What a typed text asks for; found before any lock is taken."""
        event = incoming.event
        if not isinstance(event, Said | Edited) or not event.text.strip():
            return None
        began = time.perf_counter()
        finder = served.by_words if await self._answers(incoming.address, event.text) else served.finder
        question = event.text[:QUESTION_LIMIT]
        try:
            finding = finder.recall(question) or await asyncio.to_thread(finder.find, question)
        except Exception:
            # An answer that was typed must be kept even when the search fails.
            log.exception("search failed")
            self._metrics.failed("search")
            return None
        self._metrics.searched(time.perf_counter() - began)
        return finding

    async def _answers(self, address: Address, text: str) -> bool:
        """Whether a text does not look like a question, and its chat is in the middle of an interview."""
        if len(text.split()) <= LONGEST_QUESTION and "\n" not in text.strip():
            return False
        session = await self._store.session_of(address)
        return session is not None and not isinstance(session.place, Home)

    async def _taken(self, arrived: Arrived) -> Receipt:
        for _ in range(_TRIES - 1):
            try:
                return await self._turn(arrived)
            except Conflict:
                continue
        return await self._turn(arrived)

    async def _turn(self, arrived: Arrived) -> Receipt:
        """One try of the whole turn."""
        incoming = arrived.incoming
        channel = incoming.address.channel
        done = await self._store.transact(partial(self._decide, arrived))
        if done is None:
            log.info("repeated update channel=%s", channel)
            self._metrics.repeated(channel)
            return Receipt(accepted=False)
        if self._team is not None and done.told_team:
            self._notifier.notify(self._team.address.channel, self._team.address.chat)
        seconds = time.perf_counter() - arrived.began
        log.info("turn channel=%s event=%s ms=%.0f", channel, type(incoming.event).__name__, 1000 * seconds)
        self._metrics.turned(incoming, done.before, done.world, done.turn, seconds)
        return Receipt(accepted=True, notice=done.turn.notice)

    async def _decide(self, arrived: Arrived, work: UnitOfWork) -> Done | None:
        """The turn within its transaction; None for a repeated update."""
        incoming, served = arrived.incoming, arrived.served
        address = incoming.address
        if not await work.accept(address.channel, incoming.update):
            return None
        situation = await work.load(address)
        session = situation.session
        if not situation.known and incoming.language is not None:
            session = replace(session, heard_language=incoming.language)
        world = World(
            # The base that was asked: another may be served by now.
            library=replace(self._library, knowledge=served.base),
            now=self._clock().astimezone(self._time_zone),
            drafts=situation.drafts,
            about_person=situation.about_person,
            finding=arrived.finding,
            fresh_id=self._fresh_id(),
            public=incoming.public,
        )
        turn = self._converse(session, incoming.event, world)
        await work.save(address, situation, turn, self._sending(incoming, ECHO_LIMIT))
        notices = self._team.notices(turn, world) if self._team is not None else ()
        if self._team is not None and notices:
            # They hang on the person: what is not sent yet is erased with them.
            await work.tell(self._team.address, None if work.forgot else situation.person, notices)
        return Done(session, world, turn, bool(notices))

    def _sending(self, incoming: Incoming, echo_limit: int | None) -> Sending:
        return Sending(
            logged=incoming.address.channel in self._logging_channels,
            in_place=isinstance(incoming.event, Pressed | Selected),
            echo=_echo(incoming.event, echo_limit),
            regarding=incoming.regarding,
        )


def _echo(event: Event, limit: int | None) -> str | None:
    """What the chat's log shows of the event as the person's own words."""
    match event:
        case Said(text):
            return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"
        case Edited() | Pressed() | Selected() | Uploaded() | Started():
            return None
        case _:
            assert_never(event)
