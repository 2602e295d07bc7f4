"""INSERT with ON CONFLICT: both databases know it, but SQLAlchemy keeps it with each."""

from importlib import import_module
from typing import Any

from sqlalchemy import Table


def insert_into(table: Table, dialect: str) -> Any:
    """An INSERT for `dialect` (its name) that takes `on_conflict_do_nothing` and `on_conflict_do_update`."""
    # Of the dialect in use alone: PostgreSQL's takes two megabytes that no copy on SQLite needs.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
