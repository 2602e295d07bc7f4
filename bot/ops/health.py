"""Health: whether this process may be given work, and if not, why; by how much its event loop is late."""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.content.knowledge_service import KnowledgeService
from bot.notify import Leadership
from bot.ports import DatabaseUnavailable
from bot.store.store import Store
from bot.store.tables import HEAD
from bot.store.unavailable import LastUse

# The last write speaks for the database for so long; then one is made to find out.
FRESH_SECONDS = 1.0
# Whoever probes us waits no longer than some seconds.
PROBE_SECONDS = 2.0
# While nobody writes and nobody asks for our health, one is made as often as this.
IDLE_SECONDS = 10.0
LAG_SECONDS = 1.0
REMEMBERED_BEATS = 60
# A loop that is this late serves nobody.
STUCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The state of one component, in words for an operator; no address, no name, no secret."""

    ok: bool
    reason: str


@dataclass(frozen=True)
class Health:
    """Runs the checks when it is called."""

    store: Store
    knowledge_service: KnowledgeService
    leader: Leadership
    pushing: Collection[str]
    stopping: Callable[[], bool]

    async def __call__(self) -> Mapping[str, HealthCheck]:
        """Every check by name; the process is ready when all are ok."""
        database, writing = await asyncio.gather(self._database(), self._writing())
        return {
            **database,
            "writing": writing,
            "knowledge": self._knowledge(),
            "sender": HealthCheck(True, self._sending()),
            "process": HealthCheck(False, "stopping") if self.stopping() else HealthCheck(True, "running"),
        }

    async def _database(self) -> Mapping[str, HealthCheck]:
        last_read = self.store.database.last_read
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                version = await self.store.version()
        except TimeoutError:
            return {"database": _SILENT, "migrations": HealthCheck(False, "unknown")}
        except DatabaseUnavailable as away:
            return {"database": _broken(away), "migrations": HealthCheck(False, "unknown")}
        at_head = version == HEAD
        tables = f"at {version}" if at_head else f"at {version or 'nothing'}, this version needs {HEAD}"
        # Another copy is ahead of us during a rolling upgrade; we serve until we are stopped.
        ahead = version is not None and version > HEAD
        database = _broken(last_read.problem) if last_read.problem else HealthCheck(True, "answers")
        return {"database": database, "migrations": HealthCheck(at_head or ahead, tables)}

    async def _writing(self) -> HealthCheck:
        """Whether the last write went well; one is made when that is no longer news."""
        last = self.store.database.last_write
        if last.age > FRESH_SECONDS:
            try:
                async with asyncio.timeout(PROBE_SECONDS):
                    await self.store.probe()
            except TimeoutError:
                return _broken(last.problem) if last.problem else _SILENT
            except DatabaseUnavailable as away:
                return _broken(away)
        return _broken(last.problem) if last.problem else HealthCheck(True, "works")

    def _knowledge(self) -> HealthCheck:
        entries = len(self.knowledge_service.base)
        return HealthCheck(entries > 0, f"{entries} entries")

    def _sending(self) -> str:
        if not self.pushing:
            return "nothing to send"
        held = [channel for channel in self.pushing if self.leader.holds(channel)]
        # A process that stands by takes updates and serves pages like any other.
        return "holds " + ", ".join(held) if held else "standing by"


_SILENT = HealthCheck(False, f"does not answer within {PROBE_SECONDS:.0f} s")


def _broken(problem: DatabaseUnavailable) -> HealthCheck:
    return HealthCheck(False, f"{problem.problem} ({problem.remedy})")


async def probe_when_idle(store: Store) -> None:
    """Writes when nobody else has for a while: then log, metrics and readiness know whether that works."""
    if store.database.last_write.age >= IDLE_SECONDS:
        with suppress(DatabaseUnavailable):
            await store.probe()


def writes(last: LastUse) -> bool:
    """Whether the last write went well, and not so long ago that the next one must hang."""
    return last.problem is None and last.age < 6 * IDLE_SECONDS


class LoopLag:
    """Wakes once a second and remembers by how much it was late."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._late: deque[float] = deque(maxlen=REMEMBERED_BEATS)
        self._last = clock()

    @property
    def lag(self) -> float:
        """The worst delay of the last minute, in seconds."""
        return max(self._late, default=0.0)

    @property
    def beats(self) -> bool:
        return self._clock() - self._last < STUCK_SECONDS

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            self._last = self._clock()
            await asyncio.sleep(LAG_SECONDS)
            self._late.append(max(self._clock() - self._last - LAG_SECONDS, 0.0))
