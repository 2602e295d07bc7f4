"""Before the desk: whoever sends faster than people do is asked to wait."""

import logging
import math
from collections.abc import Collection
from functools import partial
from typing import Protocol

from bot.delivery.bell import Bell
from bot.desk import Receipt
from bot.entrance.allowance import Allowance, Refused
from bot.store.store import Store
from bot.store.unit import Conflict, Sending, UnitOfWork
from dialogs.events import Incoming, Pressed, Selected
from dialogs.phrases import Phrases
from dialogs.replies import Reply
from dialogs.turn import Turn

log = logging.getLogger(__name__)


class Desk(Protocol):
    """Takes one update, once, in one transaction."""

    async def handle(self, incoming: Incoming) -> Receipt: ...


class Turnstile:
    """A desk that takes no more of one person than `allowance` lets through, whatever chat they speak in.

    What is refused costs neither a search nor a transaction, except the one warning of an episode. A
    channel that shows its own log keeps what it sent until we take it, and is told when (`Receipt.wait`).
    """

    def __init__(
        self,
        desk: Desk,
        allowance: Allowance,
        store: Store,
        phrases: Phrases,
        bell: Bell,
        logging_channels: Collection[str],
    ) -> None:
        self._desk = desk
        self._allowance = allowance
        self._store = store
        self._phrases = phrases
        self._bell = bell
        self._logging_channels = frozenset(logging_channels)

    async def handle(self, incoming: Incoming) -> Receipt:
        address = incoming.address
        refused = self._allowance.take((address.channel, address.person))
        if refused is None:
            return await self._desk.handle(incoming)
        if refused.first:
            log.warning("too many messages channel=%s", address.channel)
        seconds = math.ceil(refused.wait)
        if address.channel in self._logging_channels:
            return Receipt(accepted=False, wait=seconds)
        if isinstance(incoming.event, Pressed | Selected):
            language = incoming.language or "ru"
            return Receipt(False, self._phrases.label(language, "too-many-presses", seconds=seconds))
        if refused.first:
            await self._warn(incoming, refused)
        return Receipt(accepted=False)

    async def _warn(self, incoming: Incoming, refused: Refused) -> None:
        try:
            await self._store.transact(partial(self._warned, incoming, math.ceil(refused.wait)))
        except Conflict:
            return  # another message of theirs is being taken, so they are not left without a word
        self._bell.ring(incoming.address.channel, incoming.address.chat)

    async def _warned(self, incoming: Incoming, seconds: int, work: UnitOfWork) -> None:
        address = incoming.address
        if not await work.accept(address.channel, incoming.update):
            return
        situation = await work.load(address)
        warning = self._phrases.text(situation.session.language, "too-many-messages", seconds=seconds)
        turn = Turn(situation.session, (Reply(warning, tone="mistake"),))
        sending = Sending(logged=False, regarding=incoming.regarding, unasked=True)
        await work.save(address, situation, turn, sending)
