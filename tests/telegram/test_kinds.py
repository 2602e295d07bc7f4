"""Whatever kind of message comes: answered, or declined in one kind sentence, never met with silence."""

from typing import Any

import pytest

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.state import Message
from tests.fake_telegram.talk import Talk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def send(chat: Talk, content: dict[str, Any], reply_to: Message | None = None) -> None:
    message = chat.account.post(chat.chat, chat.user, content, reply_to=reply_to)
    message.update = chat.account.announce(message)


async def sent(chat: Talk, content: dict[str, Any], expect: str, reply_to: Message | None = None) -> Message:
    """The answer to a message of this content."""
    mark = chat.mark()
    send(chat, content, reply_to)
    return await chat.wait(expect, since=mark)


async def test_a_question_in_a_caption_is_answered_in_one_message(server: FakeTelegram) -> None:
    chat = await server.person("Анна").start()
    mark = chat.mark()
    answer = await chat.photo(caption="Кто такой внутренний клиент?", expect="Источник")
    assert "только подпись" in answer
    await chat.upload(b"%PDF", "профиль.pdf", caption="что такое сегмент?", expect="Источник")
    assert len(chat.since(mark)) == 2


async def test_a_caption_answers_the_question_of_the_interview(server: FakeTelegram) -> None:
    chat = await server.person("Борис").start("profile")
    said = await chat.photo(caption="Министерство социальной политики", expect="Для кого")
    assert "только подпись" in said


async def test_of_files_sent_together_every_caption_is_read(server: FakeTelegram) -> None:
    chat = await server.person("Бэла").start("profile")
    files = {"document": {"file_id": "d", "file_unique_id": "d"}, "media_group_id": "12"}
    mark = chat.mark()
    await sent(chat, files, "Файлы")
    send(chat, files)
    # Telegram Desktop puts the words under the last file.
    said = await sent(chat, files | {"caption": "Министерство социальной политики области"}, "Для кого")
    assert "только подпись" in said
    assert sum("Файлы" in message.text for message in chat.since(mark)) == 1


async def test_a_voice_message_gets_one_sentence_in_one_message(server: FakeTelegram) -> None:
    chat = await server.person("Вера").start("profile")
    asked = chat.last
    assert "Как полностью называется" in await chat.voice(expect="Голосовые")
    answer = await chat.say("Министерство труда области", expect="Для кого")
    assert answer.id == asked.id + 4, "two messages of the person, two of ours"


async def test_a_forward_without_a_name_is_a_question_too(server: FakeTelegram) -> None:
    chat = await server.person("Глеб").start()
    hidden = {"type": "hidden_user", "sender_user_name": "Кто-то", "date": 1_764_000_000}
    forwarded = {"text": "что такое клиентский путь?", "forward_origin": hidden}
    assert "Источник" in await sent(chat, forwarded, "Источник")


@pytest.mark.parametrize(
    "content",
    [
        {"hologram": {"file_id": "1"}},
        {"contact": {"phone_number": "+70000000000", "first_name": "А"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"giveaway": {"chats": [], "winners_selection_date": 1_764_000_000, "winner_count": 1}},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_an_unknown_kind_of_message_is_declined(server: FakeTelegram, content: dict[str, Any]) -> None:
    chat = await server.person("Дина").start()
    assert "словами" in await sent(chat, content, "не понимаю")


async def test_what_telegram_itself_says_needs_no_answer(server: FakeTelegram) -> None:
    chat = await server.person("Ева").start()
    mark = chat.mark()
    send(chat, {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})
    await chat.say("привет", expect="Здравствуйте")
    assert len(chat.since(mark)) == 1


async def test_a_quoted_part_is_what_is_asked_about(server: FakeTelegram) -> None:
    chat = await server.person("Зоя").start()
    answer = await chat.say("что такое сегмент?", expect="Источник")
    asked = {"text": "а что это такое?", "quote": {"text": "клиентский путь", "position": 0}}
    assert "Клиентский путь" in await sent(chat, asked, "Источник", reply_to=answer)
    asked = {"text": "Кто такой внешний клиент?", "quote": {"text": "клиентский путь", "position": 0}}
    assert "Клиентский путь" not in await sent(chat, asked, "Источник", reply_to=answer)


@pytest.mark.parametrize("sender", [CHANNEL_BOT, ANONYMOUS], ids=["channel", "anonymous"])
async def test_a_channel_and_the_group_itself_are_answered(
    server: FakeTelegram, sender: dict[str, Any]
) -> None:
    person = server.person("Иван")
    group = server.group("Обсуждение", person)
    await group.talk(person).wait("отвечаю на вопросы", since=0)
    speaks = {"id": -1001234567890, "type": "channel", "title": "Новости программы"}
    text = f"@{server.account.user.username} что такое сегмент?"
    content: dict[str, Any] = {"text": text, "from": sender, "sender_chat": speaks}
    content["entities"] = [{"type": "mention", "offset": 0, "length": text.index(" ")}]
    talk = group.talk(person)
    answer = await sent(talk, content, "Источник")
    voice = {
        "voice": {"file_id": "v", "file_unique_id": "v", "duration": 1},
        "from": sender,
        "sender_chat": speaks,
    }
    assert "Голосовые" in await sent(talk, voice, "Голосовые", reply_to=answer)


async def test_a_caption_in_a_group_counts_where_it_names_the_bot(server: FakeTelegram) -> None:
    kira = server.person("Кира")
    talk = server.group("Отдел", kira).talk(kira)
    await talk.wait("отвечаю на вопросы", since=0)
    name = f"@{server.account.user.username}"
    picture = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}
    mention = {"type": "mention", "offset": 0, "length": len(name)}
    named = {"caption": f"{name} что такое сегмент?", "caption_entities": [mention]}
    assert "только подпись" in await sent(talk, picture | named, "Источник")
    mark = talk.mark()
    send(talk, picture | {"caption": "Наш стенд"})
    send(talk, picture)
    await talk.mention("что такое услуга?", expect="Источник")
    assert len(talk.since(mark)) == 1
