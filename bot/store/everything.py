"""Everything that is stored about one person, as plain data for them to take away."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from bot.store.tables import chats, documents, drafts, messages, persons, phrasings, questions
from bot.store.writer_thread import Statements

_JSON_COLUMNS = frozenset({"about", "session", "body", "entries", "snapshot"})


async def collect(connection: Statements, person: str, now: datetime) -> dict[str, Any]:
    """All rows that hang on the person, table by table; earlier exports are left out."""
    everything: dict[str, Any] = {"format": "segmentbot-export", "version": 1, "created": now.isoformat()}
    for table in (persons, chats, drafts, documents, messages, questions, phrasings):
        everything[table.name] = [_plain(row) for row in await _rows(connection, table, person)]
    return everything


async def _rows(connection: Statements, table: Table, person: str) -> list[dict[str, Any]]:
    key = table.c.id if table is persons else table.c.person
    query = select(table).where(key == person).order_by(*table.primary_key)
    if table is documents:
        query = query.where(documents.c.kind != "export")
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value)
        if name in _JSON_COLUMNS and value
        else value.isoformat()
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }
