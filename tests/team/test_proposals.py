"""Proposals in the chat: what a reply changes, and what becomes of personal data in an answer."""

import itertools
from collections.abc import AsyncIterator

import pytest

from bot.store.stored_learning import Learned
from dialogs.team.desk_events import TeamPress
from dialogs.team.learned_answers import without_personal_data
from dialogs.turn.world import Library
from tests.databases.fixtures import Database
from tests.team.counter import TEAM, Counter, counter
from tests.turns.standin import Clock


@pytest.fixture
async def desk(database: Database, library: Library, clock: Clock) -> AsyncIterator[Counter]:
    async with counter(database.url, library, clock, {}, itertools.count(1)) as opened:
        yield opened


async def answer(desk: Counter) -> str:
    """The answer of the proposal as it is stored."""
    stored = await desk.store.transact(lambda unit: Learned(unit.connection, desk.clock()).load("learned.1"))
    assert stored is not None
    return stored.proposal.answer


async def test_a_reply_changes_only_the_part_it_names(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    before = len(await desk.said_to(TEAM.chat))
    for talk in ("Выглядит хорошо", "Коллеги: публикуем?", "спасибо"):
        await desk.replies("92", "learned:learned.1", talk)
    assert await answer(desk) == "Пять свёкол" and len(await desk.said_to(TEAM.chat)) == before
    await desk.replies("92", "learned:learned.1", "Пересмотр: завтра")
    assert await answer(desk) == "Пять свёкол"
    assert "день не понят" in (await desk.said_to(TEAM.chat))[-1]
    await desk.replies("92", "learned:learned.1", "Ответ: Шесть свёкол")
    assert await answer(desk) == "Шесть свёкол"
    await desk.acts("91", TeamPress("team:publish:learned.1"))
    await desk.replies("92", "learned:learned.1", "Ответ: Семь свёкол")
    assert await answer(desk) == "Шесть свёкол"
    assert "запись опубликована" in (await desk.said_to(TEAM.chat))[-1]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("- первое\n- второе", "- первое\n- второе"),
        ("Нужны документы:  паспорт,", "Нужны документы:  паспорт,"),
        ("Позвоните 8 900 123-45-67.", "Позвоните."),
        ("Пишите в офис. Вопросы — ivanov@example.ru.", "Пишите в офис. Вопросы."),
    ],
)
def test_only_personal_data_are_taken_out(text: str, left: str) -> None:
    assert without_personal_data(text) == left
