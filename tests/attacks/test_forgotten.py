"""Who was forgotten is greeted as anybody else: the page is not blank, and the chat goes on."""

import asyncio

import pytest
from sqlalchemy import delete, select

from bot.cli.main import main
from bot.store.connection import only
from bot.store.tables import chats, messages
from tests.attacks.stored import database_of
from tests.launcher.service import Service
from tests.whole.caller import Caller

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.on_both]


@pytest.mark.parametrize("by", ["an operator", "the person, a week ago"])
async def test_who_was_forgotten_is_greeted_as_anybody(service: Service, by: str) -> None:
    async with Caller(service.address) as person:
        await person.say("Что такое сегмент?")
        async with database_of(service) as database:
            newest = select(chats.c.chat).where(chats.c.channel == "web").order_by(chats.c.updated.desc())
            chat = (await database.look(only(newest.limit(1)))).scalar_one()
            if by == "the person, a week ago":
                await person.say("/forget")
                await person.say("да")
                await database.transact(only(delete(messages).where(messages.c.chat == chat)))
        if by == "an operator":
            command = ["forget", f"web:{chat}"]
            assert await asyncio.to_thread(main, command, service.environment({})) == 0
        greeting = (await person.messages())[0]
        assert greeting["reply"]["buttons"][0]["id"] == "start:", "the page is not blank"
        await person.say("Что такое сегмент?")
        again = await person.messages()
        assert [message.get("text") for message in again[:2]] == [None, "Что такое сегмент?"]
        assert again[0]["reply"] == greeting["reply"]
