"""Updates on their way in: in order per chat, and acknowledged only when all of them are committed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bot.channels.telegram.updates import lane_of
from bot.desk import DATABASE_AWAY

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0


def growing_pauses() -> Iterable[float]:
    """1, 2, 4 … seconds, a minute at most."""
    return (min(2.0**tried, LONGEST_PAUSE) for tried in count())


class Intake:
    """The one door for both ways of getting updates."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._free = asyncio.Event()
        self._free.set()
        self.resting = False
        """Nothing more is to be asked for."""

    async def rest(self) -> None:
        """From now on nothing is asked for; returns when what was asked for has been taken."""
        self.resting = True
        await self._free.wait()

    async def take(self, update: Update) -> bool:
        """True once the update's effect is committed; False when the database cannot take it now."""
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except DATABASE_AWAY as error:
            log.error("update kept at Telegram: %s", type(error).__name__)
            return False
        return True

    async def take_all(self, updates: Iterable[Update]) -> None:
        """Returns when every update is committed, however long the database is away."""
        lanes: defaultdict[int, list[Update]] = defaultdict(list)
        for update in updates:
            lanes[lane_of(update)].append(update)
        self._free.clear()
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes.values():
                    group.create_task(self._take_lane(lane))
        finally:
            self._free.set()

    async def _take_lane(self, lane: list[Update]) -> None:
        for update in lane:
            for pause in growing_pauses():
                if await self.take(update):
                    break
                await asyncio.sleep(pause)
