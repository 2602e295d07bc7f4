"""Readiness checks: whether this process may be given work, and if not, why."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.content.knowledge_service import KnowledgeService
from bot.notify.leader import Leadership
from bot.ports import DatabaseUnavailable
from bot.store.store import Store
from bot.store.tables import HEAD


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The state of one component, in words for an operator; no address, no name, no secret."""

    ok: bool
    reason: str


class Health:
    """Runs the checks when it is called."""

    def __init__(
        self,
        store: Store,
        knowledge_service: KnowledgeService,
        leader: Leadership,
        pushing: Collection[str],
        stopping: Callable[[], bool],
    ) -> None:
        self._store = store
        self._knowledge_service = knowledge_service
        self._leader = leader
        self._pushing = pushing
        self._stopping = stopping

    async def __call__(self) -> Mapping[str, HealthCheck]:
        """Every check by name; the process is ready when all are ok."""
        return {
            **await self._database(),
            "knowledge": self._knowledge(),
            "sender": HealthCheck(True, self._sending()),
            "process": HealthCheck(False, "stopping") if self._stopping() else HealthCheck(True, "running"),
        }

    async def _database(self) -> Mapping[str, HealthCheck]:
        try:
            version = await self._store.version()
        except DatabaseUnavailable as away:
            return {"database": HealthCheck(False, away.problem), "migrations": HealthCheck(False, "unknown")}
        at_head = version == HEAD
        tables = f"at {version}" if at_head else f"at {version or 'nothing'}, this version needs {HEAD}"
        # Another copy is ahead of us during a rolling upgrade; we serve until we are stopped.
        ahead = version is not None and version > HEAD
        return {"database": HealthCheck(True, "answers"), "migrations": HealthCheck(at_head or ahead, tables)}

    def _knowledge(self) -> HealthCheck:
        entries = len(self._knowledge_service.base)
        return HealthCheck(entries > 0, f"{entries} entries")

    def _sending(self) -> str:
        if not self._pushing:
            return "nothing to send"
        held = [channel for channel in self._pushing if self._leader.holds(channel)]
        # A process that stands by takes updates and serves pages like any other.
        return "holds " + ", ".join(held) if held else "standing by"
