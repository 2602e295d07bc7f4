"""When a bot is killed: starting, at any moment, while a turn is under way, while something is being sent."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

from tests.fake_telegram import FakeTelegram
from tests.launcher.service import Service

METHODS = (
    *("sendMessage", "sendMessage", "sendMessage", "editMessageText", "editMessageText"),
    *("sendDocument", "getUpdates", "answerCallbackQuery", "editMessageReplyMarkup"),
)
KINDS = ("starting", "any", "turn", "turn", "sending", "sending")
A_START = 0.3
LONGEST_LIFE = 1.0
A_TURN = 0.05


@dataclass
class Moments:
    """Chooses and waits; `acted` is called whenever somebody writes or presses."""

    server: FakeTelegram
    chance: random.Random
    acts: int = 0
    _acting: asyncio.Event = field(default_factory=asyncio.Event)

    def acted(self) -> None:
        self.acts += 1
        self._acting.set()

    async def wait(self, bot: Service) -> str:
        """Returns when the bot, just started, is to be killed, and what kind of moment it is."""
        kind = self.chance.choice(KINDS)
        if kind == "starting":
            await asyncio.sleep(self.chance.uniform(0, A_START))
            return kind
        if kind == "any":
            # Some lives are long enough to draw a document in.
            await asyncio.sleep(self.chance.uniform(0, LONGEST_LIFE * self.chance.choice((1, 1, 4))))
            return kind
        await bot.ready()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LIFE):
                await (self._in_a_turn() if kind == "turn" else self._while_sending())
        return kind

    async def _in_a_turn(self) -> None:
        for _ in range(self.chance.randint(1, 12)):
            self._acting.clear()
            await self._acting.wait()
        await asyncio.sleep(self.chance.uniform(0, A_TURN))

    async def _while_sending(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, LONGEST_LIFE / 2))
        method = self.chance.choice(METHODS)
        plan = self.server.faults
        # Nothing done, done but never told, or broken off anywhere in between.
        strike = self.chance.choice((plan.cut_before, plan.cut_after, plan.hang))
        await strike(method=method).struck.wait()
