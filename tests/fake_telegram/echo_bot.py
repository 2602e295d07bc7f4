"""A small aiogram bot for the fake's own tests: `python -m tests.fake_telegram.echo_bot`.

Nothing in it knows of the fake: it takes a Bot API address, a token, and polls or serves a webhook.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.filters.command import CommandObject
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

router = Router()


def keyboard(count: int) -> InlineKeyboardMarkup:
    """A counter and a button to end it."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=f"Ещё ({count})", callback_data=f"more:{count}")],
            [InlineKeyboardButton(text="Готово", callback_data="done")],
        ]
    )


@router.message(CommandStart())
async def start(message: Message, command: CommandObject) -> None:
    """Greets; a deep link's payload is repeated."""
    await message.answer(f"<b>Здравствуйте!</b> {command.args or ''}", reply_markup=keyboard(0))


@router.message(Command("report"))
async def report(message: Message) -> None:
    """A document, then the same by its id."""
    sent = await message.answer_document(BufferedInputFile("Отчёт".encode(), "Отчёт.docx"), caption="Отчёт")
    assert sent.document is not None
    await message.answer_document(sent.document.file_id, caption="Ещё раз")


@router.message(F.document)
async def document(message: Message, bot: Bot) -> None:
    """Downloads what was uploaded."""
    assert message.document is not None
    content = await bot.download(message.document)
    assert content is not None
    await message.reply(f"Получено байт: {len(content.read())}")


@router.message(F.text)
async def echo(message: Message) -> None:
    """Says it again."""
    await message.answer(message.html_text)


@router.edited_message(F.text)
async def edited(message: Message) -> None:
    """Notices a change."""
    await message.reply(f"Исправлено: {message.text}")


@router.callback_query(F.data.startswith("more:"))
async def more(query: CallbackQuery) -> None:
    """Counts in place."""
    count = int((query.data or "").removeprefix("more:")) + 1
    if isinstance(query.message, Message):
        await query.message.edit_reply_markup(reply_markup=keyboard(count))
    await query.answer(f"Уже {count}")


@router.callback_query(F.data == "done")
async def done(query: CallbackQuery) -> None:
    """Ends the counting."""
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text("Записано")


@router.inline_query()
async def inline(query: InlineQuery) -> None:
    """One article."""
    content = InputTextMessageContent(message_text=f"<b>{query.query}</b>")
    await query.answer(
        [InlineQueryResultArticle(id="1", title=query.query, input_message_content=content)], cache_time=60
    )


async def run(router: Router, api: str, token: str, webhook_port: int, secret: str, folder: Path) -> None:
    """Polls, or serves the webhook when a port is given: acknowledged when it is handled."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher(folder=folder)
    dispatcher.include_router(router)
    await bot.set_my_commands([BotCommand(command="start", description="Начать")], language_code="ru")
    if not webhook_port:
        await dispatcher.start_polling(bot, handle_signals=False)
        return
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret).register(
        app, "/hook"
    )
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", webhook_port).start()
    await bot.set_webhook(f"http://127.0.0.1:{webhook_port}/hook", secret_token=secret)
    await asyncio.Event().wait()


def main(router: Router) -> None:
    """A bot that does what `router` says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("api")
    parser.add_argument("token")
    parser.add_argument("--webhook-port", type=int, default=0)
    parser.add_argument("--secret", default="")
    parser.add_argument("--folder", type=Path, default=Path(), help="for what the bot keeps")
    options = parser.parse_args()
    asyncio.run(run(router, options.api, options.token, options.webhook_port, options.secret, options.folder))


if __name__ == "__main__":
    main(router)
