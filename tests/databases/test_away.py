"""A server that is down, goes away, refuses: told plainly, and nothing is lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from sqlalchemy import text

from bot.app.app import open_store
from bot.clock import fresh_id, now
from bot.ports import DatabaseUnavailable
from bot.settings import Settings, StartError
from bot.store.connection import only
from bot.store.database import open_database
from bot.store.postgres import PostgresDatabase
from bot.store.store import Store
from bot.store.tables import HEAD
from dialogs.turn.events import Address, Incoming, Said
from dialogs.turn.world import Library
from tests.databases.fixtures import Database, Databases
from tests.databases.server import PostgresServer
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running
from tests.patience import PATIENCE
from tests.turns import standin
from tests.turns.wiring import turn_handler
from tests.whole.caller import Caller

PERSON = Address("web", "chat-1", "chat-1")


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of the test's own, to be switched off and on."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


async def refused(address: str) -> str:
    with pytest.raises(StartError) as raised:
        async with open_store(Settings(database=address), pauses=(0.01, 0.01)):
            pass
    message = str(raised.value)
    assert message.startswith("SEGMENTBOT_DATABASE: ") and message.endswith(")") and "\n" not in message
    assert "pa55word" not in message
    return message


async def test_every_reason_not_to_start_is_one_line_with_its_remedy(databases: Databases) -> None:
    port = databases.server.port
    assert "no such database" in await refused(databases.server.address("absent"))
    assert "user or the password" in await refused(f"postgresql://absent:pa55word@127.0.0.1:{port}/postgres")
    assert "TLS" in await refused(f"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=require")
    assert "cannot be reached" in await refused("postgresql://bot:pa55word@127.0.0.1:1/name")
    assert "cannot be reached" in await refused("postgresql:///name?host=/no/such/socket")
    assert "cannot be reached" in await refused("postgresql://bot:pa55word@no-such-host.invalid/name")
    assert "address" in await refused("postgresql://bot:pa55word@host:many/name")


async def test_a_user_without_rights_is_told_which_to_grant(databases: Databases) -> None:
    admin = await databases.empty()
    connection = await asyncpg.connect(admin)
    await connection.execute("CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM public")
    await connection.close()
    assert "OWNER" in await refused(admin.replace("postgres@", "guest@", 1))
    await databases.drop(admin)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://postgres@127.0.0.1:{port}/{name}",
        "postgres://postgres:any@localhost:{port}/{name}?sslmode=prefer",
        "postgresql://127.0.0.1:{port}/{name}?user=postgres&sslmode=disable",
        "postgresql:///{name}?host={folder}&port={port}&user=postgres",
    ],
)
async def test_addresses_are_written_as_for_psql(postgres: str, databases: Databases, address: str) -> None:
    name = postgres.partition("@/")[2].partition("?")[0]
    server = databases.server
    database = address.format(port=server.port, name=name, folder=server.folder)
    async with open_store(Settings(database=database), pauses=()) as store:
        assert await store.version() == HEAD
        assert isinstance(store.database, PostgresDatabase)
        assert "any" not in repr(store.database.engine.url)


async def test_a_server_that_comes_back_is_used_again(server: PostgresServer, library: Library) -> None:
    store = Store(open_database(server.address("postgres")), now, fresh_id)
    await store.prepare()
    handler = turn_handler(store, library)
    await asyncio.gather(*(handler.handle(Incoming(PERSON, f"{n}", Said(f"{n}"))) for n in range(8)))
    server.stop()
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable):
            await handler.handle(Incoming(PERSON, "8", Said("8")))
    with pytest.raises(DatabaseUnavailable):
        await store.version()
    server.start()
    assert (await handler.handle(Incoming(PERSON, "8", Said("8")))).accepted, (
        "what was refused is not a repeat"
    )
    assert await store.version() == HEAD
    (draft,) = await store.drafts_of(PERSON)
    assert sorted(standin.notes(draft)) == [str(n) for n in range(9)]
    await store.close()


async def test_the_page_says_so_and_goes_on_by_itself(
    server: PostgresServer, tmp_path: Path, fork_server: ForkServer
) -> None:
    service = Service(tmp_path, Database(server.address("postgres")).settings, fork_server=fork_server)
    await service.start()
    async with (
        Caller(service.address) as person,
        aiohttp.ClientSession(cookies=person.cookies) as browser,
        browser.get(f"{service.address}/api/stream") as stream,
    ):
        assert stream.status == 200
        server.stop()
        async with browser.post(f"{service.address}/api/events", json={"text": "ОИВ"}) as response:
            assert response.status == 503
            assert "Retry-After" in response.headers
            assert "Ничего не потеряно" in (await response.json())["message"]
        async with browser.get(service.address) as page:
            assert page.status == 200, "the page itself opens"
        async with browser.get(f"{service.address}/readyz") as ready:
            assert ready.status == 503
        server.start()
        await person.say("Что такое клиентоцентричность?")
        async with asyncio.timeout(PATIENCE):
            while "Что такое клиентоцентричность?".encode() not in await stream.content.readline():
                pass
    await service.stop()
    assert "клиентоцентричность" not in service.log
    assert "Traceback" not in service.log


async def test_telegram_keeps_what_is_said_meanwhile(
    server: PostgresServer, tmp_path: Path, fork_server: ForkServer
) -> None:
    database = Database(server.address("postgres"))
    async with (
        FakeTelegram() as telegram,
        running(tmp_path, database.settings, telegram, fork_server=fork_server) as service,
    ):
        chat = await telegram.person("Анна").start()
        mark = chat.mark()
        server.stop()
        mine = chat.tell("что такое сегмент?")
        await service.says("update kept at the messenger")
        assert mine.update is not None
        assert not mine.update.acknowledged
        server.start()
        await chat.wait("Источник")
        await chat.acknowledged(mine)
        await chat.say("/drafts", expect="пока нет профилей")
        assert sum("Источник" in message for message in chat.since(mark)) == 1
        # The right to send went with the connection, and came back.
        assert service.log.count("sending channel=telegram") == 2
        assert "another copy polls" not in service.log
        assert telegram.violations == []


async def test_a_start_without_a_server_ends_with_one_line(tmp_path: Path, fork_server: ForkServer) -> None:
    settings = {"DATABASE": "postgresql://bot:pa55word@127.0.0.1:1/name"}
    service = Service(tmp_path, settings, fork_server=fork_server)
    await service.start(wait=False)
    assert await service.ended() == 1
    lines = service.log.splitlines()
    assert lines[-1].startswith("SEGMENTBOT_DATABASE: the server cannot be reached (")
    assert service.log.count("tried again") == 3, "three more tries, each logged"
    assert "pa55word" not in service.log


async def test_a_server_that_only_reads_is_found_out_by_a_probe(postgres: str) -> None:
    store = Store(open_database(postgres), now, fresh_id)
    await store.probe()
    assert store.database.last_write.problem is None
    name = postgres.partition("@/")[2].partition("?")[0]
    await store.database.transact(only(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on")))
    await store.close()
    store = Store(open_database(postgres), now, fresh_id)
    with pytest.raises(DatabaseUnavailable):
        await store.probe()
    assert store.database.last_write.problem is not None
    assert await store.version() == HEAD, "reading works"
    await store.close()
