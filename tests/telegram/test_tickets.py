"""Questions find an expert in the team's chat, and answers find whoever asked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogs.interview.checks.privacy import masked
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.driver import Group, Person
from tests.fake_telegram.state import Message
from tests.fake_telegram.talk import Talk
from tests.fake_telegram.waiting import NOTHING
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running
from tests.whole.caller import Caller

TEAM = -1_000_000_777_000
QUESTION = "рецепт борща для столовой ведомства"


@dataclass
class Team:
    """The service with its team's chat, in which two experts sit."""

    server: FakeTelegram
    service: Service
    group: Group
    boris: Person
    vera: Person

    @property
    def talk(self) -> Talk:
        return self.group.talk(self.boris)

    async def card(self, number: int) -> Message:
        """The card of a ticket, as it stands now."""
        return await self.find(f"Вопрос № {number} ")

    async def find(self, words: str) -> Message:
        """The newest message of ours in the team's chat that says so."""
        found: list[Message] = []

        def there() -> bool:
            found[:] = [message for message in self.talk.since(0) if words in message]
            return bool(found)

        await self.talk.until(there, f"{words!r} at the team's")
        return found[-1]


@pytest.fixture
async def team(tmp_path: Path, chosen_database: Database, fork_server: ForkServer) -> AsyncIterator[Team]:
    async with FakeTelegram() as server:
        boris, vera = server.person("Борис"), server.person("Вера")
        group = server.group("Команда", boris, vera, chat_id=TEAM)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            yield Team(server, service, group, boris, vera)
        assert server.violations == []


async def asked(person: Person, question: str = QUESTION) -> Talk:
    chat = await person.start()
    await chat.say(question, expect="специалисту команды")
    if masked(question) == question:
        await chat.press("Спросить специалиста", expect="Передал ваш вопрос")
    else:
        await chat.press("Спросить специалиста", expect="Так ваш вопрос увидит команда")
        await chat.press("Отправить без имён", expect="Передал ваш вопрос")
    return chat


async def test_an_expert_answers_by_a_reply_and_the_asker_gets_it_marked(team: Team) -> None:
    anna = await asked(team.server.person("Анна", username="anna_secret"))
    card = await team.card(1)
    assert QUESTION in card and "Анна" not in card and "anna" not in card
    mine = await team.group.talk(team.boris).say(
        "Берите *пять* свёкол", reply_to=card, expect="Ответ на вопрос № 1 передан"
    )
    answer = await anna.wait("пять", since=0)
    assert "Ответ специалиста" in answer and QUESTION in answer
    assert answer.buttons == ["Ответить специалисту", "Вопрос решён"]
    assert "Ведёт: Борис" in await team.card(1)
    assert mine.reply_to is not None


async def test_only_the_owner_answers_and_corrections_follow(team: Team) -> None:
    anna = await asked(team.server.person("Анна"))
    boris, vera = team.group.talk(team.boris), team.group.talk(team.vera)
    card = await team.card(1)
    assert "ведёте вы" in (await boris.press("Взять", on=card)).notice
    await vera.say("Борис, а свёклы хватит?", reply_to=card, expect="Не передано: вопрос № 1 ведёт Борис")
    mine = boris.tell("Возьмите три свёклы", reply_to=card)
    answer = await anna.wait("три свёклы", since=0)
    await boris.edit(mine, "Возьмите четыре свёклы", expect=NOTHING)
    await anna.until(lambda: "четыре свёклы" in answer, "the correction in the answer's place")
    assert "исправлен" in answer
    assert "ведёте вы" in (await vera.press("Взять", on=card)).notice
    vera.tell("И чеснок", reply_to=card)
    await anna.wait("чеснок", since=0)
    assert sum("свёклы" in message for message in anna.since(0)) == 1
    assert sum("хватит" in message for message in anna.since(0)) == 0


async def test_the_asker_answers_back_closes_and_opens_again(team: Team) -> None:
    anna = await asked(team.server.person("Анна"))
    boris = team.group.talk(team.boris)
    boris.tell("На сколько человек?", reply_to=await team.card(1))
    answer = await anna.wait("На сколько", since=0)
    # Meanwhile other questions are answered as ever.
    await anna.say("что такое сегмент?", expect="Источник")
    await anna.say("На сорок, позвоните 8 (900) 123-45-67", reply_to=answer, expect="Передал специалисту")
    more = await team.find("На сорок")
    assert "К вопросу № 1" in more and "900" not in more
    boris.tell("Тогда восемь килограммов", reply_to=more)
    await anna.wait("восемь", since=0)
    await boris.press("Закрыть", on=await team.card(1))
    await anna.wait("Помог ли ответ", since=0)
    assert "Закрыт." in await team.card(1)
    await anna.press("Не помог", expect="чего в нём не хватило")
    await anna.say("А сметана?", expect="Передал специалисту")
    again = await team.find("А сметана?")
    assert "Ведёт: Борис" in await team.card(1)
    boris.tell("Двадцать стаканов", reply_to=again)
    await anna.wait("Двадцать", since=0)
    await anna.press("Вопрос решён", expect="Рад, что вопрос решён")
    card = await team.card(1)
    await team.talk.until(lambda: "Закрыт." in card, "the card closed")


async def test_a_file_goes_along_and_an_entry_may_answer(team: Team) -> None:
    anna = await asked(team.server.person("Анна"))
    boris = team.group.talk(team.boris)
    card = await team.card(1)
    await boris.upload(b"PK", "рецепт.docx", caption="Всё в файле", reply_to=card, expect="передан")
    await anna.until(lambda: any(message.documents for message in anna.since(0)), "the file")
    assert sum("Всё в файле" in message for message in anna.since(0)) == 1
    found = await boris.say("/find внутренний клиент", reply_to=card, expect="Какой записью ответить")
    label = next(label for label in found.buttons if "нутренний клиент" in label)
    sent = (await boris.press(label, on=found, expect="передан")).message
    await anna.wait("Источник", since=0)
    assert sent is not None and not sent.buttons, "it is in the knowledge base already"


async def test_the_same_question_of_several_is_one_ticket_and_each_gets_the_answer_once(team: Team) -> None:
    server, boris = team.server, team.group.talk(team.boris)
    anna = await asked(server.person("Анна"))
    card = await team.card(1)
    gleb, zoya = server.person("Глеб"), server.person("Зоя")
    office = server.group("Отдел", gleb, zoya)
    await office.talk(gleb).mention("Рецепт борща для столовых ведомств", expect="специалисту команды")
    await office.talk(gleb).press("Спросить специалиста", expect="Передал ваш вопрос")
    async with Caller(team.service.address) as page:
        await page.say(f"/ask {QUESTION}?!")
        await team.talk.until(lambda: "спрашивают 3 человека" in card, "three who ask")
        server.faults.error(500, chat=anna.id)
        mine = boris.tell("Пять свёкол", reply_to=card)
        await boris.acknowledged(mine)
        await office.talk(gleb).wait("Пять свёкол", since=0)
        # What comes behind it in the chat is sent only when it is marked as sent.
        await office.talk(gleb).mention("что такое сегмент?", expect="Источник")
        # One answer is still to come when the power is cut.
        await team.service.kill()
        server.faults.clear()
        server.violations.clear()
        await team.service.start()
        await anna.wait("Пять свёкол", since=0)
        shown = [line["reply"]["body"] for line in await page.messages() if "reply" in line]
        assert sum("Пять свёкол" in str(body) for body in shown) == 1
        late = await asked(server.person("Поздний"), "для столовой ведомства рецепт борща")
        await late.wait("Пять свёкол", since=0)
    for chat in (anna, office.talk(gleb), late):
        assert sum("Пять свёкол" in message for message in chat.since(0)) == 1, chat.report()
    assert sum("Вопрос №" in message for message in team.talk.since(0)) == 1


async def test_a_card_waits_for_a_team_s_chat_that_cannot_be_reached(team: Team) -> None:
    team.server.faults.error(500, chat=TEAM)
    anna = await asked(team.server.person("Анна"))
    await anna.say("что такое сегмент?", expect="Источник")
    await team.service.kill()
    team.server.faults.clear()
    team.server.violations.clear()
    await team.service.start()
    team.group.talk(team.boris).tell("Пять свёкол", reply_to=await team.card(1))
    await anna.wait("Пять свёкол", since=0)
    assert sum("Вопрос №" in message for message in team.talk.since(0)) == 1


async def test_an_answer_is_not_lost_when_it_cannot_be_asked_at_once_who_wrote_it(team: Team) -> None:
    anna = await asked(team.server.person("Анна"))
    fault = team.server.faults.error(500, method="getChatMember", times=2)
    team.group.talk(team.boris).tell("Пять свёкол", reply_to=await team.card(1))
    await anna.wait("Пять свёкол", since=0)
    assert fault.met == 2
    assert sum("Пять свёкол" in message for message in anna.since(0)) == 1


async def test_whoever_is_no_expert_changes_nothing_and_it_is_noted(team: Team) -> None:
    anna = await asked(team.server.person("Анна"))
    card = await team.card(1)
    thief = team.server.person("Чужой")
    other = team.server.group("Другая команда", thief)
    hello = await thief.start()
    forged = await hello.press_data(hello.last, "team:close:1")
    assert "для специалистов" in forged.notice
    elsewhere = await other.talk(thief).mention("что такое сегмент?", expect="Источник")
    assert "для специалистов" in (await other.talk(thief).press_data(elsewhere, "team:take:1")).notice
    # A button of the very card, by somebody who has been put out of the chat.
    team.group.join(thief, "kicked")
    assert "для специалистов" in (await team.group.talk(thief).press_data(card, "team:close:1")).notice
    async with Caller(team.service.address) as page:
        await page.post({"press": "team:close:1"})
    assert "Чтобы ответить" in await team.card(1) and "Закрыть" in (await team.card(1)).buttons
    assert not any("закрыт" in message for message in anna.since(0))
    lines = (await team.service.command("audit")).splitlines()
    assert sum("refused" in line and "team:close:1" in line for line in lines) == 3
    assert sum("refused" in line for line in lines) == 4
    assert "refused" in team.service.log
