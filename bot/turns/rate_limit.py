"""The rate limit before the turn handler: whoever sends faster than people do is asked to wait."""

import logging
import math
from collections.abc import Collection
from functools import partial

from bot.notify.notifier import Notifier
from bot.ports import IncomingHandler, Receipt
from bot.store.store import Store
from bot.store.unit_of_work import Conflict, Sending, UnitOfWork
from bot.turns.token_bucket import Exceeded, TokenBuckets
from dialogs.turn.effects import Turn
from dialogs.turn.events import Incoming, Pressed, Selected
from dialogs.turn.phrases import Phrases
from dialogs.turn.replies import Reply

log = logging.getLogger(__name__)


class RateLimit:
    """Passes on what a person sends as fast as `buckets` let it, in whatever chat they speak.

    What is refused costs neither a search nor a transaction, except the one warning of an episode. A
    channel that shows its own log keeps what it sent until we take it, and is told when (`Receipt.wait`).
    """

    def __init__(
        self,
        handler: IncomingHandler,
        buckets: TokenBuckets,
        store: Store,
        phrases: Phrases,
        notifier: Notifier,
        logging_channels: Collection[str],
    ) -> None:
        self._handler = handler
        self._buckets = buckets
        self._store = store
        self._phrases = phrases
        self._notifier = notifier
        self._logging_channels = frozenset(logging_channels)

    async def handle(self, incoming: Incoming) -> Receipt:
        address = incoming.address
        exceeded = self._buckets.take((address.channel, address.person))
        if exceeded is None:
            return await self._handler.handle(incoming)
        if exceeded.first:
            log.warning("too many messages channel=%s", address.channel)
        seconds = math.ceil(exceeded.wait)
        if address.channel in self._logging_channels:
            return Receipt(accepted=False, wait=seconds)
        if isinstance(incoming.event, Pressed | Selected):
            language = incoming.language or "ru"
            return Receipt(False, self._phrases.label(language, "too-many-presses", seconds=seconds))
        if exceeded.first:
            await self._warn(incoming, exceeded)
        return Receipt(accepted=False)

    async def _warn(self, incoming: Incoming, exceeded: Exceeded) -> None:
        try:
            await self._store.transact(partial(self._warned, incoming, math.ceil(exceeded.wait)))
        except Conflict:
            return  # another message of theirs is being taken, so they are not left without a word
        self._notifier.notify(incoming.address.channel, incoming.address.chat)

    async def _warned(self, incoming: Incoming, seconds: int, work: UnitOfWork) -> None:
        address = incoming.address
        if not await work.accept(address.channel, incoming.update):
            return
        situation = await work.load(address)
        language = situation.session.language
        warning = self._phrases.text(language, "too-many-messages", seconds=seconds)
        turn = Turn(situation.session, (Reply(warning, tone="mistake", language=language),))
        sending = Sending(logged=False, regarding=incoming.regarding, unasked=True)
        await work.save(address, situation, turn, sending)
