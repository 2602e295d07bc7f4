"""Who may act for the team: members of its chat, as the messenger says, and those whom the settings name."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from dialogs.turn.events import Address

log = structlog.get_logger(__name__)

EXPERT_REMEMBERED = timedelta(minutes=5)


class Membership(Protocol):
    """Asks a messenger about the members of its chats."""

    async def is_member(self, chat: str, person: str) -> bool | None:
        """None when it cannot be asked now."""
        ...


class MembershipUnknown(Exception):
    """Raised while the messenger cannot be asked whether somebody is an expert."""


class Experts:
    """Knows the experts of one team; what the messenger said counts for minutes."""

    def __init__(self, team: Address, listed: Collection[str], clock: Callable[[], datetime]) -> None:
        self._team = team
        self._listed = frozenset(listed)
        self._clock = clock
        self._known: dict[str, tuple[datetime, bool]] = {}
        self.membership: Membership | None = None
        """Set once the messenger is connected."""

    def forget(self, person: str) -> None:
        """Somebody has left or come: the messenger is asked anew."""
        self._known.pop(person, None)

    async def includes(self, channel: str, person: str) -> bool:
        """Whether this person of a channel is known to be an expert."""
        try:
            return await self.ask(channel, person)
        except MembershipUnknown:
            return False

    async def ask(self, channel: str, person: str) -> bool:
        """Whether this person of a channel is an expert. Raises MembershipUnknown."""
        if f"{channel}:{person}" in self._listed:
            return True
        if channel != self._team.channel:
            return False
        if person == self._team.chat:
            # An administrator who speaks as the chat itself, in it.
            return True
        known = self._known.get(person)
        if known is not None and self._clock() - known[0] <= EXPERT_REMEMBERED:
            return known[1]
        said = await self.membership.is_member(self._team.chat, person) if self.membership else None
        if said is None:
            # What was known last counts until the messenger can be asked again.
            if known is None:
                raise MembershipUnknown
            return known[1]
        self._known[person] = (self._clock(), said)
        return said
