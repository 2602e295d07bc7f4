"""The least bot that aiogram lets one write: it repeats what it hears. `python -m benchmarks.echo_bot`."""

import argparse
import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    await message.answer(message.text or "…")


async def run(api: str, token: str, webhook_port: int, secret: str) -> None:
    """Polls, or serves the webhook when a port is given."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    if not webhook_port:
        await dispatcher.start_polling(bot, handle_signals=False)
        return
    app = web.Application()
    # Acknowledged when it is answered, as ours is when it is committed.
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret).register(
        app, "/hook"
    )
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", webhook_port).start()
    await bot.set_webhook(f"http://127.0.0.1:{webhook_port}/hook", secret_token=secret)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("api")
    parser.add_argument("token")
    parser.add_argument("--webhook-port", type=int, default=0)
    parser.add_argument("--secret", default="")
    options = parser.parse_args()
    asyncio.run(run(options.api, options.token, options.webhook_port, options.secret))
