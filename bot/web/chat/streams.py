"""Server-sent events: everything after the last message that the browser has, then as it comes."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from aiohttp import web

from bot.fair_pool import TooManyWaiting
from bot.notify import Notifier, Subscription
from bot.ports import WEB, DatabaseUnavailable
from bot.store.store import LOG_AT_ONCE, LoggedMessage
from bot.web.chat.chats import Chats
from bot.web.chat.rendering import message_json
from bot.web.texts import readable_json

HEARTBEAT_SECONDS = 15.0
MESSAGES_AT_ONCE = 100
# Ids of messages are whole numbers of 32 bits; PostgreSQL would refuse to compare them with a larger one.
LARGEST_ID = 2**31 - 1
LOOK_AGAIN_SECONDS = 1.0
# As many as browsers open to one host.
MOST_OF_A_SESSION = 6
# A ministry's people may all come from one address.
MOST_STREAMS_OF_ONE = 60
MOST_STREAMS = 384


@dataclass(eq=False, slots=True)
class _Stream:
    chat: str
    address: str
    subscription: Subscription
    transport: asyncio.Transport | None
    ended: bool = False

    @property
    def gone(self) -> bool:
        """Whether the browser has left. The handler notices only when it writes next."""
        return self.transport is None or self.transport.is_closing()

    def end(self) -> None:
        """Ends the stream, for another takes its place; a client that does not read what it is sent has no
        say in it."""
        self.ended = True
        self.subscription.notify()
        if self.transport is not None and self.transport.get_write_buffer_size():
            self.transport.abort()


@dataclass(eq=False, repr=False)
class Streams:
    """All streams of this process; closed together when it stops.

    Of a session, of an address and in all there are only so many: a new one ends the oldest.
    """

    chats: Chats
    notifier: Notifier
    most: int = MOST_STREAMS
    _open: dict[_Stream, None] = field(default_factory=dict, init=False)
    _closing: bool = field(default=False, init=False)

    async def serve(self, request: web.Request, chat: str, address: str) -> web.StreamResponse:
        """Sends until the browser goes away, another stream takes this one's place or the process stops."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        response.force_close()
        position = last_seen(request)
        crowded = self._make_room(chat, address)
        # Subscribed before reading: a message that comes in between is not missed.
        with self.notifier.subscribe(WEB, chat) as subscription:
            stream = _Stream(chat, address, subscription, request.transport)
            self._open[stream] = None
            try:
                with suppress(ConnectionError):
                    await response.prepare(request)
                    await response.write(b": open\nretry: 2000\n\n")
                    if crowded:
                        # In a flood it is ended before it has cost a look into the database.
                        await subscription.wait(LOOK_AGAIN_SECONDS)
                    await self._send(response, stream, position)
                    if stream.ended:
                        # The page does not come back at once, to end another in its turn.
                        await response.write(b"event: rest\n\n")
            finally:
                del self._open[stream]
        return response

    def _make_room(self, chat: str, address: str) -> bool:
        """Whether another stream had to be ended."""
        for stream in self._open:
            if stream.gone and not stream.ended:
                stream.end()
        streams = [stream for stream in self._open if not stream.ended]
        of_session = [stream for stream in streams if stream.chat == chat]
        of_address = [stream for stream in streams if stream.address == address]
        if len(of_session) >= MOST_OF_A_SESSION:
            of_session[0].end()
        elif len(of_address) >= MOST_STREAMS_OF_ONE:
            _oldest_of_most(of_address, lambda stream: stream.chat).end()
        elif len(streams) >= self.most:
            _oldest_of_most(streams, lambda stream: stream.address).end()
        else:
            return False
        return True

    async def _send(self, response: web.StreamResponse, stream: _Stream, position: int) -> None:
        chat, subscription = stream.chat, stream.subscription
        while not self._closing and not stream.ended:
            try:
                messages = await self.chats.after(chat, position, MESSAGES_AT_ONCE)
                events = await self.chats.beside(chat, messages, partial(_events, messages))
            except (DatabaseUnavailable, TooManyWaiting):
                # The stream outlives it: what was written meanwhile follows when the database is back.
                await subscription.wait(LOOK_AGAIN_SECONDS)
                await response.write(b": still here\n\n")
                continue
            if messages:
                # In one piece: the replies of one turn are drawn together.
                await response.write(events)
                position = messages[-1].id
            if len(messages) == MESSAGES_AT_ONCE or sum(len(each.body) for each in messages) >= LOG_AT_ONCE:
                continue
            if not await subscription.wait(HEARTBEAT_SECONDS):
                await response.write(b": still here\n\n")

    async def close(self, _: web.Application) -> None:
        """Ends every stream; browsers come back to the next process with their last id."""
        self._closing = True
        for stream in self._open:
            stream.subscription.notify()


def _oldest_of_most(streams: Sequence[_Stream], whose: Callable[[_Stream], str]) -> _Stream:
    """The oldest of those who have most: one who opens many ends their own."""
    (most, _), *_ = Counter(map(whose, streams)).most_common(1)
    return next(stream for stream in streams if whose(stream) == most)


def _events(messages: Sequence[LoggedMessage]) -> bytes:
    return "".join(map(_event, messages)).encode()


def _event(message: LoggedMessage) -> str:
    return f"id: {message.id}\ndata: {readable_json(message_json(message))}\n\n"


def last_seen(request: web.Request) -> int:
    """The header wins: a browser that reconnects repeats the old address with the new header."""
    for source in (request.headers.get("Last-Event-ID"), request.query.get("after")):
        if source and source.isascii() and source.isdigit() and len(source) < 19:
            return min(int(source), LARGEST_ID)
    return 0
