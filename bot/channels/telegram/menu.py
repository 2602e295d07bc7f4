"""The menu of commands: what everybody sees, what there is in groups, and what experts have besides."""

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from dialogs.turn.phrases import LANGUAGES, Phrases
from knowledge.text.language import Language

COMMANDS = (
    "start",
    "help",
    "profile",
    "drafts",
    "document",
    "glossary",
    "examples",
    "ask",
    "cancel",
    "language",
    "export",
    "forget",
)
IN_GROUPS = ("help", "glossary", "ask", "profile")
FOR_EXPERTS = "team"


async def set_menu(bot: Bot, phrases: Phrases) -> None:
    """Sets the menu: for everyone in Russian, for English programs in English; in groups only what works
    there."""
    for code in (None, *LANGUAGES):
        for scope, names in (
            (BotCommandScopeDefault(), COMMANDS),
            (BotCommandScopeAllGroupChats(), IN_GROUPS),
        ):
            commands = _commands(phrases, code or "ru", names)
            await bot.set_my_commands(commands, scope=scope, language_code=code)


async def set_team_menu(bot: Bot, phrases: Phrases, chat: str) -> None:
    """Adds the team's page to the menu of the team's chat, or of the private chat with an expert."""
    names = (*(IN_GROUPS if chat.startswith("-") else COMMANDS), FOR_EXPERTS)
    for code in (None, *LANGUAGES):
        commands = _commands(phrases, code or "ru", names)
        await bot.set_my_commands(commands, BotCommandScopeChat(chat_id=int(chat)), code)


async def drop_team_menu(bot: Bot, chat: str) -> None:
    """Who is no expert any more has the menu of everybody."""
    for code in (None, *LANGUAGES):
        await bot.delete_my_commands(BotCommandScopeChat(chat_id=int(chat)), code)


def _commands(phrases: Phrases, language: Language, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=phrases.label(language, f"menu-{name}")) for name in names]
