"""Telegram from the first contact to the last: connect, set the menu, take updates."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import LinkPreviewOptions

from bot.channels.messenger.pace import Pace
from bot.channels.telegram import NAME
from bot.channels.telegram.background_tasks import BackgroundTasks
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.files import Files
from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.lanes import Lanes, growing_pauses
from bot.channels.telegram.menu import set_menu
from bot.channels.telegram.polling import ALLOWED, poll, read
from bot.channels.telegram.session import Session
from bot.channels.telegram.webhook import PATH, Webhook
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.documents.cache import DocumentCache
from bot.settings import Settings, StartError
from bot.store.documents import SentFiles
from bot.store.outbox import OutgoingMessages
from bot.store.store import Store
from bot.turns.rate_limit import TurnHandler
from bot.turns.retrying import UpdateRetrier
from dialogs.turn.world import Library

log = logging.getLogger(__name__)

REQUEST_SECONDS = 20.0


class TokenRefused(StartError):
    """Telegram does not know the token; the message is one line for whoever started the bot."""

    def __init__(self) -> None:
        super().__init__(
            "SEGMENTBOT_TELEGRAM_TOKEN: Telegram refuses the token (copy it again from @BotFather)"
        )


@dataclass(frozen=True)
class Parts:
    """What Telegram needs of the application."""

    settings: Settings
    library: Library
    serving: Callable[[], KnowledgeSnapshot]
    store: Store
    press: DocumentCache
    turn_handler: TurnHandler
    clock: Callable[[], datetime]
    retrier: UpdateRetrier


class Telegram:
    """One bot."""

    def __init__(self, parts: Parts, webhook: Webhook | None) -> None:
        settings = parts.settings
        assert settings.telegram_token is not None
        session = Session(api=TelegramAPIServer.from_base(settings.telegram_api), timeout=REQUEST_SECONDS)
        default = DefaultBotProperties(parse_mode="HTML", link_preview=LinkPreviewOptions(is_disabled=True))
        self._bot = Bot(str(settings.telegram_token), session=session, default=default)
        self._settings = settings
        self._phrases = parts.library.phrases
        self._webhook = webhook
        self._background = BackgroundTasks()
        database = parts.store.database
        outgoing = OutgoingMessages(database)
        inline = Inline(parts.library, parts.serving, parts.clock)
        handlers = Handlers(parts.turn_handler, outgoing, inline, self._background)
        self._lanes = Lanes(self._bot, handlers.take, parts.retrier, self._background)
        self.channel = TelegramChannel(
            self._bot,
            parts.store,
            Files(self._bot, parts.press, SentFiles(database, NAME)),
            parts.library.phrases,
            Pace(time.monotonic, settings.telegram_rate),
        )

    async def run(self, our_turn: Callable[[], Awaitable[None]]) -> None:
        """Takes updates until cancelled; asks for them only when `our_turn` returns. Raises TokenRefused."""
        refused = False
        try:
            async with self._background:
                await self._connect()
                if self._webhook is not None:
                    await self._take_calls(self._webhook)
                else:
                    await poll(self._bot, self._lanes, our_turn)
        except* TelegramUnauthorizedError:
            refused = True
        if refused:
            raise TokenRefused

    async def rest(self) -> None:
        """Asks for no more updates; returns when those in hand are taken."""
        await self._lanes.rest()

    async def settle(self) -> None:
        """Returns when every press in hand is answered."""
        await self._background.settled()

    async def close(self) -> None:
        """Nothing is sent any more."""
        await self._bot.session.close()

    async def _connect(self) -> None:
        """Who we are; as often as it takes, and the page is served meanwhile."""
        for pause in growing_pauses():
            try:
                me = await self._bot.me()
                if self._webhook is None:
                    await self._bot.delete_webhook(drop_pending_updates=False)
                await set_menu(self._bot, self._phrases)
            except TelegramNotFound as error:
                raise TelegramUnauthorizedError(error.method, "no such bot") from error
            except TelegramUnauthorizedError:
                raise
            except TelegramRetryAfter as refusal:
                await asyncio.sleep(refusal.retry_after)
            except AiogramError as error:
                log.warning("Telegram not reached: %s; tried again in %d s", type(error).__name__, pause)
                await asyncio.sleep(pause)
            else:
                self.channel.username = me.username
                log.info("Telegram connected")
                return

    async def _take_calls(self, webhook: Webhook) -> None:
        webhook.open(self._taken)
        secret = self._settings.telegram_secret
        for pause in growing_pauses():
            try:
                await self._bot.set_webhook(
                    _address(self._settings.telegram_webhook),
                    secret_token=str(secret),
                    allowed_updates=ALLOWED,
                    drop_pending_updates=False,
                )
            except TelegramUnauthorizedError:
                raise
            except AiogramError as error:
                log.warning("webhook not set: %s; tried again in %d s", type(error).__name__, pause)
                await asyncio.sleep(pause)
            else:
                break
        await asyncio.Event().wait()

    async def _taken(self, raw: dict[str, Any]) -> bool:
        if not isinstance(raw.get("update_id"), int):
            log.error("what the webhook got is no update")
            return True
        return await self._lanes.take(read(self._bot, raw))


def _address(webhook: str) -> str:
    """The address that Telegram calls; without a path it is ours."""
    return webhook if urlsplit(webhook).path.strip("/") else f"{webhook}{PATH}"
