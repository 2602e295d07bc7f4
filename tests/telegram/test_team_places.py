"""The team's chat as a group with topics, and as a channel with the group in which it is discussed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.store.tables import messages
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.driver import Group
from tests.fake_telegram.state import Message
from tests.fake_telegram.waiting import NOTHING
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.patience import PATIENCE
from tests.telegram.test_loop import at_database
from tests.telegram.test_tickets import QUESTION, TEAM, Team, asked

ANONYMOUS: Any = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
AS_CHANNEL: Any = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


@asynccontextmanager
async def team_in_topics(
    folder: Path, database: Database, fork_server: ForkServer, *, manages: bool = True
) -> AsyncIterator[Team]:
    async with FakeTelegram() as server:
        boris, vera = server.person("Борис"), server.person("Вера")
        group = server.group("Команда", boris, vera, chat_id=TEAM, forum=True, bot="administrator")
        group.chat.manages_topics = manages
        settings = {**database.settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        async with running(folder, settings, server, fork_server=fork_server) as service:
            yield Team(server, service, group, boris, vera)
        assert [each for each in server.violations if manages] == []


@pytest.fixture
async def forum(tmp_path: Path, chosen_database: Database, fork_server: ForkServer) -> AsyncIterator[Team]:
    async with team_in_topics(tmp_path, chosen_database, fork_server) as team:
        yield team


def speaking(program: Any, chat: Any) -> Any:
    """What Telegram says of who speaks as a chat."""
    return {"from": program, "sender_chat": chat}


def thread(message: Message) -> int | None:
    found: int | None = message.json.get("message_thread_id")
    return found


async def test_each_ticket_has_a_topic_that_ends_and_begins_again_with_it(forum: Team) -> None:
    chat, boris = forum.group.chat, forum.group.talk(forum.boris)
    anna = await asked(forum.server.person("Анна"))
    gleb = await asked(forum.server.person("Глеб"), "какая завтра погода, звоните 8 (900) 123-45-67")
    first, second = await forum.card(1), await forum.card(2)
    assert chat.topics[thread(first) or 0] == f"№ 1 {QUESTION}"
    assert chat.topics[thread(second) or 0] == "№ 2 какая завтра погода, звоните ▒▒▒"
    # In its topic experts talk with each other, too; only a reply to the bot is an answer.
    boris.tell("Вера, кто у нас знает про борщ?", thread=thread(first))
    boris.tell("Пять свёкол", reply_to=first)
    answer = await anna.wait("Пять свёкол", since=0)
    sent = await forum.find("Ответ на вопрос № 1 передан")
    assert thread(sent) == thread(first)
    await anna.say("На сорок человек", reply_to=answer, expect="Передал специалисту")
    assert thread(await forum.find("На сорок человек")) == thread(first)
    proposal = (await boris.press("В базу знаний", on=sent, expect="Предложение в базу знаний")).message
    assert proposal is not None and thread(proposal) == thread(first)
    await boris.press("Закрыть", on=first)
    await boris.until(lambda: chat.closed_topics == {thread(first)}, "the topic closed")
    await anna.wait("Помог ли ответ", since=0)
    await anna.say("А сметана?", reply_to=answer, expect="Передал специалисту")
    await boris.until(lambda: not chat.closed_topics, "the topic open again")
    assert thread(await forum.find("А сметана?")) == thread(first)
    await anna.press("Вопрос решён", expect="Рад, что вопрос решён")
    await boris.until(lambda: chat.closed_topics == {thread(first)}, "closed by the asker")
    assert not any("кто у нас знает" in message for message in (*anna.since(0), *gleb.since(0)))
    # Who is forgotten is gone from the topic's name.
    await gleb.say("/forget", expect="Удалить")
    await gleb.press("Да, удалить всё", expect="Всё удалено")
    await boris.until(lambda: chat.topics[thread(second) or 0] == "№ 2", "the name without the words")
    assert len(chat.topics) == 2


async def test_a_topic_that_was_deleted_or_may_not_be_made_costs_no_answer(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with team_in_topics(tmp_path, chosen_database, fork_server, manages=False) as team:
        anna = await asked(team.server.person("Анна"))
        card = await team.card(1)
        assert thread(card) is None, "in the chat itself, where everything may be written"
        team.group.talk(team.boris).tell("Пять свёкол", reply_to=card)
        await anna.wait("Пять свёкол", since=0)


async def test_what_belongs_to_a_deleted_topic_is_said_in_the_chat_itself(forum: Team) -> None:
    anna = await asked(forum.server.person("Анна"))
    boris, card = forum.group.talk(forum.boris), await forum.card(1)
    boris.tell("Пять свёкол", reply_to=card)
    answer = await anna.wait("Пять свёкол", since=0)
    await forum.find("передан")
    forum.group.delete_topic(thread(card) or 0)
    await anna.say("А сметана?", reply_to=answer, expect="Передал специалисту")
    more = await forum.find("А сметана?")
    assert thread(more) is None
    forum.server.violations.clear()
    boris.tell("Двадцать стаканов", reply_to=more)
    await anna.wait("Двадцать", since=0)


@pytest.fixture
async def channel(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> AsyncIterator[tuple[Team, Group]]:
    """A channel whose posts are discussed in a group; Vera is in the group alone."""
    async with FakeTelegram() as server:
        boris, vera = server.person("Борис"), server.person("Вера")
        posts = server.group("Команда", boris, kind="channel", chat_id=TEAM, bot="administrator")
        talks = server.group("Обсуждение", boris, vera, bot="administrator")
        talks.discuss(posts)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            yield Team(server, service, posts, boris, vera), talks
        # Who is not in the channel is asked for in its group.
        assert [each for each in server.violations if each.method != "getChatMember"] == []


async def test_what_is_said_under_a_channel_s_post_belongs_to_its_ticket(
    channel: tuple[Team, Group],
) -> None:
    team, talks = channel
    stranger = talks.join(team.server.person("Чужой"), "left")
    boris, vera = talks.talk(team.boris), talks.talk(team.vera)
    # The two chats count their messages each for itself: what is the second here is none of the ticket there.
    boris.tell("Доброе утро")
    anna = await asked(team.server.person("Анна"))
    card = await team.card(1)
    below = card.brought
    assert below is not None and below.id != card.id
    stranger.tell("Я тоже хочу ответить", reply_to=below)
    mine = vera.tell("Пять свёкол", reply_to=below)
    answer = await anna.wait("Пять свёкол", since=0)
    sent = await vera.wait("Ответ на вопрос № 1 передан", since=0)
    assert sent.reply_to == mine.id, "said to whoever answered, not in the channel"
    await vera.until(lambda: "Ведёт: Вера" in below, "the card's copy drawn anew")
    await vera.edit(mine, "Четыре свёклы", expect=NOTHING)
    await anna.until(lambda: "Четыре свёклы" in answer, "the correction")
    await anna.say("На сорок человек", reply_to=answer, expect="Передал специалисту")
    more = await vera.wait("На сорок человек", since=0)
    assert more.reply_to == below.id
    assert not any("На сорок" in message for message in team.talk.since(0))
    vera.tell("Тогда восемь килограммов", reply_to=more)
    await anna.wait("восемь", since=0)
    await team.group.talk(team.boris).press("Закрыть", on=card)
    await anna.wait("Помог ли ответ", since=0)
    assert not any("Я тоже хочу" in message for message in anna.since(0))
    await team.service.stop()
    assert "refused" in await team.service.command("audit")


async def test_a_proposal_is_decided_on_below_the_channel_s_post(channel: tuple[Team, Group]) -> None:
    """The group's copy of a post has no buttons; what is said below it has."""
    team, talks = channel
    vera, stranger = talks.talk(team.vera), talks.join(team.server.person("Чужой"), "left")
    await asked(team.server.person("Анна"))
    below = (await team.card(1)).brought
    sent = await vera.say("Пять свёкол", reply_to=below, expect="передан")
    proposal = (await vera.press("В базу знаний", on=sent, expect="Предложение в базу знаний")).message
    assert proposal is not None and below is not None and proposal.reply_to == below.id
    assert not any("Предложение" in message for message in team.talk.since(0)), "no post of its own"
    await vera.say("Формулировки: что такое сегмент?", reply_to=proposal, expect=NOTHING)
    await vera.until(lambda: "уже ведёт к записи" in proposal, "the conflict")
    assert "противоречия" in (await vera.press("Опубликовать", on=proposal)).notice
    assert "для специалистов" in (await stranger.press("Отклонить", on=proposal)).notice
    await vera.say(f"Формулировки: {QUESTION}", reply_to=proposal, expect=NOTHING)
    await vera.until(lambda: "уже ведёт к записи" not in proposal, "the conflict mended")
    changes = (await vera.press("Что изменится", on=proposal, expect="Что изменится с записью")).message
    assert changes is not None and changes.reply_to == proposal.id
    await vera.until(lambda: "эта запись" in changes, "what would change")
    await vera.press("1", on=changes, expect="Станет: эта запись")
    await vera.press("Отклонить", on=proposal)
    await vera.until(lambda: "Отклонено" in proposal, "rejected")
    await vera.press("Вернуть предложение", on=proposal)
    await vera.until(lambda: "Опубликовать" in proposal.buttons, "proposed again")
    assert "уже отвечает" in (await vera.press("Опубликовать", on=proposal)).notice
    await (await team.server.person("Глеб").start()).say(QUESTION, expect="Пять свёкол")
    await vera.press("Снять с публикации", on=proposal)
    await vera.until(lambda: "Снято с публикации" in proposal, "taken back")


async def test_a_button_below_a_post_is_the_team_s_before_its_message_is_noted_as_sent(
    channel: tuple[Team, Group], chosen_database: Database
) -> None:
    """As in the moment between sending and noting, and after a crash in it."""
    team, talks = channel
    vera, stranger = talks.talk(team.vera), talks.join(team.server.person("Чужой"), "left")
    await asked(team.server.person("Анна"))
    sent = await vera.say("Пять свёкол", reply_to=(await team.card(1)).brought, expect="передан")
    key = "ticket:1:sent:%"
    noted = select(messages.c.id).where(messages.c.key.like(key), messages.c.state == "sent")
    async with asyncio.timeout(PATIENCE):
        while (await at_database(chosen_database, noted)).first() is None:
            await vera.say("/find сегмент", reply_to=sent, expect="Какой записью")
    await at_database(chosen_database, update(messages).where(messages.c.key.like(key)).values(sent_as=None))
    assert "для специалистов" in (await stranger.press("В базу знаний", on=sent)).notice
    await vera.press("В базу знаний", on=sent, expect="Предложение в базу знаний")


async def test_who_speaks_as_the_chat_is_an_expert_and_who_speaks_as_another_channel_is_none(
    channel: tuple[Team, Group],
) -> None:
    team, talks = channel
    anna = await asked(team.server.person("Анна"))
    below, boris = (await team.card(1)).brought, talks.talk(team.boris)
    foreign = {"id": -1_000_000_999_000, "type": "channel", "title": "Чужой канал"}
    boris.tell("Чужие слова", reply_to=below, **speaking(AS_CHANNEL, foreign))
    group, posts = talks.chat.json(), team.group.chat.json()
    boris.tell("Пять свёкол", reply_to=below, **speaking(ANONYMOUS, group))
    await anna.wait("Пять свёкол", since=0)
    last = boris.tell("И чеснок", reply_to=below, **speaking(AS_CHANNEL, posts))
    await anna.wait("чеснок", since=0)
    await boris.acknowledged(last)
    await boris.until(lambda: sum("передан" in m for m in boris.since(0)) == 2, "both notes")
    assert not any("Чужие слова" in message for message in anna.since(0))
    # What is posted in the channel itself, or said below another post of it, is an answer to nobody.
    team.group.talk(team.boris).tell("Коллеги, вопрос № 1 важный")
    notice = talks.chat.newest(lambda message: "важный" in message)
    assert notice is not None
    await boris.silence("Согласен", reply_to=notice)
    assert not any("Согласен" in message for message in anna.since(0))
