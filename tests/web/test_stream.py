"""The event stream: nothing lost, nothing twice, for every tab."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientResponse

from tests.web.chatting import Chatting
from tests.web.serving import Client, Server


class StreamTab:
    """Reads a stream the way a browser does."""

    def __init__(self, response: ClientResponse) -> None:
        self.response = response

    async def message(self) -> dict[str, Any]:
        return (await self.event())[1]

    async def comment(self) -> str:
        """The next beat; an event instead of it is an error."""
        chunk = (await self.response.content.readuntil(b"\n\n")).decode()
        assert all(line.startswith((":", "retry:")) for line in chunk.strip().split("\n")), chunk
        return chunk

    async def event(self) -> tuple[int, dict[str, Any]]:
        while True:
            chunk = (await self.response.content.readuntil(b"\n\n")).decode()
            fields = dict(line.split(": ", 1) for line in chunk.strip().split("\n") if line[0] != ":")
            if "data" in fields:
                return int(fields["id"]), json.loads(fields["data"])


@asynccontextmanager
async def tab(client: Client, query: str = "", **headers: str) -> AsyncIterator[StreamTab]:
    async with client.get(f"/api/stream{query}", headers=headers) as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/event-stream")
        yield StreamTab(response)


async def begun(client: Client) -> int:
    found = await (await client.get("/api/session")).json()
    last: int = found["last_event_id"]
    return last


async def say(client: Client, text: str) -> None:
    assert (await client.post("/api/events", json={"text": text})).status == 200


async def test_without_a_session_there_is_no_stream(client: Client) -> None:
    assert (await client.get("/api/stream")).status == 401


async def test_what_is_said_comes_to_every_tab_in_order(client: Client) -> None:
    last = await begun(client)
    async with tab(client, f"?after={last}") as one, tab(client, f"?after={last}") as two:
        for n in range(5):
            await say(client, f"вопрос {n}")
        heard = [[await each.event() for _ in range(10)] for each in (one, two)]
    assert heard[0] == heard[1]
    ids = [id_ for id_, _ in heard[0]]
    assert ids == sorted(set(ids))
    texts = [message["text"] for _, message in heard[0] if "text" in message]
    assert texts == [f"вопрос {n}" for n in range(5)]


async def test_a_stream_goes_on_after_the_last_id_by_header_or_address(client: Client) -> None:
    last = await begun(client)
    await say(client, "раз")
    await say(client, "два")
    async with tab(client, f"?after={last}") as one:
        events = [await one.event() for _ in range(4)]
    seen = events[1][0]
    # The header is younger than the address that a browser repeats.
    async with tab(client, f"?after={last}", **{"Last-Event-ID": str(seen)}) as two:
        assert [await two.event() for _ in range(2)] == events[2:]
    async with tab(client, "?after=nonsense") as three:
        assert (await three.message())["reply"]["buttons"]


async def test_more_than_one_page_of_messages_arrives_whole(client: Client) -> None:
    last = await begun(client)
    for n in range(130):
        await say(client, str(n))
    async with tab(client, f"?after={last}") as one:
        messages = [await one.message() for _ in range(260)]
    assert [message["text"] for message in messages if "text" in message] == [str(n) for n in range(130)]


async def test_a_quiet_stream_beats(client: Client) -> None:
    last = await begun(client)
    async with tab(client, f"?after={last}") as one:
        assert "open" in await one.comment()
        assert "still here" in await one.comment()


async def test_one_chat_never_hears_another(client: Client, bot: Chatting) -> None:
    last = await begun(client)
    async with tab(client, f"?after={last}") as mine:
        client.session.cookie_jar.clear()
        await begun(client)
        await say(client, "чужое")
        # Two beats later it has heard nothing but beats.
        for _ in range(3):
            await mine.comment()


async def test_streams_end_when_the_process_stops(bot: Chatting) -> None:
    from aiohttp import ClientSession

    server = Server(bot)
    await server.start()
    async with ClientSession(server.address) as http:
        await http.get("/api/session")
        async with http.get("/api/stream") as response:
            await response.content.readuntil(b"\n\n")
            await server.stop()
            await response.content.read()
