"""A messenger's own names for documents that it has."""

from datetime import timedelta

from sqlalchemy import and_, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store.connection import only
from bot.store.database import Database
from bot.store.tables import documents, sent_files

SAME_DAY = timedelta(hours=12)
# What decides how a document looks, and under which name it goes.
_CONTENT = ("person", "draft", "snapshot", "stem", "title", "kind", "final", "example")


class SentFiles:
    """The files of one channel."""

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel

    async def find(self, document: str, format: str) -> str | None:
        """The messenger's name for the document in this format, when it has it: under this id, or issued
        earlier from the same draft with nothing changed since."""
        wanted, same = documents.alias(), documents.alias()
        alike = [wanted.c[name] == same.c[name] for name in _CONTENT]
        query = (
            select(sent_files.c.file, same.c.created, wanted.c.created.label("issued"))
            .join(same, same.c.id == sent_files.c.document)
            .join(wanted, and_(*alike))
            .where(
                wanted.c.id == document,
                sent_files.c.channel == self._channel,
                sent_files.c.format == format,
            )
            .order_by(same.c.created.desc())
            .limit(1)
        )
        row = (await self._database.look(only(query))).one_or_none()
        # A draft that has no date of its own bears the day on which it was issued.
        return row.file if row is not None and row.issued - row.created < SAME_DAY else None

    async def keep(self, document: str, format: str, file: str) -> None:
        """Remembers the name; for a document erased meanwhile there is nothing to remember."""
        values = {"channel": self._channel, "document": document, "format": format, "file": file}
        try:
            await self._database.transact(only(insert(sent_files).values(values)))
        except IntegrityError:
            return
