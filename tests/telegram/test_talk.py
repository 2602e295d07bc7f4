"""A person in a private chat."""

import asyncio
import io
import zipfile

import pytest

from tests.fake_telegram import NOTHING, FakeTelegram
from tests.launcher.service import Service

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

AGENCY = "Министерство социальной политики Приозёрской области"


async def test_a_question_is_answered_with_its_source_and_follow_ups(server: FakeTelegram) -> None:
    chat = await server.person("Анна").start()
    assert "помощник по клиентоцентричности" in chat.last
    assert "Источник" in await chat.say("Кто такой внутренний клиент?")
    pressed = await chat.press("Есть ли примеры?", expect="Источник")
    assert pressed.notice == ""
    assert "Здравствуйте" in await chat.say("привет")


async def test_the_menu_speaks_both_languages(server: FakeTelegram) -> None:
    russian = server.account.commands['{"type": "default"}', ""]
    english = server.account.commands['{"type": "default"}', "en"]
    names = ["start", "help", "profile", "drafts", "document", "glossary", "examples", "ask"]
    names += ["continue", "pause", "language", "export", "forget"]
    assert [command["command"] for command in russian] == names
    assert [command["command"] for command in english] == names
    assert all(one["description"] != two["description"] for one, two in zip(russian, english, strict=True))


async def test_before_start_it_says_in_both_languages_what_it_is_for(server: FakeTelegram) -> None:
    await server.did("getMyShortDescription", 3)
    texts = server.account.texts
    for name in ("description", "short_description"):
        assert "клиентоцентричност" in texts[name, ""]
        assert "client-centricity" in texts[name, "en"]


async def test_an_english_program_is_greeted_in_english(server: FakeTelegram) -> None:
    chat = await server.person("Ann", language_code="en-GB").start()
    assert "assistant for client-centricity" in chat.last
    assert "Source:" in await chat.say("what is an internal client?")
    await chat.say("/language")
    await chat.press("Русский", expect="Теперь пишу по-русски")


async def test_links_open_a_term_and_the_interview(server: FakeTelegram) -> None:
    chat = await server.person("Борис").start("term_internal-client")
    assert "Источник" in chat.last
    chat = await server.person("Вера").start("profile")
    assert "Как полностью называется" in chat.last


async def test_a_link_opens_a_draft_of_ones_own_only(server: FakeTelegram) -> None:
    chat = await server.person("Глеб").start("profile")
    await chat.say("/cancel", expect="продолжим позже")
    await chat.say("/drafts", expect="Ваши профили")
    rows = [button for row in chat.last.keyboard for button in row]
    draft = next(b["callback_data"] for b in rows if b["callback_data"].startswith("manage:"))[7:]
    await chat.say(f"/start draft_{draft}", expect="Как полностью называется")
    stranger = await server.person("Чужой").start(f"draft_{draft}")
    assert "Здравствуйте" in stranger.last


async def test_hints_open_in_place_and_old_buttons_go(server: FakeTelegram) -> None:
    chat = await server.person("Дина").start("profile")
    question = chat.last
    await chat.press("☰ Ещё", expect=lambda message: "Подсказка" in message.buttons)
    opened = await chat.press("Подсказка", expect=lambda message: "✕ Скрыть" in message.buttons)
    assert opened.message is question
    assert "Раздел 1 из" in question, "the progress line"
    assert [each["type"] for each in question.json["entities"]][-1] == "expandable_blockquote"
    await chat.press("✕ Скрыть", expect=lambda message: "Официальное название" not in message)
    await chat.say(AGENCY, expect="Для кого")
    await chat.until(lambda: question.text == f"✓ Орган (организация): {AGENCY}", "the trace of the answer")
    assert question.buttons == ["Изменить"]
    assert chat.last.buttons


async def test_an_old_button_is_explained_in_a_toast(server: FakeTelegram) -> None:
    chat = await server.person("Ева").start("profile")
    question = chat.last
    await chat.say(AGENCY, expect=lambda message: message.id > question.id)
    pressed = await chat.press("☰ Ещё", on=question)
    assert "от прежнего вопроса" in pressed.notice


async def test_pictures_stickers_and_voices_are_answered_kindly(server: FakeTelegram) -> None:
    chat = await server.person("Жанна").start("profile")
    await chat.photo(expect="Фотографии")
    await chat.sticker(expect="Стикеры")
    await chat.voice(expect="Голосовые")
    await chat.upload(b"MZ", "анкета.exe", expect="Файлы я пока не читаю")
    await chat.upload(b"....", "кино.mp4", kind="video", mime="video/mp4", expect="Видео")
    await chat.until(lambda: "Как полностью называется" in chat.last, "the question again")


async def test_an_edited_message_changes_the_answer_it_gave(server: FakeTelegram) -> None:
    chat = await server.person("Зоя").start("profile")
    first = chat.last
    mine = chat.tell("Росреестр")
    await chat.wait(lambda message: message.id > first.id)
    assert "полное официальное название" in chat.last, "refused, and asked again"
    await chat.edit(mine, AGENCY, expect=lambda message: "Как полностью" not in message.text)
    after, before = chat.last, chat.last.buttons
    await chat.edit(mine, "Министерство труда области", expect="Исправил прежний ответ")
    await chat.until(lambda: chat.last.buttons == before and after.buttons == [], "the question again")
    await chat.press("☰ Ещё", expect=lambda message: "✕ Скрыть" in message.buttons)
    await chat.press("К проверке ответов", expect="Проверьте ответы")
    await chat.press("Общая часть: 1 из 7", expect="Министерство труда области")


async def test_an_older_message_that_was_no_answer_edited_changes_nothing_and_says_so(
    server: FakeTelegram,
) -> None:
    chat = await server.person("Иван").start("profile")
    mine = chat.tell("что такое сегмент?")
    await chat.wait("Вернёмся к профилю")
    await chat.say(AGENCY, expect="Для кого")
    await chat.edit(mine, "Совсем другое министерство", expect="никуда не записан")


async def test_a_message_of_10000_characters_is_one_answer(server: FakeTelegram) -> None:
    chat = await server.person("Кира").start("profile")
    last = chat.tell("Министерство " * 770)
    await chat.acknowledged(last)
    await chat.until(lambda: "Как полностью называется" in chat.last, "the same question")
    assert all("Как полностью называется" in m or "Здравствуйте" in m for m in chat.read())


async def test_a_question_of_10000_characters_is_answered_once(server: FakeTelegram) -> None:
    chat = await server.person("Лев").start()
    chat.read()
    last = chat.tell("Дайте рецепт борща. " * 500)
    await chat.wait("нет ответа")
    await chat.acknowledged(last)
    await chat.press("Глоссарий", expect="Выберите раздел")
    assert len(chat.read()) == 2, chat.transcript()


async def test_what_is_typed_before_the_next_question_is_seen_answers_nothing(server: FakeTelegram) -> None:
    chat = await server.person("Мила").start("profile")
    chat.tell(AGENCY)
    chat.tell("отдел кадров")
    await chat.wait("отправили раньше")
    assert "отдел кадров" in next(m for m in chat.read() if "отправили раньше" in m)


async def test_markup_and_signs_that_a_person_types_stay_text(server: FakeTelegram) -> None:
    chat = await server.person("Олег").start("profile")
    first = chat.last
    await chat.say("Министерство <b>труда</b> & «социальной» защиты *области* [x](https://e.x)")
    await chat.until(lambda: chat.last is not first, "the next question")
    await chat.press("☰ Ещё", expect=lambda message: "✕ Скрыть" in message.buttons)
    await chat.press("К проверке ответов", expect="Проверьте ответы")
    await chat.press("Общая часть: 1 из 7", expect="<b>труда</b> & «соц")


async def test_everything_about_a_person_is_handed_over_and_erased(
    server: FakeTelegram, service: Service
) -> None:
    chat = await server.person("Павел").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    await chat.say("/export", expect=lambda message: bool(message.documents))
    content = next(m for m in chat.read() if m.documents).documents[0].content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        readable = next(name for name in archive.namelist() if name.endswith(".txt"))
        text = archive.read(readable).decode("utf-8-sig")
    assert f"Орган (организация): {AGENCY}" in text
    await chat.say("/forget", expect="Удалить всё")
    await chat.press("Да, удалить всё", expect="в самом мессенджере остаются")
    await chat.say("/drafts", expect="пока нет профилей")
    assert "Павел" not in service.log
    assert server.token not in service.log


async def test_a_profile_goes_only_after_a_yes_and_comes_back(server: FakeTelegram) -> None:
    chat = await server.person("Полина").start("profile")
    first = chat.last
    await chat.say(AGENCY, expect=lambda message: message.id > first.id)
    await chat.say("/drafts", expect="Ваши профили")
    await chat.press("1. Новый профиль", expect="1 из 24")
    await chat.press("Удалить", expect="В нём 1 ответ.")
    await chat.press("Нет, оставить", expect="Ваши профили")
    await chat.press("1. Новый профиль", on=chat.last, expect="1 из 24")
    await chat.press("Удалить", expect="В нём 1 ответ.")
    await chat.press("Да, удалить", expect="пока нет профилей")
    removed = next(message for message in chat.read() if "Удалено: профиль" in message)
    await chat.say("что такое услуга?", expect="Источник")
    await chat.press("Вернуть", on=removed, expect="Ваши профили")
    await chat.press("1. Новый профиль", on=chat.last, expect="1 из 24")
    await chat.press("Продолжить", expect="Открываю: ")


async def test_the_deletion_says_which_of_two_copies_goes(server: FakeTelegram) -> None:
    chat = await server.person("Платон").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    await chat.say("/drafts", expect="Ваши профили")
    await chat.press("1. Новый профиль", expect="1 из 24")
    await chat.press("Сделать копию", expect="Создана копия")
    listed = await chat.say("/drafts", expect="Ваши профили")
    assert listed.buttons[:2] == ["1. Новый профиль (копия)", "2. Новый профиль"]
    await chat.press("1. Новый профиль (копия)", expect=lambda message: "Удалить" in message.buttons)
    asked = (await chat.press("Удалить", expect="В нём")).message
    assert asked is not None
    assert "«Новый профиль (копия)»? " in asked
    await chat.press("Да, удалить", expect=lambda message: message.buttons[:1] == ["1. Новый профиль"])


async def test_a_blocked_bot_notices_and_comes_back(server: FakeTelegram) -> None:
    person = server.person("Роман")
    chat = await person.start()
    chat.tell("Кто такой клиент?")
    person.block()
    person.unblock()
    await chat.say("/start", expect="Здравствуйте")
    server.violations[:] = [held for held in server.violations if held.kind != "forbidden"]


async def test_the_same_update_three_times_has_one_effect(server: FakeTelegram) -> None:
    chat = await server.person("Света").start("profile")
    first = chat.last
    mine = chat.tell(AGENCY)
    await chat.wait(lambda message: message.id > first.id)
    await chat.acknowledged(mine)
    mark = chat.mark()
    for _ in range(2):
        chat.redeliver(mine)
    await chat.say("/left", expect="Остал")
    assert [m for m in chat.since(mark) if "полное официальное" in m] == []
    assert mine.update is not None
    assert mine.update.deliveries == 3


async def test_fifty_presses_at_once_make_one_transition_and_all_are_answered(server: FakeTelegram) -> None:
    chat = await server.person("Тарас").start("profile")
    first = chat.last
    await chat.say(AGENCY, expect=lambda message: message.id > first.id)
    question = chat.last
    data = question.keyboard[0][0]["callback_data"]
    mark = chat.mark()
    presses = await asyncio.gather(*(chat.press_data(question, data, expect=NOTHING) for _ in range(50)))
    assert sum(press.notice == "" for press in presses) == 1
    assert sum("от прежнего вопроса" in press.notice for press in presses) == 49
    await chat.say("/left", expect="Остал")
    changed = [e for e in chat.chat.journal[mark:] if e.kind == "edited" and e.message is question]
    assert len(changed) <= 2, "one next question, and its buttons gone after «что осталось»"
