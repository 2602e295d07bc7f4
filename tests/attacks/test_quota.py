"""A person who writes as much as there is: what is stored for them has an end, by whatever way it comes."""

from pathlib import Path

from pytest import mark
from sqlalchemy import update

from bot.store.connection import only
from bot.store.tables import askers, chats, questions
from bot.store.unit_of_work import MOST_WRITTEN
from bot.web.chat.event_parsing import LONGEST_MESSAGE
from tests.attacks.bystander import undisturbed
from tests.attacks.stored import database_of, multiply, newest
from tests.databases.fixtures import Database
from tests.fake_telegram import FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running
from tests.whole.caller import Caller

FULL = "столько, сколько я могу вместить"
LETTERS = LONGEST_MESSAGE - 100


def unknown(number: int) -> str:
    return f"сколько весит слон номер {number}? " + "ю" * LETTERS


@mark.on_both
async def test_what_a_person_may_store_has_an_end(
    chosen_database: Database, tmp_path: Path, fork_server: ForkServer
) -> None:
    async with FakeTelegram() as telegram:
        team = telegram.group("Команда", telegram.person("Методист"), chat_id=-1_000_000_777_000)
        settings = {**chosen_database.settings, "TEAM_CHAT": f"telegram:{team.id}"}
        async with (
            running(tmp_path, settings, telegram, fork_server=fork_server) as service,
            Caller(service.address) as attacker,
        ):
            for number in range(4):
                await attacker.say(unknown(number))
            assert await longest_question(service) <= LONGEST_MESSAGE, "it grew with every message"
            rest = MOST_WRITTEN // LETTERS
            await multiply(service, questions, questions.c.id, rest, lambda row, number: {"id": None})
            # What was written over is no longer there: all is counted anew.
            await count_anew(service)
            async with undisturbed(service):
                for text in (unknown(99), "/profile", "ещё слово"):
                    assert FULL in await attacker.say(text)
            await attacker.say("/help")
            await attacker.say("/forget")
            assert "Всё удалено" in await attacker.say("да")
            assert FULL not in await attacker.say("сколько весит слон?")


async def count_anew(service: Service) -> None:
    async with database_of(service) as database:
        await database.transact(only(update(chats).values(written=MOST_WRITTEN + 1)))


async def longest_question(service: Service) -> int:
    """Characters of the question that is kept for the specialists."""
    async with database_of(service) as database:
        row = await database.look(lambda connection: newest(connection, askers, askers.c.created))
    return len(row["question"])
