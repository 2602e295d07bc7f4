"""A browser's stream that comes back after every break, as EventSource does."""

import asyncio
from contextlib import suppress

import aiohttp


class EventStream:
    """Follows a chat until it is closed; `seen` holds the ids in the order in which they came."""

    def __init__(self, address: str, cookies: dict[str, str], *, pause: float = 0.05) -> None:
        self._address = address
        self._cookies = cookies
        self._pause = pause
        self.seen: list[int] = []
        self.opened = 0
        self.heard = asyncio.Event()

    async def follow(self) -> None:
        async with aiohttp.ClientSession(cookies=self._cookies) as browser:
            while True:
                with suppress(aiohttp.ClientError):
                    await self._once(browser)
                # A browser waits for two seconds.
                await asyncio.sleep(self._pause)

    async def _once(self, browser: aiohttp.ClientSession) -> None:
        headers = {"Last-Event-ID": str(self.seen[-1])} if self.seen else {}
        timeout = aiohttp.ClientTimeout(total=None)
        stream = browser.get(f"{self._address}/api/stream", headers=headers, timeout=timeout)
        async with stream as response:
            if response.status != 200:
                return
            self.opened += 1
            self.heard.set()
            async for line in response.content:
                if line.startswith(b"id: "):
                    self.seen.append(int(line[4:]))
                    self.heard.set()

    async def until_seen(self, message: int) -> None:
        """Returns when the message has come."""
        while message not in self.seen:
            self.heard.clear()
            await self.heard.wait()
