"""A database that takes nothing any more while the bot runs: told by /readyz, metrics, log and page."""

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from bot.cli.main import main
from tests.attacks.watcher import Watcher
from tests.databases.fixtures import Database
from tests.launcher.forked import ForkServer
from tests.launcher.injected import Injection
from tests.launcher.service import SECRET, Service, running
from tests.whole.caller import Caller


@pytest.fixture
async def watcher(
    chosen_database: Database, tmp_path: Path, fork_server: ForkServer
) -> AsyncIterator[Watcher]:
    async with (
        running(tmp_path, chosen_database.settings, fork_server=fork_server) as service,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        yield Watcher(service, session)


def log_of(watcher: Watcher) -> list[str]:
    return [line for line in watcher.service.log.splitlines() if "the database" in line]


async def told_once(watcher: Watcher, reason: str) -> None:
    """The log has one plain line about it, and the metric falls."""
    await watcher.service.says("the database cannot be used use=write")
    assert sum("use=write" in line and reason in line for line in log_of(watcher)) == 1
    assert "Traceback" not in watcher.service.log
    assert await watcher.writable() == 0
    assert await watcher.alive(), "a restart would not help"


@contextmanager
def locked(watcher: Watcher) -> Iterator[None]:
    with closing(sqlite3.connect(watcher.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def limited(watcher: Watcher) -> Iterator[None]:
    """No file of the process may grow, as with a quota that is used up."""
    before = resource.prlimit(watcher.service.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(watcher.service.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(watcher.service.pid, resource.RLIMIT_FSIZE, before)


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [(locked, "is locked by another program"), (limited, "cannot be read or written")],
)
async def test_a_file_that_takes_no_writes_is_not_ready_though_nobody_writes(
    watcher: Watcher, spoiled: Any, reason: str
) -> None:
    async with Caller(watcher.service.address) as person:
        with spoiled(watcher):
            await watcher.until_not_ready(reason)
            await told_once(watcher, reason)
            said = await watcher.refused(person, "клиентский сегмент")
            assert "Ничего не потеряно" in said["message"]
        await watcher.until_ready()
        await watcher.service.says("the database works again use=write")
        assert await watcher.writable() == 1
        taken = await person.post({"text": "клиентский сегмент", "id": "refused"})
        assert taken["accepted"], "what was refused is not a repeat"
    assert "клиентский" not in watcher.service.log


@pytest.mark.on_sqlite
async def test_the_log_says_so_when_nobody_writes_and_nobody_asks(watcher: Watcher) -> None:
    await watcher.service.stop()
    await watcher.service.start(injection=Injection(call="tests.attacks.watcher:probe_often"))
    with locked(watcher):
        await watcher.service.says("the database cannot be used use=write")


def moved(file: Path) -> None:
    file.rename(file.with_name("moved.db"))


def copy_put_aside(file: Path) -> Path:
    aside = file.with_name("copy.db")
    with closing(sqlite3.connect(file)) as ours, closing(sqlite3.connect(aside)) as copy:
        ours.backup(copy)
    return aside


def put_into_the_file(file: Path) -> None:
    """What is in the log; it begins anew with the next write."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(PASSIVE)")


def replaced(file: Path) -> None:
    copy_put_aside(file).replace(file)


def deleted(file: Path) -> None:
    file.unlink()


def log_deleted(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


def index_deleted(file: Path) -> None:
    file.with_name(f"{file.name}-shm").unlink()


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def copied_over(file: Path) -> None:
    """With its own older state, under the same name."""
    shutil.copyfile(file.with_name("copy.db"), file)


def head_lost(file: Path) -> None:
    with file.open("r+b") as raw:
        raw.write(bytes(100))


def log_cut(file: Path) -> None:
    cut(file.with_name(f"{file.name}-wal"))


def log_cut_a_little(file: Path) -> None:
    log = file.with_name(f"{file.name}-wal")
    os.truncate(log, log.stat().st_size - 1)


def log_emptied(file: Path) -> None:
    emptied(file.with_name(f"{file.name}-wal"))


def log_overwritten(file: Path) -> None:
    log = file.with_name(f"{file.name}-wal")
    with log.open("r+b") as raw:
        raw.write(os.urandom(log.stat().st_size))


GONE = (moved, replaced, deleted, log_deleted, index_deleted)
DAMAGED = (cut, emptied, copied_over, head_lost, log_cut, log_cut_a_little, log_emptied, log_overwritten)


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    ("happens", "reason"),
    [*((each, "replaced or deleted") for each in GONE), *((each, "is damaged") for each in DAMAGED)],
)
async def test_nothing_is_acknowledged_into_a_file_that_nobody_will_find(
    watcher: Watcher, happens: Callable[[Path], None], reason: str
) -> None:
    async with Caller(watcher.service.address) as person:
        await person.post({"text": "до"})
        if happens is copied_over:
            copy_put_aside(watcher.file)
            await person.post({"text": "после копии"})
        if happens in (cut, copied_over):
            put_into_the_file(watcher.file)
            await person.post({"text": "в новый журнал"})
        happens(watcher.file)
        for number in range(8):
            said = await watcher.refused(person, f"ответ {number}")
            assert said["error"] == "broken" and "администратор" in said["message"]
            assert "Ничего не потеряно" not in said["message"]
        assert reason in await watcher.reasons()
        await told_once(watcher, reason)
        clock = asyncio.get_running_loop().time
        began = clock()
        await asyncio.gather(*(watcher.refused(person, "ещё") for _ in range(100)))
        assert watcher.service.log.count("request waits for the database") <= clock() - began + 10


@pytest.mark.on_sqlite
async def test_a_damaged_file_is_called_damaged_until_it_is_restored(
    watcher: Watcher, fork_server: ForkServer
) -> None:
    service = watcher.service
    async with Caller(service.address) as person:
        await person.post({"text": "что такое сегмент?"})
        # All is in the file and nothing of it in anybody's memory.
        await service.stop()
        shutil.copy(watcher.file, service.folder / "copy.db")
        spoil(watcher.file)
        await service.start()
        said = await watcher.refused(person, "ещё вопрос")
        assert said["error"] == "broken" and "Ничего не потеряно" not in said["message"]
        # What still works does not make it whole.
        await watcher.until_not_ready("is damaged")
        for _ in range(3):
            assert "segmentbot restore" in await watcher.reasons()
        await told_once(watcher, "is damaged")
        await service.stop()
        command = ["restore", str(service.folder / "copy.db")]
        assert await asyncio.to_thread(main, command, service.environment()) == 0
        await service.start()
        await watcher.until_ready()
        assert any(message.get("text") == "что такое сегмент?" for message in await person.messages())
    assert "сегмент?" not in service.log


async def test_a_start_on_a_damaged_file_names_the_remedy(tmp_path: Path, fork_server: ForkServer) -> None:
    (tmp_path / "bot.db").write_bytes(b"no database at all" * 1000)
    service = Service(tmp_path, fork_server=fork_server)
    await service.start(wait=False)
    assert await service.ended() == 2
    *_, last = service.log.splitlines()
    assert last.startswith("SEGMENTBOT_DATABASE: is damaged (") and "segmentbot restore FILE" in last


def spoil(file: Path) -> None:
    """Everything behind the list of tables and the version is noise."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        (size,) = database.execute("PRAGMA page_size").fetchone()
        rows = database.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'chats' AND rootpage")
        pages = [page for (page,) in rows]
    with file.open("r+b") as raw:
        for page in pages:
            raw.seek((page - 1) * size)
            raw.write(os.urandom(size))


def may_mount() -> bool:
    command = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"]
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no file system of the test's own can be mounted here")
async def test_a_full_disk_is_not_ready_until_there_is_room(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=4m none {disk} && exec {sys.executable} -m bot run"
    namespace = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount)
    service = Service(
        tmp_path,
        {"DATABASE": f"sqlite:///{disk}/bot.db", "WEB_SECRET": SECRET, "ENCODERS": "off"},
        program=("-c", f"import os; os.execvp('unshare', {namespace!r})"),
    )
    await service.start()
    # The disk as the service sees it.
    filler = Path(f"/proc/{service.pid}/root{disk}/filler")
    async with aiohttp.ClientSession() as session, Caller(service.address) as person:
        watcher = Watcher(service, session)
        fill(filler)
        # What room was left in the log is used first.
        await watcher.until(lambda: _says_no(watcher, person))
        await watcher.until_not_ready("no space left")
        await told_once(watcher, "no space left")
        deleted(filler)
        await watcher.until_ready()
        await person.post({"text": "что такое сегмент?"})
    await service.stop()


def fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as full, pytest.raises(OSError, match="No space"):
        while full.write(bytes(4096)):
            pass


async def _says_no(watcher: Watcher, person: Caller) -> bool:
    try:
        await person.post({"text": "что такое сегмент?"})
    except AssertionError:
        return True
    return bool(await watcher.reasons())


async def test_a_server_that_only_reads_is_not_ready(
    postgres: str, tmp_path: Path, fork_server: ForkServer
) -> None:
    name = postgres.partition("@/")[2].partition("?")[0]
    settings = Database(postgres).settings
    async with (
        running(tmp_path, settings, fork_server=fork_server) as service,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        Caller(service.address) as person,
    ):
        watcher = Watcher(service, session)
        await only_reads(postgres, name, "on")
        await watcher.until_not_ready("only reads")
        await told_once(watcher, "only reads")
        assert "Ничего не потеряно" in (await watcher.refused(person, "вопрос"))["message"]
        await only_reads(postgres, name, "off")
        await watcher.until_ready()
        assert (await person.post({"text": "вопрос", "id": "refused"}))["accepted"]


async def only_reads(address: str, name: str, value: str) -> None:
    """As a server that has become a standby: connections of before are at an end."""
    connection = await asyncpg.connect(address, server_settings={"default_transaction_read_only": "off"})
    try:
        await connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()


async def test_a_table_that_another_program_holds_is_not_waited_for_without_end(
    postgres: str, tmp_path: Path, fork_server: ForkServer
) -> None:
    async with (
        running(tmp_path, Database(postgres).settings, fork_server=fork_server) as service,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        Caller(service.address) as person,
    ):
        watcher = Watcher(service, session)
        other = await asyncpg.connect(postgres)
        async with other.transaction():
            await other.execute("LOCK TABLE chats IN ACCESS EXCLUSIVE MODE")
            refusals = await asyncio.gather(*(watcher.refused(person, "вопрос", f"{n}") for n in range(3)))
            assert all("Ничего не потеряно" in refusal["message"] for refusal in refusals)
            assert await watcher.reasons()
            await told_once(watcher, "is locked by another program")
        await other.close()
        await watcher.until_ready()
        assert (await person.post({"text": "вопрос", "id": "0"}))["accepted"]
