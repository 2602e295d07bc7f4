"""Everything that is stored about one person, as plain data for them to take away."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from bot.store.connection import Connection
from bot.store.tables import documents, metadata, persons

_JSON_COLUMNS = frozenset({"about", "session", "body", "entries", "snapshot"})


async def collect(connection: Connection, person: str, now: datetime) -> dict[str, Any]:
    """All rows of all tables that hang on the person, table by table; earlier exports are left out."""
    everything: dict[str, Any] = {"format": "segmentbot-export", "version": 1, "created": now.isoformat()}
    for table in metadata.sorted_tables:
        condition = of_person(table, person)
        if condition is not None:
            rows = await _rows(connection, table, condition)
            everything[table.name] = [_plain(row) for row in rows]
    return everything


def of_person(table: Table, person: str) -> ColumnElement[bool] | None:
    """Which rows of the table hang on the person, perhaps by way of another table; None when none can."""
    if table is persons:
        return persons.c.id == person
    for key in table.foreign_keys:
        above = of_person(key.column.table, person)
        if above is not None:
            return key.parent.in_(select(key.column).where(above))
    return None


async def _rows(connection: Connection, table: Table, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
    query = select(table).where(condition).order_by(*table.primary_key)
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
