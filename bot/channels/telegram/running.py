"""Runs the Telegram channel: connects, sets the menu, takes updates by long polling or by webhook."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response
from aiogram.types import LinkPreviewOptions, Message, Update
from pydantic import ValidationError

from bot.channels.messenger.lanes import BackgroundTasks, Lanes
from bot.channels.messenger.limits import Pace
from bot.channels.telegram import bot_api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.file_parts import FileSources
from bot.channels.telegram.handlers import Intake, UpdateDispatch
from bot.channels.telegram.inline import InlineAnswers
from bot.channels.telegram.json_session import JsonSession
from bot.channels.telegram.menu import set_descriptions, set_menu, set_picture, set_team_menu
from bot.channels.telegram.team import is_member, team_router
from bot.channels.telegram.updates import Arrival, lane_of
from bot.channels.telegram.webhook import WEBHOOK_PATH, Webhook
from bot.content.knowledge_service import KnowledgeSnapshot
from bot.documents.on_demand import DocumentCache
from bot.ports import TELEGRAM, IncomingHandler
from bot.settings import Settings, StartError
from bot.store.documents import SentFiles
from bot.store.outgoing import OutgoingMessages
from bot.store.store import Store
from bot.turns.desk import TeamDesk
from bot.turns.retrying import UpdateRetrier, growing_pauses
from dialogs.turn.world import Library

log = structlog.get_logger(__name__)

REQUEST_SECONDS = 20.0
MOST_ENTITIES = 100
# Of a text; Telegram allows its people an eighth of it.
MOST_CHARACTERS = 32_768
POLL_SECONDS = 25
ALLOWED = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
# pydantic lets go of a generic type that nobody holds, and aiogram would build it anew for every answer.
_HELD = (Response[Message], Response[Message | bool], Response[bool], Response[list[Update]])


Result = TypeVar("Result")


class TokenRefused(StartError):
    """Raised where Telegram does not know the token; the message is one line for whoever started the bot."""

    def __init__(self) -> None:
        super().__init__(
            "SEGMENTBOT_TELEGRAM_TOKEN: Telegram refuses the token (copy it again from @BotFather)"
        )


def open_bot(token: str, api: str, timeout: float = REQUEST_SECONDS, proxy: str | None = None) -> Bot:
    """A bot that writes HTML without link previews."""
    session = JsonSession(TelegramAPIServer.from_base(api), timeout, proxy)
    default = DefaultBotProperties(
        parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
    )
    return Bot(token, session=session, default=default)


class Telegram:
    """The Telegram channel of one bot, from connecting to closing."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        serving: Callable[[], KnowledgeSnapshot],
        store: Store,
        documents: DocumentCache,
        turn_handler: IncomingHandler,
        retrier: UpdateRetrier,
        desk: TeamDesk | None,
        webhook: Webhook | None,
    ) -> None:
        assert settings.telegram_token is not None
        proxy = settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None
        self._bot = open_bot(settings.telegram_token.get_secret_value(), settings.telegram_api, proxy=proxy)
        self._settings = settings
        self._phrases = library.phrases
        self._desk = desk
        self._webhook = webhook
        self._background = BackgroundTasks(expected=AiogramError)
        inline = InlineAnswers(library, serving, store.clock)
        intake = Intake(turn_handler, inline, self._background, desk)
        if desk is not None:
            desk.experts.membership = partial(is_member, self._bot)
        outgoing, team = OutgoingMessages(store.database), team_router() if desk else None
        dispatch = UpdateDispatch(intake, outgoing, retrier, team)
        self._lanes: Lanes[Arrival] = Lanes(dispatch, lane_of)
        self.channel = TelegramChannel(
            self._bot,
            library.phrases,
            FileSources(
                documents,
                SentFiles(store.database, TELEGRAM),
                # Another base may be served by then.
                picture=lambda name: serving().base.picture(name),  # noqa: PLW0108
            ),
            Pace(bot_api.sending(settings.telegram_rate), bot_api.is_group, time.monotonic),
            page=settings.page_in_telegram,
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

    async def stop(self) -> None:
        """Asks for no more updates; returns when those that have come are taken."""
        await self._lanes.stop()

    async def join(self) -> None:
        """Returns when every press that has come is answered."""
        await self._background.join()

    async def close(self) -> None:
        """Closes the connections to Telegram; nothing is sent any more."""
        await self._bot.session.close()

    async def _connect(self) -> None:
        """Learns who we are; as often as it takes, and the page is served meanwhile."""
        self.channel.username = await until_answered("Telegram not reached", self._greeted)
        log.info("Telegram connected")
        # Telegram may want hours to pass before the next change: nothing waits for it.
        self._background.run(set_descriptions(self._bot, self._phrases))
        self._background.run(set_picture(self._bot))
        if self._desk is not None:
            # That one chat may be out of reach, or not have let us in yet: nothing waits for it.
            team = self._desk.ticketing.address.chat
            self._background.run(set_team_menu(self._bot, self._phrases, team))

    async def _greeted(self) -> str | None:
        try:
            me = await self._bot.me()
            if self._webhook is None:
                await self._bot.delete_webhook(drop_pending_updates=False)
            await set_menu(self._bot, self._phrases)
        except TelegramNotFound as error:
            raise TelegramUnauthorizedError(error.method, "no such bot") from error
        return me.username

    async def _take_calls(self, webhook: Webhook) -> None:
        webhook.open(self._called)
        assert self._settings.telegram_secret is not None
        secret = self._settings.telegram_secret.get_secret_value()
        await until_answered(
            "webhook not set",
            lambda: self._bot.set_webhook(
                _address(self._settings.telegram_webhook),
                secret_token=secret,
                allowed_updates=ALLOWED,
                drop_pending_updates=False,
            ),
        )
        await asyncio.Event().wait()

    async def _called(self, raw: dict[str, Any]) -> bool:
        if not isinstance(raw.get("update_id"), int):
            log.error("what the webhook got is no update")
            return True
        return await self._lanes.take(read(self._bot, raw))


def _address(webhook: str) -> str:
    """The address that Telegram calls; without a path it is ours."""
    return webhook if urlsplit(webhook).path.strip("/") else f"{webhook}{WEBHOOK_PATH}"


async def until_answered(what: str, ask: Callable[[], Awaitable[Result]]) -> Result:
    """Asks Telegram until it answers. Raises TelegramUnauthorizedError when it refuses the token."""
    pauses = growing_pauses()
    while True:
        try:
            return await ask()
        except TelegramUnauthorizedError:
            raise
        except TelegramRetryAfter as refusal:
            await asyncio.sleep(refusal.retry_after)
        except AiogramError as error:
            pause = next(pauses)
            if isinstance(error, TelegramConflictError):
                log.error("another copy polls with the same token, tried again", seconds=pause)
            else:
                log.warning(what, error=type(error).__name__, seconds=pause)
            await asyncio.sleep(pause)


async def poll(bot: Bot, lanes: Lanes[Arrival], our_turn: Callable[[], Awaitable[None]]) -> None:
    """Asks for updates until cancelled or stopped, whenever `our_turn` returns: two who ask at once put
    each other off. Raises TelegramUnauthorizedError when the token is taken away."""
    offset: int | None = None

    async def ask() -> list[Arrival]:
        await our_turn()
        return [] if lanes.stopping else await _updates(bot, offset)

    while not lanes.stopping:
        arrivals = await until_answered("no updates", ask)
        if lanes.stopping:
            return  # Telegram keeps what is not acknowledged, for whoever asks next
        # What ended the process before us was not acknowledged, so it is among the first.
        await lanes.take_all(arrivals, may_kill=offset is None)
        if arrivals:
            offset = max(offset or 0, max(arrival.raw_id for arrival in arrivals) + 1)


async def _updates(bot: Bot, offset: int | None) -> list[Arrival]:
    try:
        updates = await bot.get_updates(
            offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED, request_timeout=POLL_SECONDS + 10
        )
    except ClientDecodeError as error:
        # One update in a shape that this aiogram does not know must not hold up the others.
        if not isinstance(error.data, dict) or not isinstance(error.data.get("result"), list):
            raise
        return list(_readable(bot, error.data["result"]))
    return [Arrival(bot, update, update.update_id) for update in updates]


def _readable(bot: Bot, raw: list[object]) -> Iterator[Arrival]:
    for one in raw:
        if isinstance(one, dict) and isinstance(one.get("update_id"), int):
            yield read(bot, one)


def read(bot: Bot, raw: dict[str, Any]) -> Arrival:
    """One update as it came."""
    _cut(raw)
    try:
        return Arrival(bot, Update.model_validate(raw, context={"bot": bot}), raw["update_id"])
    except ValidationError as error:
        return Arrival(bot, None, raw["update_id"], error, raw)


def _cut(raw: dict[str, Any]) -> None:
    """Telegram sends no more entities of a message and no longer texts; each costs as much to read as a short
    message, and meanwhile nothing else is served."""
    parts = [raw]
    while parts:
        part = parts.pop()
        for name in ("text", "caption"):
            if isinstance(text := part.get(name), str):
                part[name] = text[:MOST_CHARACTERS]
        for name in ("entities", "caption_entities"):
            if isinstance(entities := part.get(name), list):
                del entities[MOST_ENTITIES:]
        parts += (value for value in part.values() if isinstance(value, dict))
