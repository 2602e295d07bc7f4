"""Documents that were issued, their owners, and a messenger's own names for the files that it has of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import Select, and_, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store import json_text
from bot.store.connection import only
from bot.store.database import Database
from bot.store.tables import chats, documents, sent_files
from dialogs.interview.answers import Draft
from dialogs.turn.events import Address

SAME_DAY = timedelta(hours=12)
# What decides how a document looks, and under which name it goes.
_CONTENT = ("person", "draft", "snapshot", "stem", "title", "kind", "final", "example")


@dataclass(frozen=True, slots=True)
class Export:
    """Everything stored about a person, as JSON in a file, and their drafts once more."""

    everything: IO[bytes]
    drafts: Sequence[Draft]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A frozen version of a profile; without a draft an export, which is gathered when it is asked for."""

    id: str
    person: str
    draft: Draft | None
    file_stem: str
    title: str
    final: bool
    example: bool
    created: datetime
    export: Export | None = None


async def find_document(database: Database, query: Select[Any], values: Any = None) -> StoredDocument | None:
    """The document that a query of its table finds, if any."""
    row = (await database.look(only(query, values))).one_or_none()
    if row is None:
        return None
    return StoredDocument(
        row.id,
        row.person,
        None if row.kind == "export" else json_text.DRAFTS.value(row.snapshot),
        row.stem,
        row.title,
        row.final,
        row.example,
        row.created,
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose document it is, and where they spoke last."""

    person: str
    address: Address


async def owner_of(database: Database, document: str) -> Owner | None:
    """The owner of a document; None when it is gone, or its owner speaks nowhere."""
    query = (
        select(chats)
        .join(documents, documents.c.person == chats.c.person)
        .where(documents.c.id == document)
        .order_by(chats.c.updated.desc())
        .limit(1)
    )
    row = (await database.look(only(query))).one_or_none()
    return None if row is None else Owner(row.person, Address(row.channel, row.chat, row.speaker))


@dataclass(frozen=True)
class SentFiles:
    """The files of one channel."""

    database: Database
    channel: str

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
                sent_files.c.channel == self.channel,
                sent_files.c.format == format,
            )
            .order_by(same.c.created.desc())
            .limit(1)
        )
        row = (await self.database.look(only(query))).one_or_none()
        # A draft that has no date of its own bears the day on which it was issued.
        return row.file if row is not None and row.issued - row.created < SAME_DAY else None

    async def keep(self, document: str, format: str, file: str) -> None:
        """Remembers the name; for a document erased meanwhile there is nothing to remember."""
        values = {"channel": self.channel, "document": document, "format": format, "file": file}
        try:
            await self.database.transact(only(insert(sent_files).values(values)))
        except IntegrityError:
            return
