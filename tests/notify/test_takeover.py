"""Another process takes the leader's work over within five seconds, however the leader ended."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot import notify
from bot.notify import LeaderLock
from bot.store.postgres import STANDING
from tests import virtual_time

PROMISED = 5.0


@dataclass
class LockServer:
    """PostgreSQL's advisory locks: they end with their connection, and a connection with a machine that does
    not answer ends when the settings say so."""

    locks: dict[tuple[int, int], "Connection"] = field(default_factory=dict)

    async def connect(self, _database: str) -> "Connection":
        return Connection(self)

    def let_go(self, connection: "Connection") -> None:
        self.locks = {key: holder for key, holder in self.locks.items() if holder is not connection}


@dataclass(eq=False)
class Connection:
    server: LockServer
    answers: bool = True

    async def fetchval(self, _question: str, namespace: int, number: int, *, timeout: float) -> bool:  # noqa: ASYNC109  # asyncpg's
        await self._answered(timeout)
        return self.server.locks.setdefault((namespace, number), self) is self

    async def execute(self, _statement: str, *, timeout: float) -> None:  # noqa: ASYNC109
        await self._answered(timeout)

    async def _answered(self, within: float) -> None:
        async with asyncio.timeout(within):
            if not self.answers:
                await asyncio.Event().wait()

    def terminate(self) -> None:
        # Of a connection that is cut the server hears nothing: it finds out by itself.
        if self.answers:
            self.server.let_go(self)


def noticed_after() -> float:
    """Seconds in which the server lets a machine go that answers no more."""
    silence = int(STANDING["tcp_keepalives_idle"])
    silence += int(STANDING["tcp_keepalives_interval"]) * int(STANDING["tcp_keepalives_count"])
    return max(silence, int(STANDING["tcp_user_timeout"]) / 1000)


async def following(end: Callable[[asyncio.Future[None]], Coroutine[Any, Any, None]]) -> float:
    """Seconds from the end of one leader until the next one sends."""
    loop = asyncio.get_running_loop()
    first, second = (LeaderLock("postgresql://", ["push"], lambda: None) for _ in range(2))
    leading = asyncio.ensure_future(first.run())
    await first.until_held("push")
    standing_by = asyncio.ensure_future(second.run())
    await asyncio.sleep(10)
    assert first.holds("push") and not second.holds("push")
    began = loop.time()
    ending = asyncio.ensure_future(end(leading))
    await second.until_held("push")
    seconds = loop.time() - began
    assert not first.holds("push"), "two never send"
    await ending
    for task in (leading, standing_by):
        task.cancel()
    await asyncio.wait([leading, standing_by])
    return seconds


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> LockServer:
    server = LockServer()
    monkeypatch.setattr(notify, "connect_standing", server.connect)
    return server


def test_the_work_of_a_leader_that_is_killed_is_taken_over(server: LockServer) -> None:
    async def killed(process: asyncio.Future[None]) -> None:
        (connection,) = server.locks.values()
        process.cancel()
        # The kernel closes the connection, and the server hears of it at once.
        server.let_go(connection)

    seconds, _ = virtual_time.run(following(killed))
    assert seconds <= PROMISED


def test_the_work_of_a_leader_whose_machine_is_dead_is_taken_over(server: LockServer) -> None:
    async def cut_off(_process: asyncio.Future[None]) -> None:
        (connection,) = server.locks.values()
        connection.answers = False
        await asyncio.sleep(noticed_after())
        server.let_go(connection)

    seconds, _ = virtual_time.run(following(cut_off))
    assert seconds <= PROMISED
