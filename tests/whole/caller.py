"""A person who uses the HTTP interface directly: fast enough to kill the service after every message."""

from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]


class Caller:
    """One session cookie, kept over restarts of the service."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> Self:
        await self.messages()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    @property
    def cookies(self) -> dict[str, str]:
        """For another connection of the same browser."""
        return {cookie.key: cookie.value for cookie in self._session.cookie_jar}

    async def messages(self) -> list[Json]:
        """The chat's log, oldest first."""
        async with self._session.get(f"{self._address}/api/session") as response:
            assert response.status == 200, await response.text()
            found: list[Json] = (await response.json())["messages"]
            return found

    async def post(self, event: Json) -> Json:
        """One event; the service has it for good when this returns."""
        async with self._session.post(f"{self._address}/api/events", json=event) as response:
            answer: Json = await response.json()
            assert response.status in (200, 202), answer
            return answer

    async def refused(self, event: Json) -> str:
        """What is said of an event that cannot be taken."""
        async with self._session.post(f"{self._address}/api/events", json=event) as response:
            assert response.status == 400
            return str((await response.json())["message"])

    async def say(self, text: str) -> str:
        await self.post({"text": text})
        return plain((await self.messages())[-1])

    async def press(self, label: str) -> str:
        """Presses the newest button whose label begins so."""
        for message in reversed(await self.messages()):
            for button in message.get("reply", {}).get("buttons", []):
                if button["label"].removeprefix("✓ ").startswith(label):
                    await self.post({"press": button["id"]})
                    return plain((await self.messages())[-1])
        raise AssertionError(f"no button {label}")

    async def download(self, document: str, kind: str) -> bytes:
        async with self._session.get(f"{self._address}/api/documents/{document}.{kind}") as response:
            assert response.status == 200, response.status
            return await response.read()


def plain(message: Json) -> str:
    """What a message says, without styles."""
    if "reply" not in message:
        return str(message["text"])
    lines = []
    for block in message["reply"]["body"]:
        parts = [block["spans"]] if block["kind"] == "paragraph" else block["items"]
        lines += ["".join(span["text"] for span in spans) for spans in parts]
    return "\n".join(lines)


def attachments(messages: list[Json]) -> list[Json]:
    """The files of the newest message that has any."""
    for message in reversed(messages):
        if files := message.get("reply", {}).get("attachments", []):
            return list(files)
    return []
