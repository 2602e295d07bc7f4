"""Until when a messenger wants nothing from us; it outlives a restart."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.store.connection import Connection
from bot.store.database import Database
from bot.store.tables import holds

_EVERY_CHAT = ""


class Holds:
    """What messengers said. The chat None stands for all chats of the channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, channel: str, chat: str | None, until: datetime) -> None:
        """Remembers; a later word of the messenger replaces an earlier one."""
        name = _EVERY_CHAT if chat is None else chat

        async def replaced(statements: Connection) -> None:
            await statements.execute(delete(holds).where(holds.c.channel == channel, holds.c.chat == name))
            await statements.execute(insert(holds).values(channel=channel, chat=name, until=until))

        await self._database.transact(replaced)

    async def of(self, channel: str, now: datetime) -> list[tuple[str | None, datetime]]:
        """What still holds; what is over is let go."""

        async def found(connection: Connection) -> list[tuple[str | None, datetime]]:
            await connection.execute(delete(holds).where(holds.c.until <= now))
            query = select(holds.c.chat, holds.c.until).where(holds.c.channel == channel)
            return [
                (None if chat == _EVERY_CHAT else chat, until)
                for chat, until in await connection.execute(query)
            ]

        return await self._database.transact(found)
