"""An expert's answer becomes an entry by one press, for everybody at once, and one press takes it back."""

from tests.fake_telegram.waiting import NOTHING
from tests.telegram.test_tickets import QUESTION, Team, asked, team
from tests.whole.caller import Caller

__all__ = ["team"]

ANSWER = "Нормы питания утверждает столовая, позвоните 8 (900) 123-45-67"
ALIKE = "рицепт борща для сталовой"


async def test_what_an_expert_answered_answers_the_next_person_everywhere_until_it_is_taken_back(
    team: Team,
) -> None:
    server, boris = team.server, team.group.talk(team.boris)
    anna = await asked(server.person("Анна"))
    sent = await boris.say(ANSWER, reply_to=await team.card(1), expect="передан")
    await anna.wait("Нормы питания", since=0)
    proposal = (await boris.press("В базу знаний", on=sent, expect="Предложение в базу знаний")).message
    assert proposal is not None
    assert "Заголовок: Рецепт борща для столовой ведомства" in proposal
    assert "900" not in proposal and "личные данные" in proposal
    # Pressed once more, it is the same proposal.
    assert "уже есть" in (await boris.press("В базу знаний", on=sent)).notice
    # Experts talk about a proposal by replying to it, too: only a part that is named is changed.
    await boris.silence("Выглядит хорошо, публикуем?", reply_to=proposal)
    await boris.say("Пересмотр: завтра", reply_to=proposal, expect="день не понят")
    await boris.say("Ответ: Нормы питания утверждает столовая.", reply_to=proposal, expect=NOTHING)
    await boris.until(lambda: "утверждает столовая." in proposal, "the corrected answer")
    await boris.say("Формулировки: борщ в столовой; что такое сегмент?", reply_to=proposal, expect=NOTHING)
    await boris.until(lambda: "уже ведёт к записи" in proposal, "the conflict")
    assert "противоречия" in (await boris.press("Опубликовать", on=proposal)).notice
    await boris.say("Формулировки: борщ в столовой", reply_to=proposal, expect=NOTHING)
    await boris.until(lambda: "уже ведёт к записи" not in proposal, "the conflict mended")
    changes = (await boris.press("Что изменится", on=proposal, expect="Что изменится с записью")).message
    assert changes is not None
    await boris.until(lambda: f"«{QUESTION}»: нет ответа → эта запись" in changes, "what would change")
    opened = (await boris.press("1", on=changes, expect="Станет: эта запись")).message
    assert opened is not None and "Было: нет ответа" in opened
    assert "уже отвечает" in (await boris.press("Опубликовать", on=proposal)).notice
    await team.service.says("learned entries served")
    gleb = await server.person("Глеб").start()
    answered = await gleb.say(QUESTION, expect="утверждает столовая")
    assert "Источник: ответ специалиста, " in answered
    await gleb.say(ALIKE, expect="утверждает столовая")
    assert "утверждает столовая" in str((await server.person("Зоя").inline("борщ в столовой")).texts)
    async with Caller(team.service.address) as page:
        await page.say("борщ в столовой")
        assert "утверждает столовая" in str((await page.messages())[-1])
        await team.service.stop()
        written = await team.service.command("knowledge", "export")
        assert "борщ в столовой" in written and "ответ специалиста" in written
        (team.service.folder / "learned.yaml").write_text(written, encoding="utf-8")
        await team.service.command("knowledge", "import", str(team.service.folder / "learned.yaml"))
        assert await team.service.command("knowledge", "export") == written, "the same entry, not another one"
        await team.service.start()
        await page.say("борщ в столовой")
        assert "утверждает столовая" in str((await page.messages())[-1])
        await boris.press("Снять с публикации", on=proposal)
        await team.service.says("learned entries served", times=3)
        await page.say("борщ в столовой")
        assert "утверждает столовая" not in str((await page.messages())[-1])
    # `/forget` before it is published again takes the person's words out of it.
    await anna.say("/forget", expect="Удалить")
    await anna.press("Да, удалить всё", expect="Всё удалено")
    await team.find("Спрашивавший удалил")
    await boris.until(lambda: "Рецепт борща" not in proposal, "the proposal without the words")
