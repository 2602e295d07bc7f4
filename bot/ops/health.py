"""Whether this process may be given work, and if not, which part keeps it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.content.knowledge_service import KnowledgeService
from bot.notify.leader import Leadership
from bot.ports import DatabaseUnavailable
from bot.store.store import Store
from bot.store.tables import HEAD


@dataclass(frozen=True, slots=True)
class Part:
    """One part, in words for an operator; no address, no name, no secret."""

    ok: bool
    reason: str


class Health:
    """Looks at the parts when asked."""

    def __init__(
        self,
        store: Store,
        knowing: KnowledgeService,
        sender: Leadership,
        pushing: Collection[str],
        stopping: Callable[[], bool],
    ) -> None:
        self._store = store
        self._knowledge_service = knowing
        self._sender = sender
        self._pushing = pushing
        self._stopping = stopping

    async def __call__(self) -> Mapping[str, Part]:
        """Every part by name; ready when all are ok."""
        return {
            **await self._database(),
            "knowledge": self._knowledge(),
            "sender": Part(True, self._sending()),
            "process": Part(False, "stopping") if self._stopping() else Part(True, "running"),
        }

    async def _database(self) -> Mapping[str, Part]:
        try:
            version = await self._store.version()
        except DatabaseUnavailable as away:
            return {"database": Part(False, away.problem), "migrations": Part(False, "unknown")}
        at_head = version == HEAD
        tables = f"at {version}" if at_head else f"at {version or 'nothing'}, this version needs {HEAD}"
        # Another copy is ahead of us during a rolling upgrade; we serve until we are stopped.
        ahead = version is not None and version > HEAD
        return {"database": Part(True, "answers"), "migrations": Part(at_head or ahead, tables)}

    def _knowledge(self) -> Part:
        entries = len(self._knowledge_service.base)
        return Part(entries > 0, f"{entries} entries")

    def _sending(self) -> str:
        if not self._pushing:
            return "nothing to send"
        held = [channel for channel in self._pushing if self._sender.holds(channel)]
        # A process that stands by takes updates and serves pages like any other.
        return "holds " + ", ".join(held) if held else "standing by"
