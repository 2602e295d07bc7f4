"""An update on which our code breaks is tried five times; then it is set aside, and the next one's turn
comes. The person and the team are told, once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.notify.notifier import Notifier
from bot.ports import DatabaseUnavailable
from bot.store.failed_updates import FailedUpdates, Fault, put_aside
from bot.store.store import Store
from bot.store.unit_of_work import Conflict, Sending, UnitOfWork
from bot.store.waiting import Priority
from bot.telemetry.error_location import place_of
from bot.telemetry.metrics import NO_METRICS, Metrics
from bot.telemetry.reference import reference
from dialogs.team.failures import FailureNotices, Notice
from dialogs.turn.effects import Turn
from dialogs.turn.events import Address
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply
from knowledge.text.language import Language

log = logging.getLogger(__name__)

# A passing fault (a lock, a hiccup of a library) is over in a second and a half; and who wrote does not
# wait longer than that for word of one that stays.
PAUSES = (0.05, 0.15, 0.4, 0.9)
TRIES = len(PAUSES) + 1
_CONFLICTS = 8

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Update:
    """What is being tried: the messenger's id of it, and the kind of event."""

    channel: str
    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is told that their update was set aside, and how."""

    address: Address
    sending: Sending
    language: Language = "ru"


class UpdateRetrier:
    """Tries, counts in the database, and gives up; the count outlives a restart."""

    def __init__(
        self,
        store: Store,
        phrases: Phrases,
        clock: Callable[[], datetime],
        notifier: Notifier,
        logging_channels: Collection[str],
        failure_notices: FailureNotices | None = None,
        metrics: Metrics = NO_METRICS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._failed = FailedUpdates(store.database)
        self._phrases = phrases
        self._clock = clock
        self._notifier = notifier
        self._logging_channels = frozenset(logging_channels)
        self._failure_notices = failure_notices
        self._metrics = metrics
        self._sleep = sleep

    async def tried(self, update: Update, work: Callable[[], Awaitable[Result]]) -> Result | Fault:
        """What the work returns, or the fault on which it broke five times, restarts included.

        Raises DatabaseUnavailable: then nothing can be counted, and the messenger must keep the update.
        """
        for pause in (*PAUSES, None):
            try:
                result = await work()
            except DatabaseUnavailable:
                raise
            except Exception as error:
                fault = fault_of(update, error)
                tries = await self._failed.another(fault, self._clock())
                if tries >= TRIES or pause is None:
                    log.exception("turn failed channel=%s event=%s", update.channel, update.kind)
                    self._metrics.failed("turn")
                    return fault
                log.warning("tried again error=%s place=%s try=%d", fault.error, fault.place, tries)
                await self._sleep(pause)
            else:
                if pause != PAUSES[0]:
                    await self._failed.mended(update.channel, update.id)
                return result
        raise AssertionError

    async def watched(self, update: Update, work: Callable[[], Awaitable[Result]]) -> Result | Fault:
        """As `tried`, but the try is counted before it begins, for it may end the whole process."""
        fault = Fault(update.channel, update.id, update.kind, "ProcessEnded", "outside")
        if await self._failed.another(fault, self._clock()) > TRIES:
            self._metrics.failed("turn")
            return fault
        result = await self.tried(update, work)
        if not isinstance(result, Fault):
            await self._failed.mended(update.channel, update.id)
        return result

    async def give_up(self, fault: Fault, asker: Asker | None) -> bool:
        """Sets the update aside and says so; False when it was taken before. Raises DatabaseUnavailable."""
        number = reference() or ""
        log.error("update set aside channel=%s event=%s place=%s", fault.channel, fault.kind, fault.place)
        notice = None
        if self._failure_notices is not None:
            notice = self._failure_notices.set_aside(fault.kind, number, fault.error, fault.place)
        ways = [self._plainly] if asker is None else [*[self._kindly] * _CONFLICTS, self._plainly]
        for way in ways:
            try:
                done = await self._store.transact(partial(way, fault, number, asker, notice))
            except DatabaseUnavailable:
                raise
            except Conflict:
                continue
            except Exception:
                # What broke the update may break the apology, too: then it is said without looking.
                log.exception("apology failed channel=%s", fault.channel)
                if way == self._plainly:
                    return True
                continue
            self._metrics.set_aside(fault.channel)
            self._ring(asker, notice)
            return done
        return True

    async def _kindly(
        self, fault: Fault, number: str, asker: Asker | None, notice: Notice | None, work: UnitOfWork
    ) -> bool:
        """In the person's language and in their log, with what they had typed."""
        assert asker is not None
        if not await self._put_aside(fault, number, notice, work):
            return False
        situation = await work.load(asker.address)
        turn = Turn(situation.session, (self._apology(situation.session.language, number),))
        await work.save(asker.address, situation, turn, asker.sending)
        return True

    async def _plainly(
        self, fault: Fault, number: str, asker: Asker | None, notice: Notice | None, work: UnitOfWork
    ) -> bool:
        """Without reading anything of the person's, which may be what breaks us."""
        if not await self._put_aside(fault, number, notice, work):
            return False
        if asker is not None:
            logged = asker.address.channel in self._logging_channels
            apology = self._apology(asker.language, number)
            await work.tell(asker.address, None, (apology,), Priority.REPLY, logged=logged)
        return True

    async def _put_aside(self, fault: Fault, number: str, notice: Notice | None, work: UnitOfWork) -> bool:
        if not await work.accept(fault.channel, fault.update):
            return False
        await put_aside(work.connection, fault, number, self._clock())
        if notice is not None:
            address, reply = notice
            await work.tell(address, None, (reply,))
        return True

    def _apology(self, language: Language, number: str) -> Reply:
        return Reply(self._phrases.text(language, "fault", reference=number), tone="mistake")

    def _ring(self, asker: Asker | None, notice: Notice | None) -> None:
        told = [asker.address] if asker else []
        for address in [*told, notice[0]] if notice else told:
            self._notifier.notify(address.channel, address.chat)


def fault_of(update: Update, error: BaseException) -> Fault:
    """The fault without its words."""
    return Fault(update.channel, update.id, update.kind, type(error).__name__, place_of(error))
