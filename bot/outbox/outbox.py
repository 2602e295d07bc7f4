"""Delivers stored messages to messengers: in order per chat, until each is delivered or given up."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import InitVar, dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.notify import Notifier, Subscription
from bot.outbox.old_keyboards import OldKeyboards
from bot.ports import (
    LONGEST_RETRY,
    Channel,
    DatabaseUnavailable,
    Delivered,
    DeliveryContext,
    DeliveryOutcome,
    Gone,
    Held,
    Moved,
    Refused,
    Retry,
)
from bot.store.outgoing import Failure, OutgoingMessages, WaitingChat
from bot.store.waiting import Outgoing
from bot.telemetry.log import about, error_location
from bot.telemetry.metrics import Metrics
from dialogs.team.notices import FailureNotices, Notice
from dialogs.turn.events import Address

log = structlog.get_logger(__name__)

LONGEST_DELIVERY_PAUSE = 300.0
LONGEST_HOLD = timedelta(seconds=LONGEST_RETRY)
GIVE_UP_AFTER = timedelta(hours=48)
# A clock that jumps ahead must not make two days of a moment.
TRIES_BEFORE_GIVING_UP = 50
GIVEN_UP = f"no success for {GIVE_UP_AFTER // timedelta(hours=1)} h"
TRIES_OF_A_BUG = 5
RECALLED = timedelta(minutes=2)
PARALLEL_CHATS = 16
_LOOK_AGAIN = 30.0


@dataclass(frozen=True, slots=True)
class Broke:
    """A delivery on which our code broke, in this place."""

    where: str


@dataclass(frozen=True, slots=True)
class AfterDelivery:
    """What follows a delivery: the chat's next message, when it may leave at once, and when it was asked for.
    `empty`: nothing more waited in the chat."""

    following: Outgoing | None
    asked: datetime
    empty: bool = False


@dataclass(eq=False, repr=False)
class Outbox:
    """Delivers to several chats at once, to one chat one message after the other.

    A message is marked before it is sent: a crash between sending and marking it as sent may repeat
    that one message, and loses none.
    """

    rows: OutgoingMessages
    channels: InitVar[Iterable[Channel]]
    notifier: Notifier
    clock: Callable[[], datetime]
    failure_notices: FailureNotices
    may_send: Callable[[str], bool] = lambda channel: True
    """Whether this process is the one that sends for a channel."""
    metrics: Metrics = field(default_factory=Metrics)
    parallel: int = PARALLEL_CHATS
    _sending_for: set[str] = field(default_factory=set, init=False)
    _busy: set[tuple[str, str]] = field(default_factory=set, init=False)
    # Whether the last look passed over a chat that was due, because it or too many others were busy.
    _passed_over: bool = field(default=False, init=False)
    _stopping: bool = field(default=False, init=False)
    _subscription: Subscription = field(default_factory=Subscription, init=False)

    def __post_init__(self, channels: Iterable[Channel]) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._old_buttons = OldKeyboards(self._channels, self._keep_hold, self.rows.trace_of)

    async def run(self) -> None:
        """Delivers until `stop`; then ends as soon as what is under way has been delivered."""
        if not self._channels:
            return
        with self.notifier.subscribe_all() as self._subscription:
            async with asyncio.TaskGroup() as group:
                while not self._stopping:
                    try:
                        due = await self._start_due(group)
                    except Exception:
                        log.exception("outbox unreadable, tried again soon")
                        due = None
                    await self._subscription.wait(_until(due, self.clock()))

    def stop(self) -> None:
        self._stopping = True
        self._subscription.notify()

    async def drain(self) -> datetime | None:
        """Delivers what is due now, as much as goes at once; returns when to look again."""
        async with asyncio.TaskGroup() as group:
            await self._start_due(group)
        now = self.clock()
        return min((self._due(line, now) for line in await self.rows.lines(self._channels)), default=None)

    async def _start_due(self, group: asyncio.TaskGroup) -> datetime | None:
        """Starts every chat whose time has come; returns when the next one's will."""
        names = [name for name in self._channels if self.may_send(name)]
        await self._take_over(names)
        now = self.clock()
        upcoming: datetime | None = None
        starting: list[WaitingChat] = []
        self._passed_over = False
        for line in await self.rows.lines(names):
            if (line.channel, line.chat) in self._busy:
                self._passed_over = True
                continue
            due = self._due(line, now)
            if due > now:
                upcoming = due if upcoming is None else min(upcoming, due)
                continue
            if len(self._busy) + len(starting) >= self.parallel:
                self._passed_over = True
                break
            starting.append(line)
        for outgoing in await self.rows.take_each(starting) if starting else ():
            self._busy.add((outgoing.to.channel, outgoing.to.chat))
            group.create_task(self._deliver_chat(outgoing, now))
        retiring = self._start_retiring(group, now)
        return min((moment for moment in (upcoming, retiring) if moment is not None), default=None)

    def _due(self, line: WaitingChat, now: datetime) -> datetime:
        # Beyond all that we wait for it was written by a clock that was ahead.
        due = line.due if line.due - now <= LONGEST_HOLD else now
        return max(due, now + timedelta(seconds=self._channels[line.channel].pause(line.chat)))

    async def _take_over(self, names: Collection[str]) -> None:
        """Tells channels what was sent and held before: before a restart, or by another process."""
        for name in set(names) - self._sending_for:
            channel, now = self._channels[name], self.clock()
            await self.rows.take_over(name)
            for chat, moment in await self.rows.sent_since(name, now - RECALLED):
                # What another clock calls tomorrow may have been sent just now.
                channel.recall(chat, max(now - moment, timedelta()).total_seconds())
            for held, until in await self.rows.holds.of(name, now):
                # Beyond all that we wait for it was written by a clock that was ahead.
                if until - now <= LONGEST_HOLD:
                    channel.hold(held, (until - now).total_seconds())
            self._sending_for.add(name)
        self._sending_for.intersection_update(names)

    async def _deliver_chat(self, first: Outgoing, asked: datetime) -> None:
        """Delivers this message of a chat and those behind it, until none is left or one has to wait."""
        channel, chat = first.to.channel, first.to.chat
        step = AfterDelivery(first, asked)
        try:
            while step.following is not None:
                with about(step.following.reference):
                    step = await self._deliver(step.following, step.asked)
        except Exception:
            # The database is away; the rows are still there, and looked at again soon.
            log.exception("outbox could not be written", channel=channel)
        else:
            if not step.empty or self._passed_over or self._old_buttons.waiting_in(first.to):
                self._subscription.notify()
        finally:
            self._busy.discard((channel, chat))

    def _goes_on(self, to: Address) -> bool:
        """Whether the chat's next message may leave at once."""
        sends = not self._stopping and self.may_send(to.channel)
        return sends and self._channels[to.channel].pause(to.chat) <= 0

    async def _deliver(self, outgoing: Outgoing, asked: datetime) -> AfterDelivery:
        channel, chat = outgoing.to.channel, outgoing.to.chat
        outcome = await self._tried(outgoing)
        self.metrics.delivered(channel, None if isinstance(outcome, Broke) else outcome)
        now = self.clock()
        goes_on = False
        match outcome:
            case Delivered(message, refused):
                log.info("delivered", channel=channel, message=outgoing.id)
                if refused is not None:
                    await self._tell_refused(outgoing, refused)
                looked = self._goes_on(outgoing.to)
                sent = await self.rows.sent(outgoing, message, now, go_on=looked)
                self._old_buttons.add(outgoing.to, sent.retired)
                if sent.following is None:
                    await self._old_buttons.take_off(outgoing.to, lambda: not self._stopping)
                return AfterDelivery(sent.following, now, empty=looked and sent.following is None)
            case Moved(name):
                log.info("chat moved", channel=channel, message=outgoing.id)
                await self.rows.moved(channel, chat, name)
            case Gone():
                log.info("chat gone", channel=channel, message=outgoing.id)
                await self.rows.gone(channel, chat, asked)
            case Retry():
                goes_on = await self._put_off(outgoing, outcome, now)
            case Refused(reason):
                await self._give_up(outgoing, reason, now)
                goes_on = True
            case Broke(where) if outgoing.faults + 1 >= TRIES_OF_A_BUG:
                await self._give_up(outgoing, where, now)
                goes_on = True
            case Broke():
                wait = timedelta(seconds=2.0 ** (outgoing.faults + 1))
                await self.rows.broke(outgoing, now + wait)
            case _:
                assert_never(outcome)
        following = await self.rows.take(channel, chat) if goes_on and self._goes_on(outgoing.to) else None
        return AfterDelivery(following, now)

    async def _put_off(self, outgoing: Outgoing, outcome: Retry, now: datetime) -> bool:
        """Puts the message off; whether the chat goes on with its next one at once."""
        await self._keep_hold(outgoing.to, outcome)
        if now - outgoing.created > GIVE_UP_AFTER and outgoing.attempts >= TRIES_BEFORE_GIVING_UP:
            await self._give_up(outgoing, GIVEN_UP, now)
            return True
        if outcome.after is not None:
            await self.rows.later(outgoing, now + timedelta(seconds=outcome.after), counted=False)
        else:
            wait = min(2.0**outgoing.attempts, LONGEST_DELIVERY_PAUSE)
            await self.rows.later(outgoing, now + timedelta(seconds=wait))
        return False

    async def _keep_hold(self, to: Address, outcome: Retry) -> None:
        if outcome.held is not Held.NOBODY and outcome.after is not None:
            chat = to.chat if outcome.held is Held.CHAT else None
            await self.rows.holds.keep(to.channel, chat, self.clock() + timedelta(seconds=outcome.after))

    async def _tell_refused(self, outgoing: Outgoing, reason: str) -> None:
        """The team is told of a file that the messenger did not take."""
        log.error("file refused", channel=outgoing.to.channel, message=outgoing.id, reason=reason)
        if (told := self._notice(outgoing, reason)) is not None:
            await self.rows.tell(*told, self.clock())
            # It waits in another chat, which this delivery does not go on to.
            self._subscription.notify()

    async def _give_up(self, outgoing: Outgoing, reason: str, now: datetime) -> None:
        log.error("given up", channel=outgoing.to.channel, message=outgoing.id, reason=reason)
        await self.rows.failed(outgoing, Failure(reason, self._notice(outgoing, reason)), now)

    def _notice(self, outgoing: Outgoing, reason: str) -> Notice | None:
        """What the team is told of a message that has not arrived as it should."""
        reference = outgoing.reference or ""
        return self.failure_notices.undelivered(outgoing.to, outgoing.id, outgoing.reply, reference, reason)

    async def _tried(self, outgoing: Outgoing) -> DeliveryOutcome | Broke:
        channel = self._channels[outgoing.to.channel]
        try:
            context = DeliveryContext(
                outgoing.replaces,
                outgoing.regarding,
                outgoing.parts,
                lambda parts: self.rows.partly_sent(outgoing.id, parts),
                outgoing.topic,
                lambda topic: self.rows.keep_topic(outgoing.to.channel, outgoing.to.chat, topic),
            )
            return await channel.deliver(outgoing.to, outgoing.reply, context)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            log.exception(
                "delivery failed", channel=channel.name, message=outgoing.id, tries=outgoing.faults + 1
            )
            self.metrics.failed("delivery")
            return Broke(f"{type(error).__name__} {error_location(error)}")

    def _start_retiring(self, group: asyncio.TaskGroup, now: datetime) -> datetime | None:
        """Takes old buttons off in chats where nothing else happens; returns when more may go."""
        upcoming: datetime | None = None
        for to in self._old_buttons.chats():
            key = (to.channel, to.chat)
            if key in self._busy or not self.may_send(to.channel):
                continue
            pause = self._old_buttons.pause(to)
            if pause > 0:
                due = now + timedelta(seconds=pause)
                upcoming = due if upcoming is None else min(upcoming, due)
            elif len(self._busy) < self.parallel:
                self._busy.add(key)
                group.create_task(self._retire_chat(to))
        return upcoming

    async def _retire_chat(self, to: Address) -> None:
        try:
            await self._old_buttons.take_off(to, lambda: not self._stopping)
        finally:
            self._busy.discard((to.channel, to.chat))
            self._subscription.notify()


def _until(due: datetime | None, now: datetime) -> float:
    """How long to sleep; another process may write messages too, so never for long."""
    return _LOOK_AGAIN if due is None else min(max((due - now).total_seconds(), 0.0), _LOOK_AGAIN)
