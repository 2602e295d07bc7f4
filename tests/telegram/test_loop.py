"""A question finds an expert and its answer the knowledge base, while the process is killed and the team's
chat is away for an hour, twice."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy import func, select, update

from bot.store.connection import only
from bot.store.database import open_database
from bot.store.tables import WAITING, messages, questions
from tests.databases.fixtures import Database
from tests.fake_telegram.state import Message
from tests.fake_telegram.talk import Talk
from tests.telegram.test_tickets import QUESTION, TEAM, Team, asked, team
from tests.web.browser import flags
from tests.web.page_user import PageUser

__all__ = ["team"]

QUESTIONS = (QUESTION, "какая завтра погода в городе", "расписание электричек на выходные")
SPOILT = "рицепт борща для сталовой ведомства"


@pytest.fixture
async def chrome(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags())
        yield browser
        await browser.close()


async def at_database(database: Database, statement: Any) -> Any:
    opened = open_database(database.url)
    done = await opened.transact(only(statement))
    await opened.dispose()
    return done


async def power_cut(team: Team, database: Database) -> None:
    """A kill, and an hour in which what waits is tried in vain; then everything is there again."""
    await team.service.kill()
    await team.server.deserted()
    now = datetime.now(UTC)
    values = {"attempts": 14, "created": now - timedelta(hours=1), "not_before": now}
    await at_database(database, update(messages).where(WAITING).values(values))
    team.server.faults.clear()
    team.server.violations.clear()
    await team.service.start()


def said(chat: Talk) -> list[str]:
    return [str(message) for message in chat.since(0)]


@pytest.mark.on_both
async def test_a_question_of_three_people_becomes_an_entry_that_answers_the_next(
    team: Team, chrome: Browser, chosen_database: Database
) -> None:
    """Two experts; Anna asks in private, Gleb in a group, Zoya on the page."""
    server, boris, vera = team.server, team.group.talk(team.boris), team.group.talk(team.vera)
    gleb = server.person("Глеб")
    office = server.group("Отдел", gleb).talk(gleb)
    zoya = await PageUser.arrive(await chrome.new_context(locale="ru-RU"), team.service.address)

    server.faults.error(500, chat=TEAM, times=10_000)
    anna = await asked(server.person("Анна"), QUESTIONS[0])
    await office.command(f"/ask {QUESTIONS[1]}", expect="Передал ваш вопрос")
    await zoya.say(f"/ask {QUESTIONS[2]}")
    await zoya.reads("Передал ваш вопрос")
    await power_cut(team, chosen_database)

    cards = [await team.find(question) for question in QUESTIONS]
    experts = (boris, vera, vera)
    for expert, card in zip(experts, cards, strict=True):
        await expert.press("Взять", on=card, expect="Ведёт")
    server.faults.error(500, chat=TEAM, times=10_000)
    server.faults.error(500, chat=anna.id, times=10_000)
    answers = [
        expert.tell(f"Ответ {number}, столовая знает", reply_to=card)
        for number, (expert, card) in enumerate(zip(experts, cards, strict=True))
    ]
    for each in answers:
        await boris.acknowledged(each)
    await office.wait("Ответ 1", since=0)
    # What comes behind it in the chat is sent only when it is marked as sent.
    await office.mention("что такое сегмент?", expect="Источник")
    await power_cut(team, chosen_database)

    await anna.wait("Ответ 0", since=0)
    notes = [await team.find(f"Ответ на вопрос № {number + 1} передан") for number in range(3)]
    await expect(zoya.page.locator(".message", has_text="Ответ 2")).to_have_count(1)
    for number, lines in enumerate((said(anna), said(office), await zoya.whole_chat())):
        for other in range(3):
            assert sum(f"Ответ {other}," in line for line in lines) == (other == number), lines
    for number in range(1, 4):
        assert sum(f"Вопрос № {number} " in line for line in said(team.talk)) == 1, "each card once"

    await learned_and_taken_back(team, notes[0], zoya, office)
    await sums_equal_the_log(team, chosen_database)
    # That a stream broke off is the kill.
    assert [each for each in zoya.troubles if "ERR_INCOMPLETE" not in each] == []


async def learned_and_taken_back(team: Team, note: Message, zoya: PageUser, office: Talk) -> None:
    """What was answered once answers everybody in the asker's own words, until one press takes it back."""
    boris = team.group.talk(team.boris)
    thief = await team.server.person("Чужой").start()
    proposal = (await boris.press("В базу знаний", on=note, expect="Предложение в базу знаний")).message
    assert proposal is not None
    forged = await thief.press_data(thief.last, "team:publish:learned.1")
    assert "для специалистов" in forged.notice and "Опубликовать" in proposal.buttons
    await boris.press("Опубликовать", on=proposal)
    await team.service.says("learned entries served")
    await zoya.say(QUESTION)
    await zoya.reads("Ответ 0, столовая знает")
    await zoya.say(SPOILT)
    await zoya.reads("Источник: ответ специалиста")
    await office.mention(SPOILT, expect="столовая знает")
    assert "столовая знает" in str((await team.server.person("Дина").inline(SPOILT)).texts)
    await boris.press("Снять с публикации", on=proposal)
    await team.service.says("learned entries served", times=2)
    await zoya.say(f"{SPOILT}!")
    await zoya.reads("нет ответа")
    # Else it becomes a ticket a minute later, in the middle of the counting.
    await zoya.press("Не нужно")
    await zoya.reads("не передаю")
    assert "столовая знает" not in str((await team.server.person("Ева").inline(f"{SPOILT}.")).texts)


async def sums_equal_the_log(team: Team, database: Database) -> None:
    by_outcome = select(questions.c.outcome, func.count()).group_by(questions.c.outcome)
    logged = Counter({row[0]: row[1] for row in (await at_database(database, by_outcome)).all()})
    lines = (await team.service.command("audit", "--json")).splitlines()
    done = Counter(json.loads(line)["did"] for line in lines)
    told = await team.service.command("digest")
    assert f"Вопросов специалистам: {done['opened'] + done['joined']}, ответов: {done['answered']}." in told
    answered, unknown = logged["answer"], logged["unknown"]
    assert f"Вопросов: {logged.total()}. С ответом: {answered}," in told and f"без ответа: {unknown}" in told
    assert (done["opened"], done["answered"], done["published"], done["undone"]) == (3, 3, 1, 1)
    assert done["refused"] == 1
