"""A messenger's own names for documents that it has."""

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.store.engines import Engines
from bot.store.tables import sent_files


class SentFiles:
    """The files of one channel."""

    def __init__(self, engines: Engines, channel: str) -> None:
        self._engines = engines
        self._channel = channel

    async def find(self, document: str, format: str) -> str | None:
        """The messenger's name for the document in this format, when it has it."""
        query = select(sent_files.c.file).where(
            sent_files.c.channel == self._channel,
            sent_files.c.document == document,
            sent_files.c.format == format,
        )
        async with self._engines.reader.connect() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def keep(self, document: str, format: str, file: str) -> None:
        """Remembers the name; for a document erased meanwhile there is nothing to remember."""
        values = {"channel": self._channel, "document": document, "format": format, "file": file}
        try:
            async with self._engines.writer.begin() as connection:
                await connection.execute(insert(sent_files).values(values))
        except IntegrityError:
            return
