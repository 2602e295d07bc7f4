"""Server-sent events: everything after the last message that the browser has, then as it comes."""

from contextlib import suppress

from aiohttp import web

from bot.ports import DatabaseUnavailable
from bot.web.chat.ports import CHANNEL, Chats, Listener, Message, Notifier
from bot.web.chat.rendering import message_json
from bot.web.texts import readable_json

HEARTBEAT_SECONDS = 15.0
AT_ONCE = 100
# Ids of messages are whole numbers of 32 bits; PostgreSQL would refuse to compare them with a larger one.
LARGEST_ID = 2**31 - 1
LOOK_AGAIN_SECONDS = 1.0


class Streams:
    """All streams of this process; closed together when it stops."""

    def __init__(self, chats: Chats, notifier: Notifier, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._chats = chats
        self._notifier = notifier
        self._heartbeat = heartbeat
        self._open: set[Listener] = set()
        self._closing = False

    async def serve(self, request: web.Request, chat: str) -> web.StreamResponse:
        """Sends until the browser goes away or the process stops."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        position = last_seen(request)
        # We listen before we read: a message that comes in between rings the notifier.
        with self._notifier.listen(CHANNEL, chat) as listener:
            self._open.add(listener)
            try:
                with suppress(ConnectionError):
                    await response.prepare(request)
                    await response.write(b": open\nretry: 2000\n\n")
                    await self._send(response, chat, position, listener)
            finally:
                self._open.discard(listener)
        return response

    async def _send(self, response: web.StreamResponse, chat: str, position: int, listener: Listener) -> None:
        while not self._closing:
            try:
                messages = await self._chats.after(chat, position, AT_ONCE)
            except DatabaseUnavailable:
                # The stream outlives it: what was written meanwhile follows when the database is back.
                await listener.wait(LOOK_AGAIN_SECONDS)
                await response.write(b": still here\n\n")
                continue
            if messages:
                # In one piece: the replies of one turn are drawn together.
                await response.write("".join(map(_event, messages)).encode())
                position = messages[-1].id
            if len(messages) == AT_ONCE:
                continue
            if not await listener.wait(self._heartbeat):
                await response.write(b": still here\n\n")

    async def close(self, _: web.Application) -> None:
        """Ends every stream; browsers come back to the next process with their last id."""
        self._closing = True
        for listener in self._open:
            listener.ring()


def _event(message: Message) -> str:
    return f"id: {message.id}\ndata: {readable_json(message_json(message))}\n\n"


def last_seen(request: web.Request) -> int:
    """The header wins: a browser that reconnects repeats the old address with the new header."""
    for source in (request.headers.get("Last-Event-ID"), request.query.get("after")):
        if source and source.isascii() and source.isdigit() and len(source) < 19:
            return min(int(source), LARGEST_ID)
    return 0
