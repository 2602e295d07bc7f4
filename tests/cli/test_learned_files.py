"""`knowledge export` and `import`: what experts published goes to a file and back, whatever it holds."""

import asyncio
import io
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.knowledge import exported, imported
from bot.settings import Settings
from bot.store.stored_learning import Learned
from bot.store.unit_of_work import UnitOfWork
from dialogs.team.desk_events import TeamPress
from dialogs.team.learned_answers import Proposal
from dialogs.turn.world import Library
from knowledge.base.entries import Entry, Localized, Phrasings
from tests.databases.fixtures import Database
from tests.team.counter import Counter, counter
from tests.turns.standin import Clock

ODD = (
    "«Кавычки» и \"двойные\", 'простые', `обратные`",
    "Да: нет? - список, # не комментарий, & якорь, *ссылка, !тег, %, @, {скобки}, [ещё]",
    "нет",
    "1_000",
    "~",
    "👩‍👩‍👧‍👦 семья и 🇷🇺",
    "первая строка\n\n- пункт: раз\n- пункт: два\n\n1. по порядку",
    "неразрывный\u00a0пробел, \u2028разделитель строк, \u200bневидимое, \u0301ударение, таб\tи звонок\u0007",
    "длинное слово " * 1_500 + "конец",
)


@pytest.fixture
async def desk(database: Database, library: Library, clock: Clock) -> AsyncIterator[Counter]:
    async with counter(database.url, library, clock, {}, itertools.count(1)) as opened:
        yield opened


def entry(id: str, title: str, *phrasings: str, answer: str = "Ответ.") -> Entry:
    return Entry(
        id=id,
        tier="faq",
        title=Localized(ru=title),
        answer=Localized(ru=answer),
        phrasings=Phrasings(ru=phrasings),
    )


async def publish(desk: Counter, *entries: Entry) -> None:
    async def added(unit: UnitOfWork) -> None:
        for each in entries:
            proposal = Proposal("", "expert", each.answer.ru, "published", entry=each)
            await Learned(unit.connection, desk.clock()).add(proposal, None, "")

    await desk.store.transact(added)


async def published(desk: Counter) -> list[Entry]:
    return await desk.store.database.look(lambda connection: Learned(connection, desk.clock()).published())


async def export(desk: Counter, database: Database) -> str:
    out = io.StringIO()
    assert await asyncio.to_thread(exported, Settings(database=database.url), out) == 0
    return out.getvalue()


async def take(database: Database, file: Path, text: str) -> int:
    def taken() -> int:
        file.write_text(text, encoding="utf-8")
        return imported(file, Settings(database=database.url))

    return await asyncio.to_thread(taken)


async def test_whatever_is_written_comes_back_as_it_was(
    desk: Counter, database: Database, tmp_path: Path
) -> None:
    odd = [
        entry(
            f"learned.{number}",
            f"Заголовок {number}: {text[:80]}",
            f"спросили {number} {text[:300]}",
            answer=text,
        )
        for number, text in enumerate(ODD, 1)
    ]
    await publish(desk, *odd)
    written = await export(desk, database)
    assert await take(database, tmp_path / "learned.yaml", written) == 0
    assert await export(desk, database) == written
    assert await published(desk) == odd


async def test_an_imported_entry_is_not_lost_to_a_later_one_of_the_same_number(
    desk: Counter, database: Database, tmp_path: Path
) -> None:
    await publish(desk, entry("learned.2", "Где буфет", "где буфет"))
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    await desk.acts("91", TeamPress("team:publish:learned.3"))
    assert [each.id for each in await published(desk)] == ["learned.2", "learned.3"], "2 was another bot's"


async def test_what_waits_for_a_decision_is_not_overwritten(
    desk: Counter, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await publish(desk, entry("learned.9", "Где буфет", "где буфет"))
    foreign = (await export(desk, database)).replace("learned.9", "learned.2").replace("буфет", "архив")
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    assert await take(database, tmp_path / "learned.yaml", foreign) == 1
    assert "waits for a decision" in capsys.readouterr().err
    await desk.acts("91", TeamPress("team:reject:learned.2"))
    assert await take(database, tmp_path / "learned.yaml", foreign) == 0
    assert [each.title.ru for each in await published(desk)] == ["Где буфет", "Где архив"]


async def test_what_leads_to_a_published_entry_or_to_two_of_the_file_is_refused(
    desk: Counter, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await publish(desk, entry("learned.9", "Где буфет", "где буфет"))
    same = (await export(desk, database)).replace("learned.9", "learned.20")
    assert await take(database, tmp_path / "same.yaml", same) == 1
    assert '"learned.9" already' in capsys.readouterr().err
    twice = same.replace("буфет", "архив")
    twice += twice.removeprefix("entries:\n").replace("learned.20", "learned.21")
    assert await take(database, tmp_path / "twice.yaml", twice) == 1
    assert len(await published(desk)) == 1, "none of them is taken"


async def test_more_phrasings_of_a_file_s_entry_go_there_and_back(
    desk: Counter, database: Database, tmp_path: Path
) -> None:
    known = desk.library.knowledge["faq.1"]
    more = Phrasings(ru=(*known.phrasings.ru, "разложить граждан по полочкам"), en=known.phrasings.en)
    await publish(desk, known.model_copy(update={"phrasings": more}))
    written = await export(desk, database)
    assert await take(database, tmp_path / "learned.yaml", written) == 0
    assert await export(desk, database) == written
