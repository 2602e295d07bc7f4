"""Who may act for the team, and use its page by a one-time link and a session."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.store.access_tokens import AccessTokens, Member
from bot.store.store import Store
from dialogs.turn.events import Address

log = structlog.get_logger(__name__)

LINK = timedelta(minutes=10)
SESSION = timedelta(hours=12)
EXPERT_REMEMBERED = timedelta(minutes=5)


Membership = Callable[[str, str], Awaitable[bool | None]]
"""Whether somebody is a member of a chat, as the messenger says; None when it cannot be asked now."""


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

    def forget(self, speaker: str) -> None:
        """Lets the messenger be asked anew about somebody who has left or come."""
        self._known.pop(speaker, None)

    async def includes(self, channel: str, speaker: str) -> bool:
        """Whether this speaker of a channel is known to be an expert."""
        try:
            return await self.ask(channel, speaker)
        except MembershipUnknown:
            return False

    async def ask(self, channel: str, speaker: str) -> bool:
        """Whether this speaker of a channel is an expert. Raises MembershipUnknown."""
        if f"{channel}:{speaker}" in self._listed:
            return True
        if channel != self._team.channel:
            return False
        if speaker == self._team.chat:
            # An administrator who speaks as the chat itself, in it.
            return True
        known = self._known.get(speaker)
        if known is not None and self._clock() - known[0] <= EXPERT_REMEMBERED:
            return known[1]
        said = await self.membership(self._team.chat, speaker) if self.membership else None
        if said is None:
            # What was known last counts until the messenger can be asked again.
            if known is None:
                raise MembershipUnknown
            return known[1]
        self._known[speaker] = (self._clock(), said)
        return said


@dataclass(frozen=True)
class TeamAccess:
    """Gives out links to the team's page, at `address`, and sessions on it; any copy of the bot believes what
    another has given out. `only_here`: it opens on the bot's own computer alone."""

    store: Store
    experts: Experts
    address: str
    only_here: bool = False

    @property
    def _tokens(self) -> AccessTokens:
        return AccessTokens(self.store.database, self.store.clock)

    async def link(self, member: Member) -> str | None:
        """A link that opens the page once within ten minutes; None for who is no expert. It takes
        the place of an earlier one."""
        if not await self.experts.includes(member.channel, member.speaker):
            await self._note(member, "refused", "/team")
            return None
        return f"{self.address.rstrip('/')}/team/enter/{await self._tokens.give(member, 'link', LINK)}"

    async def enter(self, token: str) -> str | None:
        """The session that the link gives, which is used up by it. Raises MembershipUnknown."""
        member = await self._tokens.find(token, "link")
        if member is None or not await self.experts.ask(member.channel, member.speaker):
            return None
        if not await self._tokens.use_up(token):
            return None
        await self._note(member, "entered the page", "page")
        return await self._tokens.give(member, "session", SESSION)

    async def who(self, token: str) -> Member | None:
        """Whose session it is; one of somebody who has left the team's chat ends. Raises
        MembershipUnknown."""
        member = await self._tokens.find(token, "session") if token else None
        if member is None or await self.experts.ask(member.channel, member.speaker):
            return member
        await self.revoke(member.channel, member.speaker)
        return None

    async def leave(self, token: str) -> None:
        """Ends one session."""
        await self._tokens.end(token)

    async def revoke(self, channel: str, speaker: str) -> None:
        """Ends the links and sessions of somebody who is no expert any more, in every copy."""
        self.experts.forget(speaker)
        await self._tokens.end_all_of(channel, speaker)
        log.info("access to the team's page revoked")

    async def _note(self, member: Member, did: str, subject: str) -> None:
        await self.store.transact(lambda unit: unit.tickets.note(member.expert.id, did, subject))
