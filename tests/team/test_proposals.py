"""Proposals in the chat: what a reply changes, and what becomes of personal data in an answer."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.store.stored_learning import Learned
from dialogs.team.desk_events import Rewrote, TeamPress
from dialogs.team.learned_answers import without_personal_data
from dialogs.turn.world import Library
from knowledge.finding import Answers
from knowledge.text.markup import paragraph
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


async def test_an_answer_that_is_corrected_is_corrected_in_its_proposal(desk: Counter) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    await desk.acts("91", Rewrote("70", paragraph("Шесть свёкол")))
    assert await answer(desk) == "Шесть свёкол" and "Шесть" in (await desk.said_to(TEAM.chat))[-1]
    # Words of its own it keeps.
    await desk.replies("92", "learned:learned.1", "Ответ: Семь свёкол")
    await desk.acts("91", Rewrote("70", paragraph("Восемь свёкол")))
    assert await answer(desk) == "Семь свёкол"


async def test_who_corrects_an_answer_that_is_published_hears_that_the_entry_has_the_old_words(
    desk: Counter,
) -> None:
    await desk.says("1", "/ask рецепт борща")
    await desk.replies("91", "ticket:1", "Пять свёкол", "70")
    await desk.acts("91", TeamPress("team:learn:1:70"))
    await desk.acts("91", TeamPress("team:publish:learned.1"))
    await desk.acts("91", Rewrote("70", paragraph("Шесть свёкол")))
    assert "learned.1 опубликована с прежними словами" in (await desk.said_to(TEAM.chat))[-1]
    assert await answer(desk) == "Пять свёкол"


async def test_the_title_is_of_who_told_nothing_personal(desk: Counter) -> None:
    await desk.says("1", "/ask как получить служебную квартиру, мой телефон 8 900 123-45-67")
    await desk.presses("1", "unnamed")
    await desk.says("2", "/ask служебная квартира: как получить")
    for number, message in (("1", "70"), ("2", "71")):
        await desk.replies("91", f"ticket:{number}", "Подайте заявление в комиссию", message)
        await desk.acts("91", TeamPress(f"team:learn:{number}:{message}"))
    assert "Заголовок: Служебная квартира: как получить" in (await desk.said_to(TEAM.chat))[-1]


async def test_entries_near_the_question_are_proposed_as_related_and_stand_below_the_answer(
    database: Database, library: Library, clock: Clock, finder: Answers
) -> None:
    async with counter(database.url, library, clock, {}, itertools.count(1), finder) as desk:
        await desk.says("1", "/ask кому отправить готовый отчёт по сегментации?")
        await desk.replies("91", "ticket:1", "Руководителю проекта", "70")
        await desk.acts("91", TeamPress("team:learn:1:70"))
        assert "Связанные записи: Как выглядит отчет по сегментации?" in (await desk.said_to(TEAM.chat))[-1]
        await desk.replies("92", "learned:learned.1", "Связанные: Борщ")
        assert "такой записи нет" in (await desk.said_to(TEAM.chat))[-1]
        for words, related in (("внутренний клиент; faq.7", "Внутренний клиент; Как выглядит"), ("—", "")):
            await desk.replies("92", "learned:learned.1", f"Связанные: {words}")
            said = (await desk.said_to(TEAM.chat))[-1]
            assert f"Связанные записи: {related}" in said if related else "Связанные записи" not in said
        await desk.replies("92", "learned:learned.1", "Связанные: Внутренний клиент")
        await desk.acts("91", TeamPress("team:publish:learned.1"))
        published = await desk.store.database.look(
            lambda connection: Learned(connection, desk.clock()).published()
        )
    served = library.knowledge.with_learned(published)
    (related,) = served["learned.1"].related
    assert served[related].title.ru == "Внутренний клиент"
    left = {id: each for id, each in library.knowledge.entries.items() if id != related}
    assert replace(library.knowledge, entries=left).with_learned(published)["learned.1"].related == ()


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
