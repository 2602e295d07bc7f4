"""Documents asked for again: what Telegram has is sent by its own name, and not drawn or uploaded anew."""

import pytest

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.documents.reading import docx_text
from tests.fake_telegram import FakeTelegram, Message, Talk
from tests.telegram.filling import filler_at
from tests.whole.filling import READY

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

AGENCY = "Министерство социальной политики Приозёрской области"


def files_of(sent: list[Message]) -> list[str]:
    """Telegram's own names of the files, in the order sent."""
    return [file.file_id for message in sent for file in (*message.documents, *message.photos[-1:])]


async def a_draft(chat: Talk) -> list[str]:
    """The files of «Скачать черновик»."""
    mark = chat.mark()
    chat.tell("/document")
    await chat.until(lambda: len(files_of(sent_since(chat, mark))) == 3, "three files")
    return files_of(sent_since(chat, mark))


def sent_since(chat: Talk, mark: int) -> list[Message]:
    journal = chat.chat.journal[mark:]
    return [each.message for each in journal if each.kind == "sent" and each.message]


async def test_an_unchanged_draft_is_uploaded_once(server: FakeTelegram) -> None:
    chat = await server.person("Анна").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    first = await a_draft(chat)
    uploads = len(server.account.files)
    assert await a_draft(chat) == first
    assert len(server.account.files) == uploads
    await chat.until(lambda: "Для кого" in chat.last, "the question again")
    await chat.press("Граждане", expect="Какой процесс")
    assert set(await a_draft(chat)).isdisjoint(first), "a changed draft is another document"


async def test_a_finished_profile_asked_for_again_is_the_same_document(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    chat = await server.person("Борис").start("profile")
    filler = filler_at(chat, form, examples["internal_facilities"].draft, typing=True)
    await filler.fill()
    finished, *files = await filler.screen.finish()
    uploads = len(server.account.files)
    await chat.press(
        "Открыть этот профиль", expect=lambda message: READY in message and bool(message.buttons)
    )
    again, *same = await filler.screen.finish()
    assert again.text == finished.text, "the same reference"
    assert files_of(same) == files_of(files)
    assert len(server.account.files) == uploads


async def test_the_files_come_again_by_words_and_the_next_version_says_what_changed(
    server: FakeTelegram, form: Form, examples: dict[str, ExampleProfile]
) -> None:
    chat = await server.person("Ева").start("profile")
    filler = filler_at(chat, form, examples["internal_facilities"].draft, typing=True)
    await filler.fill()
    first, *files = await filler.screen.finish()
    number = first.text.partition("Номер профиля: ")[2][:8]
    for words in ("пришли файлы", "где документ"):
        mark = chat.mark()
        chat.tell(words)
        await chat.until(lambda mark=mark: len(files_of(sent_since(chat, mark))) == 3, "the files")  # type: ignore[misc]
        assert files_of(sent_since(chat, mark)) == files_of(files), "as they were issued"
    changed = next(message for message in chat.read() if message.text.startswith("✓ Орган"))
    await chat.press("Изменить", on=changed, expect="Как полностью")
    await chat.say(f"{AGENCY} и труда", expect=lambda message: READY in message and bool(message.buttons))
    told, *_ = await filler.screen.finish()
    assert "Версия 1.1. Изменено с прошлой: Орган (организация)." in told
    assert f"Номер профиля: {number}" in told, "a revision keeps its number"


async def test_a_file_that_telegram_has_lost_is_uploaded_anew(server: FakeTelegram) -> None:
    chat = await server.person("Вера").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    first = await a_draft(chat)
    for name in first:
        del server.account.files[name]
    assert set(await a_draft(chat)).isdisjoint(first)
    server.violations.clear()


async def test_a_refused_file_keeps_back_no_other_and_comes_by_a_press(server: FakeTelegram) -> None:
    chat = await server.person("Глеб").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    mark = chat.mark()
    server.faults.refuse("wrong file", method="sendMediaGroup", chat=chat.id)
    refused = server.faults.refuse("wrong file", method="sendDocument", chat=chat.id, times=2)
    chat.tell("/document")
    told = await chat.wait("Не удалось отправить: Документ Word")
    await chat.until(lambda: len(files_of(sent_since(chat, mark))) == 2, "the picture and the PDF")
    assert refused.met == 2, "tried once more"
    await chat.press("Ещё раз", on=told)
    await chat.until(lambda: len(files_of(sent_since(chat, mark))) == 5, "all three files")
    server.violations.clear()


async def test_a_remark_left_as_it_is_stands_in_the_document_with_its_reason(server: FakeTelegram) -> None:
    chat = await server.person("Зоя").start("profile")
    await chat.say(AGENCY, expect="Для кого")
    await chat.press("Граждане", expect="Какой процесс")
    await chat.press("1", expect="на одну услугу")
    await chat.press("На одну услугу", expect="Как называется")
    await chat.say("Предоставление земельных участков", expect="Кто имеет право")
    await chat.say("Все жители области, от мала до велика", expect="Слишком широко")
    await chat.press("Оставить как есть", expect="Почему это так и есть?")
    await chat.say("Участок положен каждому по закону области", expect="Сколько")
    files = [server.account.files[name] for name in await a_draft(chat)]
    text = docx_text(next(file.content for file in files if file.name.endswith(".docx")))
    assert "Слишкомшироко" in text
    assert "Оставленосоставителемкакесть:Участокположенкаждомупозаконуобласти" in text
