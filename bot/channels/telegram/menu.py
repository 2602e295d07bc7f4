"""The menu of commands that Telegram shows, in both languages."""

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
)

from dialogs.turn.phrases import LANGUAGES, Phrases
from knowledge.text.language import Language

COMMANDS = ("start", "help", "profile", "drafts", "glossary", "cancel", "language", "export", "forget")
IN_GROUPS = ("help", "glossary", "profile")


async def set_menu(bot: Bot, phrases: Phrases) -> None:
    """For everyone in Russian, for English programs in English; in groups only what works there."""
    for code in (None, *LANGUAGES):
        language: Language = code or "ru"
        await bot.set_my_commands(
            _commands(phrases, language, COMMANDS), scope=BotCommandScopeDefault(), language_code=code
        )
        await bot.set_my_commands(
            _commands(phrases, language, IN_GROUPS),
            scope=BotCommandScopeAllGroupChats(),
            language_code=code,
        )


def _commands(phrases: Phrases, language: Language, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=phrases.label(language, f"menu-{name}")) for name in names]
