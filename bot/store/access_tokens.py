"""What opens the team's page: one-time links and sessions, kept by a hash, each of one expert."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select

from bot.store.connection import Connection, only
from bot.store.database import Database
from bot.store.tables import team_access
from dialogs.team.tickets import Expert

TokenKind = Literal["link", "session"]


@dataclass(frozen=True, slots=True)
class Member:
    """An expert who is on the page, as their channel knows them."""

    channel: str
    speaker: str
    name: str

    @property
    def expert(self) -> Expert:
        return Expert(f"{self.channel}:{self.speaker}", self.name)


@dataclass(frozen=True)
class AccessTokens:
    """Gives out tokens and finds whose they are; any copy of the bot knows what another has given out."""

    database: Database
    clock: Callable[[], datetime]

    async def give(self, member: Member, kind: TokenKind, lasts: timedelta) -> str:
        """A new token, in the place of an earlier link of theirs."""
        token, now = secrets.token_urlsafe(32), self.clock()

        async def given(connection: Connection) -> None:
            earlier = and_(*_of(member.channel, member.speaker), team_access.c.kind == "link")
            await connection.execute(delete(team_access).where(or_(team_access.c.expires <= now, earlier)))
            row = {"channel": member.channel, "speaker": member.speaker, "name": member.name}
            values = {"token": _hash(token), "kind": kind, "expires": now + lasts, **row}
            await connection.execute(insert(team_access).values(values))

        await self.database.transact(given)
        return token

    async def find(self, token: str, kind: TokenKind) -> Member | None:
        """Whose token it is; None when there is none such, or its time is over."""
        query = select(team_access).where(*self._valid(token, kind))
        row = (await self.database.look(only(query))).first()
        return Member(row.channel, row.speaker, row.name) if row is not None else None

    async def use_up(self, link: str) -> bool:
        """Whether the link was good until now; of two who use it at the same time, for one."""
        used_up = delete(team_access).where(*self._valid(link, "link"))
        return (await self.database.transact(only(used_up))).rowcount == 1

    async def end(self, token: str) -> None:
        """Makes one token void."""
        await self.database.transact(only(delete(team_access).where(team_access.c.token == _hash(token))))

    async def end_all_of(self, channel: str, speaker: str) -> None:
        """Makes all links and sessions of somebody void."""
        await self.database.transact(only(delete(team_access).where(*_of(channel, speaker))))

    def _valid(self, token: str, kind: TokenKind) -> tuple[ColumnElement[bool], ...]:
        which = (team_access.c.token == _hash(token), team_access.c.kind == kind)
        return (*which, team_access.c.expires > self.clock())


def _of(channel: str, speaker: str) -> tuple[ColumnElement[bool], ...]:
    return team_access.c.channel == channel, team_access.c.speaker == speaker


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
