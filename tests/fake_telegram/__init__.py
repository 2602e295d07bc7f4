"""A strict fake Telegram: a Bot API server on 127.0.0.1, and people who talk to the bot through it.

async with FakeTelegram() as server:
    ...                                   # start the bot with server.url and server.token
    await server.ready()
    anna = server.person("Анна")
    chat = await anna.start()
    assert "не больше 100" in await chat.say("140")
    await chat.press("Готово", expect="Записано")
    assert server.violations == []
"""

from .driver import Group, InlineAnswer, Person
from .faults import Fault, Faults
from .refusal import Refusal, Violation
from .server import TOKEN, FakeTelegram
from .state import Chat, Message, StoredFile, User
from .talk import Talk
from .updates import Update
from .waiting import ANYTHING, NOTHING, Press

__all__ = [
    "ANYTHING",
    "NOTHING",
    "TOKEN",
    "Chat",
    "FakeTelegram",
    "Fault",
    "Faults",
    "Group",
    "InlineAnswer",
    "Message",
    "Person",
    "Press",
    "Refusal",
    "StoredFile",
    "Talk",
    "Update",
    "User",
    "Violation",
]
