"""The menu of commands: what everybody sees, what there is in groups, and what experts have besides; and how
the bot introduces itself before Start."""

from pathlib import Path

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    BufferedInputFile,
    InputProfilePhotoStatic,
)

from dialogs.turn.phrases import LANGUAGES, Phrases
from knowledge.text.language import Language

MENU = (
    "start",
    "help",
    "profile",
    "drafts",
    "document",
    "glossary",
    "examples",
    "ask",
    "continue",
    "pause",
    "language",
    "export",
    "forget",
)
IN_GROUPS = ("help", "glossary", "ask", "profile")
FOR_EXPERTS = "team"
PICTURE = Path(__file__).with_name("picture.jpg")


async def set_menu(bot: Bot, phrases: Phrases) -> None:
    """Sets the menu: for everyone in Russian, for English programs in English; in groups only what works
    there."""
    for code in (None, *LANGUAGES):
        for scope, names in (
            (BotCommandScopeDefault(), MENU),
            (BotCommandScopeAllGroupChats(), IN_GROUPS),
        ):
            commands = _commands(phrases, code or "ru", names)
            await bot.set_my_commands(commands, scope=scope, language_code=code)


async def set_descriptions(bot: Bot, phrases: Phrases) -> None:
    """What stands in the empty chat before Start, and beside the bot's name. Telegram takes few such changes
    a day, so only what differs is sent."""
    for code in (None, *LANGUAGES):
        what, short = (phrases.label(code or "ru", f"about-{each}") for each in ("description", "short"))
        if (await bot.get_my_description(code)).description != what:
            await bot.set_my_description(what, code)
        if (await bot.get_my_short_description(code)).short_description != short:
            await bot.set_my_short_description(short, code)


async def set_picture(bot: Bot) -> None:
    """The picture beside the bot's name. One that is there stays: it is ours, or was chosen at @BotFather."""
    if not (await bot.get_user_profile_photos(bot.id, limit=1)).total_count:
        picture = BufferedInputFile(PICTURE.read_bytes(), PICTURE.name)
        await bot.set_my_profile_photo(InputProfilePhotoStatic(photo=picture))


async def set_team_menu(bot: Bot, phrases: Phrases, chat: str) -> None:
    """Adds the team's page to the menu of the team's chat, or of the private chat with an expert."""
    if chat.startswith("-") and (await bot.get_chat(int(chat))).type == ChatType.CHANNEL:
        return  # has no menu
    names = (*(IN_GROUPS if chat.startswith("-") else MENU), FOR_EXPERTS)
    for code in (None, *LANGUAGES):
        commands = _commands(phrases, code or "ru", names)
        await bot.set_my_commands(commands, BotCommandScopeChat(chat_id=int(chat)), code)


async def drop_team_menu(bot: Bot, chat: str) -> None:
    """Gives who is no expert any more the menu of everybody."""
    for code in (None, *LANGUAGES):
        await bot.delete_my_commands(BotCommandScopeChat(chat_id=int(chat)), code)


def _commands(phrases: Phrases, language: Language, names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=phrases.label(language, f"menu-{name}")) for name in names]
