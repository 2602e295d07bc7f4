"""A terminal that stays open hears of what experts publish and take back meanwhile."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

from tests.patience import PATIENCE
from tests.telegram.test_tickets import QUESTION, Team, asked, team

__all__ = ["team"]

OURS = ("SEGMENTBOT_TEAM_CHAT", "SEGMENTBOT_TELEGRAM_TOKEN")


async def told(terminal: Process, words: str, wanted: str) -> str:
    """Asks again until the answer is the wanted one, as long as a person has patience for."""
    assert terminal.stdin is not None and terminal.stdout is not None
    said = ""
    async with asyncio.timeout(PATIENCE):
        while wanted not in said:
            terminal.stdin.write(f"{words}\n".encode())
            said = ""
            while "нет ответа" not in said and "Источник" not in said:
                said += (await terminal.stdout.read(65_536)).decode(errors="replace")
    return said


async def test_an_open_terminal_hears_of_entries_that_come_and_go(team: Team) -> None:
    await asked(team.server.person("Анна"))
    boris = team.group.talk(team.boris)
    sent = await boris.say("Столовая знает", reply_to=await team.card(1), expect="передан")
    proposal = (await boris.press("В базу знаний", on=sent, expect="Предложение")).message
    alone = {name: value for name, value in team.service.environment().items() if name not in OURS}
    terminal = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "chat",
        cwd=team.service.folder,
        env=alone,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        await told(terminal, QUESTION, "нет ответа")
        await boris.press("Опубликовать", on=proposal)
        assert "Столовая знает" in await told(terminal, QUESTION, "ответ специалиста")
        await boris.press("Снять с публикации", on=proposal)
        await told(terminal, QUESTION, "нет ответа")
    finally:
        terminal.kill()
        await terminal.communicate()
