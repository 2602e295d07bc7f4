"""Running statements: the connection of a transaction, and what a statement found or changed. What runs for
every update SQLAlchemy writes once, and SQLite's driver runs it."""

from collections import namedtuple
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Protocol, TypeVar

import aiosqlite
import sqlalchemy
from sqlalchemy import (
    BindParameter,
    DateTime,
    Executable,
    StaticPool,
    Table,
    TypeDecorator,
    create_engine,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

Result = TypeVar("Result")
Statement = TypeVar("Statement", bound=Executable)

Process = Callable[[Any], Any]

# To close: what is left of an administrator's ten when all parts were slow to stop (`bot.app.lifecycle`).
STOP_SECONDS = 1.5
_PREPARED = "prepared"


class Moment(TypeDecorator[datetime]):
    """An aware UTC time on every database; SQLite alone would give it back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        # What SQLAlchemy itself writes for SQLite, in half its time: a turn writes eight of them.
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _written(value: datetime | None) -> str | None:
    if value is None:
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


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

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


class Connection(Protocol):
    """Runs statements one after the other: in SQLite's thread, or over the wire to a server."""

    @property
    def dialect(self) -> str: ...

    async def execute(self, statement: Executable, parameters: Any = None, /) -> StatementResult: ...

    async def run_sync(self, work: Callable[[sqlalchemy.Connection], Result], /) -> Result: ...


Work = Callable[[Connection], Coroutine[Any, Any, Result]]


def prepared(statement: Statement) -> Statement:
    """The same statement, marked as one that stays and is run again and again. Its values come as
    parameters, and there is no list in it whose length may change (`IN`)."""
    return statement.execution_options(**{_PREPARED: True})


def insert_into(table: Table, dialect: str) -> Any:
    """An INSERT for `dialect` that takes `on_conflict_do_nothing` and `on_conflict_do_update`: both databases
    know it, but SQLAlchemy keeps it with each."""
    # Of the dialect in use alone: PostgreSQL's takes two megabytes that no copy on SQLite needs.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def only(statement: Executable, parameters: Any = None) -> Work[StatementResult]:
    """A work of a single statement."""
    return lambda connection: connection.execute(statement, parameters)


class SQLiteStatements:
    """Statements of the connection's own thread: their rows are there when they return."""

    dialect = "sqlite"

    def __init__(self, driver: Any) -> None:
        self.driver = driver
        # Parameters hold what people typed; an error message must not carry them into a log.
        self.engine = create_engine(
            "sqlite://", creator=lambda: driver, poolclass=StaticPool, hide_parameters=True
        )
        self.connection = self.engine.connect()
        # What ran before, ready to be run again.
        self._prepared: dict[tuple[int, tuple[str, ...]], Prepared] = {}

    async def execute(self, statement: Executable, parameters: Any = None, /) -> StatementResult:
        if _PREPARED in statement.get_execution_options():
            return self._run_prepared(statement, parameters)
        result = self.connection.execute(statement, parameters)
        return StatementResult(result.all() if result.returns_rows else (), result.rowcount)

    def _run_prepared(self, statement: Executable, parameters: Any) -> StatementResult:
        several = isinstance(parameters, list)
        names = tuple(parameters[0] if several else parameters)
        key = (id(statement), names)
        if key not in self._prepared:
            self._prepared[key] = Prepared(statement, names, self.engine.dialect)
        return self._prepared[key].run(self.driver, parameters, several=several)

    async def run_sync(self, work: Callable[[sqlalchemy.Connection], Result], /) -> Result:
        return work(self.connection)

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()


class Prepared:
    """One statement in SQLite's words. Values go in and rows come out as with SQLAlchemy, whose own way
    there takes longer than SQLite's whole work."""

    def __init__(self, statement: Executable, names: Sequence[str], dialect: Dialect) -> None:
        assert isinstance(statement, ReturnsRows)
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler)
        assert not (compiled.post_compile_params or compiled.literal_execute_params), "a list in it"
        assert not (compiled.insert_prefetch or compiled.update_prefetch), "a column that fills itself"
        # It is known by where it stands, so it must stay.
        self._statement = statement
        self._sql = str(compiled)
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._places = [_place(bind, dialect) for bind in binds]
        columns: list[Any] = list(statement.exported_columns)
        self._row: Any = namedtuple("Row", [column.name for column in columns]) if columns else None
        readers = [_form(column.type, dialect).result_processor(dialect, None) for column in columns]
        self._readers = [(place, reader) for place, reader in enumerate(readers) if reader is not None]

    def run(self, driver: Any, parameters: Any, *, several: bool) -> StatementResult:
        """Runs in the transaction of the driver's connection. Raises SQLAlchemy's errors."""
        try:
            if several:
                cursor = driver.executemany(self._sql, [self._values(each) for each in parameters])
            else:
                cursor = driver.execute(self._sql, self._values(parameters))
            found = cursor.fetchall() if self._row is not None else []
        except aiosqlite.Error as error:
            raise self._as_sqlalchemy(error) from error
        return StatementResult([self._read(row) for row in found], cursor.rowcount)

    def _values(self, parameters: Mapping[str, Any]) -> list[Any]:
        return [
            value if name is None else parameters[name] if write is None else write(parameters[name])
            for name, value, write in self._places
        ]

    def _read(self, row: Sequence[Any]) -> Any:
        if not self._readers:
            return self._row._make(row)
        values = list(row)
        for place, reader in self._readers:
            values[place] = reader(values[place])
        return self._row._make(values)

    def _as_sqlalchemy(self, error: aiosqlite.Error) -> BaseException:
        # The parameters are what people typed: they are not told.
        return DBAPIError.instance(self._sql, None, error, aiosqlite.Error, hide_parameters=True)


def _place(bind: BindParameter[Any], dialect: Dialect) -> tuple[str | None, Any, Process | None]:
    """The name of a value that comes with every call, or, without a name, a value that is always the same."""
    write = _form(bind.type, dialect).bind_processor(dialect)
    if bind.required:
        return bind.key, None, write
    value = bind.effective_value
    return None, value if write is None else write(value), None


def _form(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """How the dialect keeps values of the type."""
    return type_.dialect_impl(dialect)
