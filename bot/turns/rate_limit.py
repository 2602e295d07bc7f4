"""Before the turn handler: whoever sends faster than people do is asked to wait."""

import logging
import math
from collections.abc import Collection
from functools import partial
from typing import Protocol

from bot.notify.notifier import Notifier
from bot.store.store import Store
from bot.store.unit_of_work import Conflict, Sending, UnitOfWork
from bot.turns.handler import Receipt
from bot.turns.token_bucket import Refused, TokenBuckets
from dialogs.turn.effects import Turn
from dialogs.turn.events import Incoming, Pressed, Selected
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply

log = logging.getLogger(__name__)


class TurnHandler(Protocol):
    """Takes one update, once, in one transaction."""

    async def handle(self, incoming: Incoming) -> Receipt: ...


class RateLimit:
    """Passes on what a person sends as fast as `allowance` lets it, in whatever chat they speak.

    What is refused costs neither a search nor a transaction, except the one warning of an episode. A
    channel that shows its own log keeps what it sent until we take it, and is told when (`Receipt.wait`).
    """

    def __init__(
        self,
        turn_handler: TurnHandler,
        allowance: TokenBuckets,
        store: Store,
        phrases: Phrases,
        notifier: Notifier,
        logging_channels: Collection[str],
    ) -> None:
        self._turn_handler = turn_handler
        self._allowance = allowance
        self._store = store
        self._phrases = phrases
        self._notifier = notifier
        self._logging_channels = frozenset(logging_channels)

    async def handle(self, incoming: Incoming) -> Receipt:
        address = incoming.address
        refused = self._allowance.take((address.channel, address.person))
        if refused is None:
            return await self._turn_handler.handle(incoming)
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
        self._notifier.notify(incoming.address.channel, incoming.address.chat)

    async def _warned(self, incoming: Incoming, seconds: int, work: UnitOfWork) -> None:
        address = incoming.address
        if not await work.accept(address.channel, incoming.update):
            return
        situation = await work.load(address)
        warning = self._phrases.text(situation.session.language, "too-many-messages", seconds=seconds)
        turn = Turn(situation.session, (Reply(warning, tone="mistake"),))
        sending = Sending(logged=False, regarding=incoming.regarding, unasked=True)
        await work.save(address, situation, turn, sending)
