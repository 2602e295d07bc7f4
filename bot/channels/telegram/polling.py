"""Long polling. The offset moves only after the work is done: a crash in between loses nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from pydantic import ValidationError

from bot.channels.messenger.lanes import Lanes
from bot.channels.telegram.updates import Arrival
from bot.turns.retrying import growing_pauses

log = logging.getLogger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
POLL_SECONDS = 25

Result = TypeVar("Result")


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
                log.error("another copy polls with the same token; tried again in %d s", pause)
            else:
                log.warning("%s: %s; tried again in %d s", what, type(error).__name__, pause)
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
    try:
        return Arrival(bot, Update.model_validate(raw, context={"bot": bot}), raw["update_id"])
    except ValidationError as error:
        return Arrival(bot, None, raw["update_id"], error, raw)
