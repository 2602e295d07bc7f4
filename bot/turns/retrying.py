"""The retry policy: what is repeated how often, and what becomes of an update on which our code breaks.

An update on which our code breaks is tried five times, restarts included; then it is a dead letter, the next
update's turn comes, and the person and the team are told, once. What is away (the database, a messenger) is
asked again with growing pauses. A conflict between transactions is none of this: `Store.transact` repeats it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TypeVar

import structlog

from bot.notify import Notifier
from bot.ports import DatabaseUnavailable, IncomingHandler, Receipt
from bot.store.applied_effects import Conflict
from bot.store.failed_updates import FailedUpdates, UpdateFault, put_aside
from bot.store.message_rows import Sending
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.store.waiting import Priority
from bot.telemetry.log import REFERENCE_LENGTH, about, error_location, reference
from bot.telemetry.metrics import Metrics
from bot.turns.incoming import clean, cleaned, kind_of, sending_of
from dialogs.team.notices import FailureNotices, Notice
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address, Incoming
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply
from knowledge.text.language import Language

log = structlog.get_logger(__name__)

# A passing fault (a lock, a hiccup of a library) is over in a second and a half; and who wrote does not
# wait longer than that for word of one that stays.
PAUSES = (0.05, 0.15, 0.4, 0.9)
TRIES = len(PAUSES) + 1
LONGEST_PAUSE = 60.0

Result = TypeVar("Result")


def growing_pauses() -> Iterator[float]:
    """1, 2, 4 … seconds, a minute at most."""
    return (min(2.0**tried, LONGEST_PAUSE) for tried in count())


@dataclass(frozen=True, slots=True)
class Tried:
    """An update that is being tried: the messenger's id of it, and the kind of event."""

    channel: str
    id: str
    kind: str

    def fault(self, error: BaseException) -> UpdateFault:
        """The place where our code broke and the type of the error, without its words."""
        return UpdateFault(self.channel, self.id, self.kind, type(error).__name__, error_location(error))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told that their update came to nothing, and how."""

    address: Address
    sending: Sending
    language: Language = "ru"


class UpdateFailed(Exception):
    """Raised where our code broke on an update as often as it may; it is to become a dead letter."""

    def __init__(self, fault: UpdateFault) -> None:
        super().__init__(fault.error)
        self.fault = fault


@dataclass(frozen=True)
class DeadLetters:
    """Takes updates that will not be tried again, and says so to who sent them and to the team."""

    store: Store
    phrases: Phrases
    notifier: Notifier
    failure_notices: FailureNotices
    metrics: Metrics = field(default_factory=Metrics)

    async def add(self, fault: UpdateFault, recipient: Recipient | None) -> bool:
        """Sets the update aside and tells; False when it was taken before. Raises DatabaseUnavailable."""
        number = reference() or ""
        log.error("update set aside", channel=fault.channel, kind=fault.kind, place=fault.place)
        notice = self.failure_notices.set_aside(fault.kind, number, fault.error, fault.place)
        for kindly in (True, False) if recipient is not None else (False,):
            try:
                told = partial(self._told, fault, number, recipient, notice, kindly=kindly)
                added = await self.store.transact(told)
            except DatabaseUnavailable:
                raise
            except Conflict:
                continue
            except Exception:
                # What broke the update may break the apology, too: then it is said without reading anything.
                log.exception("apology failed", channel=fault.channel)
                continue
            self.metrics.set_aside(fault.channel)
            for address in (*([recipient.address] if recipient else ()), *([notice[0]] if notice else ())):
                self.notifier.notify(address)
            return added
        return True

    async def _told(
        self,
        fault: UpdateFault,
        number: str,
        recipient: Recipient | None,
        notice: Notice | None,
        work: UnitOfWork,
        *,
        kindly: bool,
    ) -> bool:
        """Sets the update aside and tells; False when it was taken before. `kindly`: in the person's language
        and in their log, with what they had typed; else without reading anything of theirs, which may be what
        breaks us."""
        if not await work.accept(fault.channel, fault.update):
            return False
        await put_aside(work.connection, fault, number, self.store.clock())
        if notice is not None:
            address, reply = notice
            await work.tell(address, None, (reply,))
        if recipient is not None and kindly:
            situation = await work.load(recipient.address)
            turn = Turn(situation.session, (self._apology(situation.session.language, number),))
            await work.save(recipient.address, situation, turn, recipient.sending)
        elif recipient is not None:
            apology = self._apology(recipient.language, number)
            await work.tell(recipient.address, None, (apology,), Priority.REPLY)
        return True

    def _apology(self, language: Language, number: str) -> Reply:
        apology = self.phrases.text(language, "fault", reference=number)
        return Reply(apology, tone="mistake", language=language)


@dataclass(eq=False, repr=False)
class UpdateRetrier:
    """Tries an update again when our code breaks on it; the tries are counted in the database."""

    store: Store
    dead_letters: DeadLetters
    metrics: Metrics = field(default_factory=Metrics)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    @property
    def _failed(self) -> FailedUpdates:
        return FailedUpdates(self.store.database)

    def fresh_reference(self) -> str:
        """A new reference, by which a person, the team and the log speak of one update."""
        return self.store.fresh_id()[:REFERENCE_LENGTH]

    async def run(
        self, update: Tried, work: Callable[[], Awaitable[Result]], *, may_kill: bool = False
    ) -> Result:
        """The work's result. With `may_kill` a try is counted before it begins, for it may end the process.

        Raises UpdateFailed after five tries, restarts included, and DatabaseUnavailable at once: then nothing
        can be counted, and the messenger must keep the update.
        """
        if may_kill:
            killed = UpdateFault(update.channel, update.id, update.kind, "ProcessEnded", "outside")
            if await self._failed.another(killed, self.store.clock()) > TRIES:
                self.metrics.failed("turn")
                raise UpdateFailed(killed)
        for pause in (*PAUSES, None):
            try:
                result = await work()
            except DatabaseUnavailable:
                raise
            except Exception as error:
                fault = update.fault(error)
                tries = await self._failed.another(fault, self.store.clock())
                if tries >= TRIES or pause is None:
                    log.exception("turn failed", channel=update.channel, kind=update.kind)
                    self.metrics.failed("turn")
                    raise UpdateFailed(fault) from error
                log.warning("tried again", error=fault.error, place=fault.place, tries=tries)
                await self.sleep(pause)
            else:
                if may_kill or pause != PAUSES[0]:
                    await self._failed.mended(update.channel, update.id)
                return result
        raise AssertionError


@dataclass(frozen=True)
class RetryingHandler:
    """Repeats what fails in another handler; an update on which it keeps failing becomes a dead letter.

    For channels that do not repeat a whole update of their messenger by themselves."""

    handler: IncomingHandler
    retrier: UpdateRetrier

    async def handle(self, incoming: Incoming) -> Receipt:
        with about(reference() or self.retrier.fresh_reference()):
            update = Tried(incoming.address.channel, clean(incoming.update), kind_of(incoming.event))
            try:
                return await self.retrier.run(update, partial(self.handler.handle, incoming))
            except UpdateFailed as failed:
                recipient = recipient_of(incoming)
                return Receipt(await self.retrier.dead_letters.add(failed.fault, recipient))


def recipient_of(incoming: Incoming) -> Recipient:
    """Who is told that the update came to nothing; their log gets the text whole, for it is nowhere else."""
    incoming = cleaned(incoming)
    sending = sending_of(incoming, echo_limit=None)
    return Recipient(incoming.address, sending, incoming.language or "ru")
