"""Updates waiting for a bot, and `getUpdates` with all its habits."""

from __future__ import annotations

from dataclasses import dataclass

from .limits import Clock
from .refusal import Json, Refusal
from .state import Signal

KEPT_SECONDS = 24 * 3600
LONGEST_POLL = 50
OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True, eq=False)
class Update:
    """One update; `lane` is what Telegram keeps in order (a chat or a person)."""

    id: int
    kind: str
    json: Json
    lane: int
    date: float
    deliveries: int = 0
    acknowledged: bool = False


class UpdateQueue:
    """Keeps updates until they are confirmed by an offset or a 2xx, for a day at most."""

    def __init__(self, clock: Clock, first_id: int = 100_000_001) -> None:
        self.clock = clock
        self.next_id = first_id
        self.pending: dict[int, Update] = {}
        self.repeated: list[Update] = []
        self.allowed: frozenset[str] | None = None
        self.arrived = Signal()
        self.delivered = Signal()
        self.confirmed = Signal()
        self.polls = 0
        self.conflicts = 0
        self._poll = 0

    def push(self, kind: str, payload: Json, lane: int) -> Update | None:
        """Adds an update; None when the bot did not ask for this kind."""
        if kind in OPT_IN if self.allowed is None else kind not in self.allowed:
            return None
        update = Update(self.next_id, kind, {"update_id": self.next_id, kind: payload}, lane, self.clock())
        self.next_id += 1
        self.pending[update.id] = update
        self.arrived.fire()
        return update

    def repeat(self, update: Update) -> None:
        """Delivers an update once more, as after a lost acknowledgement."""
        self.repeated.append(update)
        self.arrived.fire()

    def allow(self, kinds: list[str] | None) -> None:
        """`allowed_updates`: None leaves it, an empty list means the usual ones."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def acknowledge(self, update: Update) -> None:
        """The bot has it for good."""
        self.pending.pop(update.id, None)
        update.acknowledged = True
        self.confirmed.fire()

    def clear(self) -> None:
        """Forgets everything that waits."""
        self.pending.clear()
        self.repeated.clear()

    def forget_old(self) -> None:
        """Drops what has waited for more than a day."""
        oldest = self.clock() - KEPT_SECONDS
        for update in list(self.pending.values()):
            if update.date >= oldest:
                break
            del self.pending[update.id]

    def confirm_before(self, offset: int) -> None:
        """An offset confirms all earlier updates."""
        done = False
        while self.pending and (first := next(iter(self.pending))) < offset:
            self.pending.pop(first).acknowledged = done = True
        if done:
            self.confirmed.fire()

    def ready(self, offset: int, limit: int) -> list[Update]:
        """What a poll with this offset gets now."""
        self.forget_old()
        if offset < 0:
            self.confirm_before(self.next_id + offset)
        elif offset > 0:
            self.confirm_before(offset)
        found = self.repeated[:limit]
        del self.repeated[: len(found)]
        if found:
            # Nothing else confirms them: whoever waits for all to be taken would wait in vain.
            self.confirmed.fire()
        for update in self.pending.values():
            if len(found) >= limit:
                break
            found.append(update)
        for update in found:
            update.deliveries += 1
        self.delivered.fire()
        return found

    def interrupt(self) -> None:
        """Ends a poll that waits, with 409."""
        self._poll += 1
        self.arrived.fire()

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """`getUpdates`: waits for something to come; a later poll ends this one with 409."""
        self.polls += 1
        limit = limit if 1 <= limit <= 100 else 100
        found = self.ready(offset, limit)
        if not found and seconds > 0:
            self._poll += 1
            mine = self._poll
            self.arrived.fire()
            await self.arrived.wait_for(
                lambda: bool(self.pending or self.repeated) or self._poll != mine, min(seconds, LONGEST_POLL)
            )
            if self._poll != mine:
                self.conflicts += 1
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            found = self.ready(offset, limit)
        return [update.json for update in found]
