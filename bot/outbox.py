"""The outbox: what was said leaves for the messengers, in order per chat, as often as it takes."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import assert_never

from bot.bell import Bell, Listener
from bot.channels.port import Channel, Delivered, Gone, Moved, Outcome, Passage, Retry
from bot.reference import about
from bot.store.outgoing import Outgoing, OutgoingMessages
from bot.tally import NO_TALLY, Tally

log = logging.getLogger(__name__)

LONGEST_WAIT = 300.0
GIVE_UP_AFTER = timedelta(hours=48)
TRIES_OF_A_BUG = 5
PARALLEL_CHATS = 16
_LOOK_AGAIN = 30.0


class Outbox:
    """Delivers; several chats at once, one message of a chat after the other.

    A message is marked before it is sent: a crash between sending and marking it as sent may repeat
    that one message, and loses none.
    """

    def __init__(
        self,
        rows: OutgoingMessages,
        channels: Iterable[Channel],
        bell: Bell,
        clock: Callable[[], datetime],
        last: Collection[tuple[str, str]] = (),
        may_send: Callable[[str], bool] = lambda channel: True,
        tally: Tally = NO_TALLY,
    ) -> None:
        self._rows = rows
        self._channels = {channel.name: channel for channel in channels if not channel.keeps_log}
        self._bell = bell
        self._clock = clock
        # Chats, by channel and name, that wait while others have something to say: notices to the team.
        self._last = frozenset(last)
        # Whether this process is the one that sends for a channel.
        self._may_send = may_send
        self._tally = tally
        self._busy: set[tuple[str, str]] = set()
        self._stopping = False
        self._listener = Listener()

    async def run(self) -> None:
        """Delivers until `stop`; then ends as soon as what is under way has been delivered."""
        if not self._channels:
            return
        with self._bell.listen_everywhere() as self._listener:
            async with asyncio.TaskGroup() as group:
                while not self._stopping:
                    try:
                        due = await self._start_due(group)
                    except Exception:
                        log.exception("outbox unreadable, tried again soon")
                        due = None
                    await self._listener.wait(_until(due, self._clock()))

    def stop(self) -> None:
        self._stopping = True
        self._listener.ring()

    async def drain(self) -> datetime | None:
        """Delivers all that is due now; returns when the next message will be."""
        async with asyncio.TaskGroup() as group:
            await self._start_due(group)
        return min((line.due for line in await self._rows.lines(self._channels)), default=None)

    async def _start_due(self, group: asyncio.TaskGroup) -> datetime | None:
        """Starts every chat whose time has come; returns when the next one's will."""
        now = self._clock()
        upcoming: datetime | None = None
        lines = await self._rows.lines([name for name in self._channels if self._may_send(name)])
        for line in sorted(lines, key=lambda line: (line.channel, line.chat) in self._last):
            key = (line.channel, line.chat)
            if key in self._busy:
                continue
            due = max(line.due, now + timedelta(seconds=self._channels[line.channel].pause(line.chat)))
            if due > now:
                upcoming = due if upcoming is None else min(upcoming, due)
                continue
            if len(self._busy) >= PARALLEL_CHATS:
                break
            self._busy.add(key)
            group.create_task(self._deliver_chat(*key))
        return upcoming

    async def _deliver_chat(self, channel: str, chat: str) -> None:
        """Messages of one chat until none is left or one has to wait."""
        try:
            while self._goes_on(channel) and await self._deliver_next(channel, chat):
                if self._channels[channel].pause(chat) > 0:
                    break
        except Exception:
            # The database is away; the rows are still there, and looked at again soon.
            log.exception("outbox could not be written channel=%s", channel)
        else:
            self._listener.ring()
        finally:
            self._busy.discard((channel, chat))

    def _goes_on(self, channel: str) -> bool:
        return not self._stopping and self._may_send(channel)

    async def _deliver_next(self, channel: str, chat: str) -> bool:
        outgoing = await self._rows.take(channel, chat)
        if outgoing is None:
            return False
        with about(outgoing.reference):
            return await self._deliver(outgoing)

    async def _deliver(self, outgoing: Outgoing) -> bool:
        channel, chat = outgoing.to.channel, outgoing.to.chat
        outcome = await self._tried(outgoing)
        self._tally.delivered(channel, outcome)
        match outcome:
            case Delivered(message):
                log.info("delivered channel=%s message=%d", channel, outgoing.id)
                for earlier in await self._rows.sent(outgoing, message):
                    await self._retire(outgoing, earlier)
                return True
            case Moved(name):
                log.info("chat moved channel=%s message=%d", channel, outgoing.id)
                await self._rows.moved(channel, chat, name)
                return False
            case Gone():
                log.info("chat gone channel=%s message=%d", channel, outgoing.id)
                await self._rows.gone(channel, chat)
                return False
            case Retry(after):
                now = self._clock()
                if now - outgoing.created > GIVE_UP_AFTER:
                    log.error("given up channel=%s message=%d", channel, outgoing.id)
                    await self._rows.failed(outgoing.id)
                    return True
                wait = after if after is not None else min(2.0**outgoing.attempts, LONGEST_WAIT)
                await self._rows.later(outgoing.id, now + timedelta(seconds=wait))
                return False
            case None:
                await self._rows.failed(outgoing.id)
                return True
            case _:
                assert_never(outcome)

    async def _tried(self, outgoing: Outgoing) -> Outcome | None:
        """None when a bug of ours makes the message undeliverable: it must not hold up the rest."""
        channel = self._channels[outgoing.to.channel]
        try:
            passage = Passage(
                outgoing.replaces,
                outgoing.regarding,
                outgoing.parts,
                lambda parts: self._rows.partly_sent(outgoing.id, parts),
            )
            return await channel.deliver(outgoing.to, outgoing.reply, passage)
        except Exception:
            log.exception(
                "delivery failed channel=%s message=%d try=%d", channel.name, outgoing.id, outgoing.attempts
            )
            self._tally.failed("delivery")
            return Retry() if outgoing.attempts < TRIES_OF_A_BUG else None

    async def _retire(self, outgoing: Outgoing, message: str) -> None:
        """An old question's buttons go; should that fail, pressing them still changes nothing."""
        try:
            await self._channels[outgoing.to.channel].retire(outgoing.to, message)
        except Exception:
            log.exception("old buttons stay channel=%s", outgoing.to.channel)


def _until(due: datetime | None, now: datetime) -> float:
    """How long to sleep; another process may write messages too, so never for long."""
    return _LOOK_AGAIN if due is None else min(max((due - now).total_seconds(), 0.0), _LOOK_AGAIN)
