"""Updates on their way in: in order per chat, and acknowledged only when all of them are committed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from itertools import count

from aiogram import Bot
from aiogram.types import Update

from bot.channels.telegram import NAME
from bot.channels.telegram.background_tasks import BackgroundTasks
from bot.channels.telegram.updates import Arrival, Unreadable, kind_of, lane_of, whose
from bot.clock import fresh_id
from bot.ports import DatabaseUnavailable
from bot.store.failed_updates import Fault
from bot.store.unit_of_work import Sending
from bot.telemetry.reference import LENGTH, about
from bot.turns.retrying import Asker, UpdateRetrier, fault_of
from bot.turns.retrying import Update as Tried

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0


def growing_pauses() -> Iterable[float]:
    """1, 2, 4 … seconds, a minute at most."""
    return (min(2.0**tried, LONGEST_PAUSE) for tried in count())


class Lanes:
    """The one door for both ways of getting updates."""

    def __init__(
        self,
        bot: Bot,
        handle: Callable[[Arrival], Awaitable[None]],
        retrier: UpdateRetrier,
        background: BackgroundTasks,
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._retrier = retrier
        self._background = background
        self._free = asyncio.Event()
        self._free.set()
        self.resting = False
        """Nothing more is to be asked for."""

    async def rest(self) -> None:
        """From now on nothing is asked for; returns when what was asked for has been taken."""
        self.resting = True
        await self._free.wait()

    async def take(self, update: Update | Unreadable, *, watched: bool = False) -> bool:
        """True once the update's effect is committed, or the update set aside; False when the database
        cannot take it now. `watched`: it may be what ended the process before us."""
        with about(fresh_id()[:LENGTH]):
            try:
                await self._taken(update, watched)
            except DatabaseUnavailable as error:
                log.error("update kept at Telegram: %s", type(error).__name__)
                return False
            except Exception:
                # Not even setting it aside went well; those behind it must not suffer for it.
                log.exception("update passed over")
        return True

    async def take_all(self, updates: Iterable[Update | Unreadable], *, watched: bool = False) -> None:
        """Returns when every update is committed, however long the database is away. `watched`: one after
        the other, so that only the one that ends the process is counted as tried."""
        lanes: defaultdict[int, list[Update | Unreadable]] = defaultdict(list)
        for update in updates:
            number = 0 if watched or isinstance(update, Unreadable) else lane_of(update)
            lanes[number].append(update)
        self._free.clear()
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes.values():
                    group.create_task(self._take_lane(lane, watched))
        finally:
            self._free.set()

    async def _take_lane(self, lane: list[Update | Unreadable], watched: bool) -> None:
        for update in lane:
            # That the database goes away is not the update's fault: it is counted once in each life.
            first = watched
            for pause in growing_pauses():
                if await self.take(update, watched=first):
                    break
                first = False
                await asyncio.sleep(pause)

    async def _taken(self, update: Update | Unreadable, watched: bool) -> None:
        if isinstance(update, Unreadable):
            # It would be read no better a second time.
            tried = Tried(NAME, f"{self._bot.id}:{update.update_id}", "unreadable")
            await self._set_aside(fault_of(tried, update.error), update)
            return
        arrival = Arrival(self._bot, update)
        tried = Tried(NAME, arrival.name, kind_of(update))
        way = self._retrier.watched if watched else self._retrier.tried
        fault = await way(tried, partial(self._handle, arrival))
        if isinstance(fault, Fault):
            await self._set_aside(fault, update)
            if update.callback_query is not None:
                # Its button must not seem to hang.
                self._background.run(update.callback_query.answer())

    async def _set_aside(self, fault: Fault, update: Update | Unreadable) -> None:
        person = whose(update)
        asker = None if person is None else Asker(person, Sending(logged=False))
        await self._retrier.give_up(fault, asker)
