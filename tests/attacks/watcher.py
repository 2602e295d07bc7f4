"""Whoever watches a service from outside, by /readyz, /metrics and /healthz, and whoever writes to it."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp

from tests.launcher.injected import set_at
from tests.launcher.service import Service
from tests.patience import PATIENCE
from tests.whole.caller import Caller


class Watcher:
    """One who asks again and again."""

    def __init__(self, service: Service, session: aiohttp.ClientSession) -> None:
        self.service = service
        self._session = session

    @property
    def file(self) -> Path:
        """The database's file."""
        return Path(self.service.database.removeprefix("sqlite:///"))

    async def readiness(self) -> dict[str, Any]:
        async with self._session.get(f"{self.service.address}/readyz") as response:
            told: dict[str, Any] = await response.json()
            assert told["ready"] is (response.status == 200)
            return told

    async def reasons(self) -> str:
        """Why it is not ready; empty when it is."""
        told = await self.readiness()
        return "; ".join(part["reason"] for part in told["parts"].values() if not part["ok"])

    async def until(self, look: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE):
            # Nothing tells of the moment: it is asked again and again, as probes do.
            while not await look():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def until_ready(self) -> None:
        await self.until(lambda: self._is(""))

    async def until_not_ready(self, reason: str) -> None:
        await self.until(lambda: self._is(reason))

    async def _is(self, reason: str) -> bool:
        told = await self.reasons()
        return reason in told if reason else not told

    async def writable(self) -> float:
        """The figure that the alert looks at."""
        async with self._session.get(f"{self.service.address}/metrics") as response:
            found = re.search(r"^segmentbot_database_writable (\S+)", await response.text(), re.MULTILINE)
        assert found is not None
        return float(found[1])

    async def alive(self) -> bool:
        async with self._session.get(f"{self.service.address}/healthz") as response:
            return response.status == 200

    async def refused(self, person: Caller, text: str, id: str = "refused") -> dict[str, Any]:
        """What the page says of an event that the database does not take."""
        event = {"text": text, "id": id}
        async with self._session.post(
            f"{self.service.address}/api/events", json=event, cookies=person.cookies
        ) as response:
            assert response.status == 503, await response.text()
            said: dict[str, Any] = await response.json()
            return said


def probe_often() -> None:
    """In a bot that starts: writing is tried after a second in which nobody wrote, not after ten."""
    for place in ("bot.ops.health:IDLE_SECONDS", "bot.app.lifecycle:IDLE_SECONDS"):
        set_at(place, 1.0)


def most_memory(service: Service) -> int:
    """The most that the service has ever had, in kilobytes."""
    lines = Path(f"/proc/{service.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
