"""What is erased is gone: from the tables, the file and the logs."""

import io
from pathlib import Path

from sqlalchemy import text

from bot.store.connection import Connection, only
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from bot.telemetry.log import flush_logs
from dialogs.team.notices import TEAM_SPEAKER
from dialogs.turn.events import Address, Said
from dialogs.turn.replies import Reply
from knowledge.text.markup import paragraph
from tests.turns.reception import PERSON, Reception

SENTINEL = "SENTINEL-9f3a"
OTHER = Address("web", "chat-2", "chat-2")


async def stored(reception: Reception) -> dict[str, bytes]:
    """Everything that is kept: the files beside SQLite's, log included; every row of PostgreSQL's tables."""
    if (file := reception.database.file) is not None:
        return {path.name: path.read_bytes() for path in file.parent.iterdir()}
    return {
        table: repr(
            (await reception.store.database.look(only(text(f"SELECT * FROM {table}")))).all()
        ).encode()
        for table in metadata.tables
    }


async def test_nothing_typed_remains_in_the_database_file(reception: Reception) -> None:
    for number in range(30):
        await reception.hears(Said(f"{SENTINEL} {number} " + "слово " * 50))
    await reception.hears(Said("/issue"))
    await reception.hears(Said("/export"))
    await reception.hears(Said("чужое"), OTHER)
    assert any(SENTINEL.encode() in content for content in (await stored(reception)).values())
    await reception.hears(Said("/forget"))
    for name, content in (await stored(reception)).items():
        assert SENTINEL.encode() not in content, name
    assert await reception.said() == ["forgotten"]
    assert await reception.notes(OTHER) == ("чужое",), "others keep theirs"


async def test_the_id_of_an_erased_chat_stays_nowhere(reception: Reception) -> None:
    person = Address("web", SENTINEL, SENTINEL)
    await reception.hears(Said("раз"), person, update=f"{SENTINEL}:1")
    for each in await reception.store.persons_at("web", SENTINEL):
        await reception.store.erase(each)
    for name, content in (await stored(reception)).items():
        assert SENTINEL.encode() not in content, name


async def test_words_of_an_erased_person_do_not_wait_for_a_service_out_of_reach(reception: Reception) -> None:
    await reception.hears(Said("раз"))
    (person,) = await reception.store.persons_at(PERSON.channel, PERSON.chat)
    team, service = Address("telegram", "-1", TEAM_SPEAKER), Address("notices", "mail", TEAM_SPEAKER)
    words = paragraph(f"Готов профиль «{SENTINEL}»")

    async def told(connection: Connection) -> None:
        unit = UnitOfWork(connection, reception.clock(), str, (service,))
        await unit.tell(team, person, (Reply(words, notice=words),))

    await reception.store.database.transact(told)
    await reception.hears(Said("/forget"))
    waiting = await reception.store.database.look(
        only(text("SELECT body FROM messages WHERE state != 'log'"))
    )
    assert not waiting.all()


async def test_the_forgotten_person_starts_anew(reception: Reception) -> None:
    await reception.hears(Said("раз"))
    before = await reception.store.session_of(PERSON)
    await reception.hears(Said("/forget"))
    reception.clock.passes(60)
    await reception.hears(Said("снова"))
    after = await reception.store.session_of(PERSON)
    assert await reception.notes() == ("снова",)
    assert before and after and after.revision > before.revision, "buttons from before stay stale"


async def test_a_repeat_from_before_is_still_a_repeat(reception: Reception) -> None:
    await reception.hears(Said("раз"), update="1")
    await reception.hears(Said("/forget"), update="2")
    assert not await reception.hears(Said("раз"), update="1")


async def test_logs_hold_no_text_and_no_address(
    reception: Reception, written: io.StringIO, tmp_path: Path
) -> None:
    person = Address("web", SENTINEL, SENTINEL)
    await reception.hears(Said(f"{SENTINEL} текст"), person, update="1")
    await reception.hears(Said(f"{SENTINEL} текст"), person, update="1")
    await reception.hears(Said("/fail"), person)
    flush_logs()
    said = written.getvalue()
    assert "RuntimeError" in said, "the bug can be found"
    assert "standin.py" in said
    assert SENTINEL not in said
    assert "a bug while reading" not in said, "an error's message may quote what was typed"
