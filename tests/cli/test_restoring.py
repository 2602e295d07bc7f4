"""Backups are whole, and take the place of the database whole or not at all."""

import asyncio
import io
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli import backup as restoring
from bot.cli.backup import backup, restore
from bot.settings import Settings
from bot.store import database as opening_databases
from bot.store import sqlite_copies
from bot.store.connection import only
from dialogs.turn.events import Address, Said
from tests.databases.fixtures import Database
from tests.turns.reception import Opening, Reception

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
KEPT = "bot.db.replaced-20261122-060000"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """SQLite alone: servers have pg_dump."""
    file = tmp_path / "data" / "bot.db"
    return Database(f"sqlite:///{file}", file)


@pytest.fixture
def settings(database: Database) -> Settings:
    return Settings(database=database.url)


async def restored(settings: Settings, file: Path) -> tuple[int, str]:
    """The exit code and what is printed, run as the command is: without a loop of its own around."""
    out = io.StringIO()
    return await asyncio.to_thread(restore, settings, file, NOW, out), out.getvalue()


@pytest.fixture
async def saved(opening: Opening, settings: Settings, tmp_path: Path) -> Path:
    """A backup with one note; since then a second one was taken."""
    copy = tmp_path / "copy.db"
    async with opening() as reception:
        await reception.hears(Said("до"))
        assert await asyncio.to_thread(backup, settings, copy) == 0
        await reception.hears(Said("после"))
    return copy


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"vectors", "web-secret"}


async def test_everything_is_as_it_was_and_the_replaced_one_is_kept(
    opening: Opening, settings: Settings, saved: Path, tmp_path: Path
) -> None:
    code, said = await restored(settings, saved)
    assert code == 0
    assert KEPT in said
    async with opening() as reception:
        assert await reception.notes() == ("до",)
        assert await reception.hears(Said("снова"))
        assert await reception.notes() == ("до", "снова")
    assert files(tmp_path / "data") == {"bot.db", KEPT}
    assert (tmp_path / "data" / "bot.db").stat().st_mode & 0o777 == 0o600
    (tmp_path / "data" / KEPT).replace(tmp_path / "data" / "bot.db")
    async with opening() as reception:
        assert await reception.notes() == ("до", "после"), "the kept one is whole, its log included"


async def test_two_within_a_second_each_keep_what_they_replace(
    settings: Settings, saved: Path, tmp_path: Path
) -> None:
    assert (await restored(settings, saved))[0] == 0
    code, said = await restored(settings, saved)
    assert code == 0
    assert f"{KEPT}-2" in said
    assert files(tmp_path / "data") == {"bot.db", KEPT, f"{KEPT}-2"}


async def test_a_restore_is_refused_while_the_bot_runs(
    opening: Opening, settings: Settings, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opening() as reception:
        assert await restored(settings, saved) == (1, "")
        assert "stop the bot" in capsys.readouterr().err
        await reception.hears(Said("ещё"))
        assert await reception.notes() == ("до", "после", "ещё")
    assert files(tmp_path / "data") == {"bot.db"}


async def test_an_empty_place_is_filled(settings: Settings, saved: Path, opening: Opening) -> None:
    file = settings.database_file
    assert file is not None
    file.unlink()
    # A log without its database would be laid over the restored one.
    file.with_name("bot.db-wal").write_bytes(b"stray")
    assert (await restored(settings, saved))[0] == 0
    async with opening() as reception:
        assert await reception.notes() == ("до",)


async def test_a_damaged_database_is_replaced_too(settings: Settings, saved: Path, opening: Opening) -> None:
    file = settings.database_file
    assert file is not None
    file.write_bytes(b"not a database at all" * 1000)
    assert (await restored(settings, saved))[0] == 0
    async with opening() as reception:
        assert await reception.notes() == ("до",)


def _damaged(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\xa5" * (4096 * 9)
    copy.write_bytes(bytes(content))


def _cut(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:10_000])


def _text(copy: Path) -> None:
    copy.write_text("Здесь нет базы", encoding="utf-8")


def _changed(statement: str) -> object:
    def change(copy: Path) -> None:
        with closing(sqlite3.connect(copy)) as connection:
            connection.executescript(statement)

    return change


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (_damaged, "damaged"),
        (_cut, "damaged"),
        (_text, "no SQLite database"),
        (_changed("UPDATE alembic_version SET version_num = '9999'"), "newer Segmentbot"),
        (_changed("DROP TABLE alembic_version"), "no database of Segmentbot"),
        (_changed("DROP TABLE drafts"), "no database of Segmentbot"),
        (_changed("DROP TABLE digests"), "lacks tables: digests"),
        (_changed("INSERT INTO drafts VALUES ('d', 'nobody', '{}', 1, 'filling', 0, 0)"), "damaged"),
    ],
)
async def test_an_unfit_file_changes_nothing(
    harm: object,
    word: str,
    settings: Settings,
    saved: Path,
    opening: Opening,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert callable(harm)
    harm(saved)
    assert (await restored(settings, saved))[0] == 1
    assert word in capsys.readouterr().err
    assert files(tmp_path / "data") == {"bot.db"}
    async with opening() as reception:
        assert await reception.notes() == ("до", "после")


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], object]:
    """Makes of the bot a version with one migration more, which changes the table that is given."""
    scripts = tmp_path / "migrations"
    shutil.copytree(opening_databases.SCRIPTS, scripts)
    monkeypatch.setattr(opening_databases, "SCRIPTS", scripts)
    for module in (opening_databases, sqlite_copies, restoring):
        monkeypatch.setattr(module, "HEAD", "0002")
    script = scripts / "versions" / "m0002_next.py"
    return lambda table: script.write_text(SCRIPT.format(table=table), encoding="utf-8")


SCRIPT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("{table}", sa.Column("next", sa.String))
"""


async def test_an_older_backup_is_brought_up_to_date(
    settings: Settings, saved: Path, opening: Opening, next_version: Callable[[str], object]
) -> None:
    next_version("holds")
    code, said = await restored(settings, saved)
    assert code == 0
    assert "brought from version 0001 to 0002" in said
    async with opening() as reception:
        assert await reception.notes() == ("до",)
        await reception.store.database.look(only(text("SELECT next FROM holds")))


async def test_a_backup_that_cannot_be_brought_up_to_date_changes_nothing(
    settings: Settings,
    saved: Path,
    tmp_path: Path,
    next_version: Callable[[str], object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    next_version("nowhere")
    assert (await restored(settings, saved))[0] == 1
    assert "cannot be brought to version 0002" in capsys.readouterr().err
    assert files(tmp_path / "data") == {"bot.db"}


@pytest.mark.parametrize("step", ["_copy", "_bring_up_to_date", "_sync"])
async def test_a_failure_in_between_leaves_the_old_one(
    step: str,
    settings: Settings,
    saved: Path,
    opening: Opening,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(sqlite_copies, step, full)
    assert (await restored(settings, saved))[0] == 1
    assert "the database is as it was: no space" in capsys.readouterr().err
    assert files(tmp_path / "data") == {"bot.db"}
    async with opening() as reception:
        assert await reception.notes() == ("до", "после")


async def test_a_server_has_its_own_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (await restored(Settings(database="postgresql://x@y/z"), tmp_path / "f"))[0] == 2
    assert "pg_restore" in capsys.readouterr().err


async def test_a_backup_made_while_people_write_is_whole(
    reception: Reception, settings: Settings, tmp_path: Path
) -> None:
    """Each turn writes a note and a question in one transaction: no copy holds one without the other."""
    people = [Address("web", f"chat-{n}", f"chat-{n}") for n in range(4)]
    done = asyncio.Event()

    async def writes(person: Address) -> None:
        number = 0
        while not done.is_set():
            number += 1
            await reception.hears(Said(f"{number} " + "слово " * 100), person)

    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(writes(person))
        copies = [tmp_path / f"copy-{number}.db" for number in range(10)]
        for copy in copies:
            assert await asyncio.to_thread(backup, settings, copy) == 0
        done.set()
    seen = []
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (asked,) = connection.execute("SELECT count(*) FROM questions").fetchone()
            (noted,) = connection.execute(
                "SELECT sum(json_array_length(body, '$.shared.notes.value')) FROM drafts"
            ).fetchone()
            assert asked == (noted or 0)
            seen.append(asked)
    assert seen == sorted(seen)
    assert seen[-1] > seen[0], "people did write meanwhile"
