"""Writes docs/transcripts/team.md: a question, its answer by an expert, and the entry that is learned of it.

`python -m tests.telegram.transcribe_team > docs/transcripts/team.md`
"""

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.waiting import NOTHING
from tests.launcher.service import running

TEAM = -1_000_000_777_000
_HEAD = """# A question to specialists

Held with `segmentbot run` over HTTP through the strict fake Telegram
(`python -m tests.telegram.transcribe_team`). `#12` is a message's number; «изменено» is a message edited in
place; `[…]` are its buttons.
"""


async def main() -> None:
    settings = {"TEAM_CHAT": f"telegram:{TEAM}"}
    with tempfile.TemporaryDirectory() as folder:
        async with FakeTelegram() as server, AsyncExitStack() as stack:
            boris = server.person("Борис")
            group = server.group("Команда", boris, server.person("Вера"), chat_id=TEAM)
            team = group.talk(boris)
            service = await stack.enter_async_context(running(Path(folder), settings, server))
            anna = await server.person("Анна").start()
            await anna.say("рецепт борща для столовой ведомства", expect="специалисту команды")
            await anna.press("Спросить специалиста", expect="Передал ваш вопрос")
            card = await team.wait("Вопрос № 1", since=0)
            await team.press("Взять", on=card)
            await team.until(lambda: "Ведёт: Борис" in card, "the card taken")
            sent = await team.say("На сколько человек?", reply_to=card, expect="передан")
            asked = await anna.wait("На сколько", since=0)
            await anna.say("На сорок", reply_to=asked, expect="Передал специалисту")
            more = await team.wait("На сорок", since=0)
            mark = team.mark()
            mine = team.tell("Нормы питания утверждает столовая: спросите её.", reply_to=more)
            sent = await team.wait("передан", since=mark)
            await anna.wait("Нормы питания", since=0)
            await team.edit(mine, "Нормы питания утверждает столовая ведомства.", expect=NOTHING)
            await anna.until(
                lambda: "столовая ведомства." in "".join(map(str, anna.since(0))), "the correction"
            )
            await anna.press("Вопрос решён", expect="Рад, что вопрос решён")
            proposal = (await team.press("В базу знаний", on=sent, expect="Предложение")).message
            changes = (
                await team.press("Что изменится", on=proposal, expect="Что изменится с записью")
            ).message
            assert changes is not None
            await team.until(lambda: "эта запись" in changes, "what would change")
            await team.press("1", on=changes, expect="Станет")
            await team.press("Опубликовать", on=proposal)
            await service.says("learned entries served")
            gleb = await server.person("Глеб").start()
            await gleb.say("рицепт борща для сталовой", expect="Источник")
            await team.press("Снять с публикации", on=proposal)
            await service.says("learned entries served", times=2)
            await gleb.say("рицепт борща для сталовой", expect="нет ответа")
            parts = [_HEAD]
            for title, chat in (("The asker", anna), ("The team's chat", team), ("The next person", gleb)):
                parts.append(f"## {title}\n\n```text\n{chat.transcript()}\n```\n")
            sys.stdout.write("\n".join(parts))
            assert server.violations == [], server.violations


if __name__ == "__main__":
    asyncio.run(main())
