"""Fixtures: an empty SQLite file, and a fresh database of a real PostgreSQL with the newest tables."""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from bot.store.database import migrate, open_database
from tests.databases.choosing import Engine
from tests.databases.server import PostgresServer
from tests.launcher.service import SECRET

TEMPLATE = "segmentbot_template"


@dataclass(frozen=True)
class Database:
    """A database of one test: its address for SEGMENTBOT_DATABASE, and its file when it is one."""

    url: str
    file: Path | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What a service on it is told."""
        return {"DATABASE": self.url, "WEB_SECRET": SECRET}


@dataclass
class Databases:
    """Makes databases on one server; each is a copy of a template that was migrated once."""

    server: PostgresServer
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _has_template: bool = False

    async def fresh(self) -> str:
        """A database with the newest tables."""
        if not self._has_template:
            await self._do(f"CREATE DATABASE {TEMPLATE}")
            database = open_database(self.server.address(TEMPLATE))
            await migrate(database)
            # A database that somebody is connected to cannot be copied.
            await database.dispose()
            self._has_template = True
        return await self.empty(f"TEMPLATE {TEMPLATE}")

    async def empty(self, like: str = "") -> str:
        """A database without any table."""
        name = f"test_{next(self._numbers)}"
        await self._do(f"CREATE DATABASE {name} {like}")
        return self.server.address(name)

    async def drop(self, address: str) -> None:
        name = address.partition("@/")[2].partition("?")[0]
        await self._do(f"DROP DATABASE {name} WITH (FORCE)")

    async def _do(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server.address("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """One PostgreSQL for all tests; it is started when the first of them asks."""
    server = PostgresServer()
    try:
        server.start()
        yield Databases(server)
    finally:
        server.remove()


@pytest.fixture
async def postgres(databases: Databases) -> AsyncIterator[str]:
    """The address of a PostgreSQL database of the test's own, with the newest tables."""
    address = await databases.fresh()
    yield address
    await databases.drop(address)


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> Engine:
    """The database that the test runs on; `tests.databases.choosing` decides."""
    found: Engine = request.param
    return found


@pytest.fixture
async def database(engine: Engine, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with the newest tables; the test runs on either engine."""
    async with made_database(engine, request, tmp_path, with_tables=True) as made:
        yield made


@pytest.fixture
async def chosen_database(
    engine: Engine, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Database]:
    """An empty database for the whole service: SQLite, or what `--database` names."""
    async with made_database(engine, request, tmp_path) as made:
        yield made


@asynccontextmanager
async def made_database(
    engine: Engine, request: pytest.FixtureRequest, folder: Path, *, with_tables: bool = False
) -> AsyncIterator[Database]:
    """For fixtures of any scope. On SQLite there is no file yet."""
    if engine == "sqlite":
        file = folder / "data" / "bot.db"
        yield Database(f"sqlite:///{file}", file)
        return
    databases: Databases = request.getfixturevalue("databases")
    address = await (databases.fresh() if with_tables else databases.empty())
    yield Database(address)
    await databases.drop(address)
