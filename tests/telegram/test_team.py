"""The team's chat hears of finished profiles and of questions: once, and of nobody's person."""

import asyncio
import re
from pathlib import Path

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import running
from tests.patience import PATIENCE
from tests.telegram.filling import filler_at

TEAM = -1_000_000_777_000


async def test_the_team_is_told_once_and_after_restarts_too(
    tmp_path: Path,
    chosen_database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
    fork_server: ForkServer,
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        team = server.group("Команда", boss, chat_id=TEAM)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{TEAM}", "TEAM_DOCUMENTS": "yes"}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            asker = server.person("Аноним", username="anonim_user")
            chat = await asker.start()
            await chat.say("рецепт борща, звоните 8 (900) 123-45-67", expect="специалисту команды")
            await chat.press("Спросить специалиста", expect="без имён")
            await chat.press("Отправить без имён", expect="Передал ваш вопрос")
            told = team.talk(boss)
            await told.until(
                lambda: "борща" in "".join(map(str, told.since(0))), "the question at the team's"
            )
            server.faults.error(500, chat=TEAM)
            fault = server.faults.hang(method="sendDocument", chat=TEAM)
            filler = filler_at(chat, form, examples["internal_accounting"].draft)
            await chat.say("/profile")
            await filler.fill()
            finished = (await filler.screen.finish())[0]
            # Killed between the notice and its document: only the document is still to come.
            assert await asyncio.wait_for(fault.struck.wait(), PATIENCE)
            await service.kill()
            # The request ends with its connection; let go before that, the fault would let it be done.
            await server.deserted()
            server.faults.clear()
            server.violations.clear()
            await service.start()
            await told.until(lambda: any(m.documents for m in told.since(0)), "the document at the team's")
            await service.stop()
            await service.start()
            await chat.say("какая завтра погода?", expect="специалисту команды")
            await chat.press("Спросить специалиста", expect="Передал ваш вопрос")
            await told.until(lambda: "погода" in "".join(map(str, told.since(0))), "the second question")
        texts = [m.text for m in told.since(0)]
        said = "\n".join(texts)
        assert sum("борща" in text for text in texts) == 1
        assert sum("Готов профиль" in text for text in texts) == 1
        assert sum(len(m.documents) for m in told.since(0)) == 1
        assert sum("погода" in text for text in texts) == 1
        assert "8 (900)" not in said and "▒▒▒" in said
        assert "Аноним" not in said and "anonim" not in said and str(asker.id) not in said
        reference = finished.text.partition("Номер профиля: ")[2][:8]
        notice = next(text for text in texts if "Готов профиль" in text)
        assert reference in notice
        assert "2 сегмента" in notice or "сегмент" in notice
        assert server.violations == []


async def test_a_revision_is_told_as_one_of_the_same_number_and_nonsense_is_near_nothing(
    tmp_path: Path,
    chosen_database: Database,
    form: Form,
    examples: dict[str, ExampleProfile],
    fork_server: ForkServer,
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        told = server.group("Команда", boss, chat_id=TEAM).talk(boss)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            chat = await server.person("Аноним").start("profile")
            filler = filler_at(chat, form, examples["internal_accounting"].draft)
            await filler.fill()
            await filler.screen.finish()
            first = await told.wait("Готов профиль", since=0)
            changed = next(message for message in chat.read() if message.text.startswith("✓ Орган"))
            await chat.press("Изменить", on=changed, expect="Как полностью")
            await chat.say("Министерство труда Приозёрской области", expect="Всё готово")
            await filler.screen.finish()
            number = first.text.partition("Готов профиль ")[2][:8]
            await told.wait(f"Профиль {number} исправлен: версия 1.1", since=0)
            assert "закончено: 1, исправлено: 1" in await service.command("digest")
            await chat.say("/ask", expect="Напишите")
            await chat.say("ывапр олджэ Ивановой Марии Петровне", expect="без имён")
            await chat.press("Отправить без имён", expect="Передал ваш вопрос")
            card = await told.wait("олджэ", since=0)
            assert "Ближайшее" not in card and "Петровн" not in card and "▒▒▒" in card
        assert server.violations == []


async def test_the_team_is_told_of_which_profile_a_file_was_refused(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        told = server.group("Команда", boss, chat_id=TEAM).talk(boss)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        async with running(tmp_path, settings, server, fork_server=fork_server):
            chat = await server.person("Аноним").start("profile")
            await chat.say("Министерство социальной политики", expect="Для кого")
            server.faults.refuse("wrong file", method="sendMediaGroup", chat=chat.id)
            server.faults.refuse("wrong file", method="sendDocument", chat=chat.id, times=2)
            chat.tell("/document")
            await chat.wait("Не удалось отправить: Документ Word")
            notice = await told.wait("Мессенджер его не принял", since=0)
            assert re.search(r"docx of [0-9A-F]{8}: .*wrong file", notice.text), notice.text
            assert "Министерство" not in notice.text
        server.violations.clear()


async def test_the_team_sees_names_only_as_their_asker_has_seen_and_sent_them(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        told = server.group("Команда", boss, chat_id=TEAM).talk(boss)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{TEAM}"}
        async with running(tmp_path, settings, server, fork_server=fork_server):
            chat = await server.person("Анна").start()
            await chat.say("рецепт пирогов от Петренко Галины", expect="специалисту команды")
            shown = (await chat.press("Спросить специалиста", expect="без имён")).message
            assert shown is not None and "от ▒▒▒" in shown and "от Петренко Галины" in shown
            await chat.press("Отправить как есть", expect="Передал ваш вопрос")
            await told.wait("от Петренко Галины", since=0)
            assert "уже у специалистов" in (await chat.press("Отправить без имён", on=shown)).notice
            await chat.say("/ask рецепт окрошки, говорят, есть у Ольги", expect="есть у ▒▒▒")
            assert "Ольги" in chat.last
            await chat.press("Отправить без имён", expect="Передал ваш вопрос")
            assert "Ольги" not in await told.wait("окрошки", since=0)
            await chat.say("/ask рецепт сырников спросите у Веры или Ivan Petrov", expect="у ▒▒▒ или ▒▒▒")
            await chat.press("Отправить без имён", expect="Передал ваш вопрос")
            assert "спросите у ▒▒▒ или ▒▒▒" in await told.wait("сырников", since=0)
            await chat.say("/ask рецепт ухи Тарасенко", expect="рецепт ухи ▒▒▒")
            await chat.press("Не отправлять", expect="не передаю")
            await chat.say("/ask рецепт щей", expect="Передал ваш вопрос")
            await told.wait("щей", since=0)
            assert not any("ухи" in message for message in told.since(0))
        assert server.violations == []


async def test_without_leave_no_document_goes_to_the_team(
    tmp_path: Path, chosen_database: Database, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as server:
        boss = server.person("Методист")
        team = server.group("Команда", boss, kind="group", chat_id=-4242)
        settings = {**chosen_database.settings, "TEAM_CHAT": "telegram:-4242"}
        async with running(tmp_path, settings, server, fork_server=fork_server) as service:
            chat = await server.person("Анна").start()
            larger = team.upgrade()
            await chat.say("/ask рецепт борща", expect="Передал ваш вопрос")
            told = larger.talk(boss)
            await told.until(
                lambda: "борща" in "".join(map(str, told.since(0))), "the notice where the group went"
            )
            assert "борща" not in service.log
