"""Running statements: the connection of a transaction, and what a statement found or changed."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from importlib import import_module
from typing import Any, Protocol, TypeVar

import sqlalchemy
from sqlalchemy import Executable, Table
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

Result = TypeVar("Result")
Statement = TypeVar("Statement", bound=Executable)

_PREPARED = "prepared"


class StatementResult:
    """All rows that a statement found, or how many it changed; with the methods of SQLAlchemy's results."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        if len(self._rows) > 1:
            raise MultipleResultsFound
        return self.first()

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalar_one_or_none(self) -> Any:
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        if not self._rows:
            raise NoResultFound
        return self.scalar_one_or_none()

    def scalars(self) -> Iterator[Any]:
        return (row[0] for row in self._rows)

    def mappings(self) -> Iterator[Any]:
        return (row._asdict() for row in self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


class Connection(Protocol):
    """Connection are awaited one after the other: in SQLite's thread, or over the wire to a server."""

    @property
    def dialect(self) -> str: ...

    async def execute(self, statement: Executable, parameters: Any = None, /) -> StatementResult: ...

    async def run_sync(self, work: Callable[[sqlalchemy.Connection], Result], /) -> Result: ...


Work = Callable[[Connection], Coroutine[Any, Any, Result]]


def prepared(statement: Statement) -> Statement:
    """The same statement, marked as one that stays and is run again and again. Its values come as
    parameters, and there is no list in it whose length may change (`IN`)."""
    return statement.execution_options(**{_PREPARED: True})


def is_prepared(statement: Executable) -> bool:
    return _PREPARED in statement.get_execution_options()


def insert_into(table: Table, dialect: str) -> Any:
    """An INSERT for `dialect` that takes `on_conflict_do_nothing` and `on_conflict_do_update`: both databases
    know it, but SQLAlchemy keeps it with each."""
    # Of the dialect in use alone: PostgreSQL's takes two megabytes that no copy on SQLite needs.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def only(statement: Executable, parameters: Any = None) -> Work[StatementResult]:
    """A work of a single statement."""
    return lambda connection: connection.execute(statement, parameters)
