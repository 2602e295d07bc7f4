"""Long polling. The offset moves only after the work is done: a crash in between loses nothing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update
from pydantic import ValidationError

from bot.channels.telegram.lanes import Lanes, growing_pauses
from bot.channels.telegram.updates import Unreadable

log = logging.getLogger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
POLL_SECONDS = 25


async def poll(bot: Bot, lanes: Lanes, our_turn: Callable[[], Awaitable[None]]) -> None:
    """Asks for updates until cancelled or at rest, whenever `our_turn` returns: two who ask at once put
    each other off. Raises TelegramUnauthorizedError when the token is taken away."""
    offset: int | None = None
    pauses = iter(growing_pauses())
    while not lanes.resting:
        await our_turn()
        try:
            updates = await _ask(bot, offset)
        except TelegramUnauthorizedError:
            raise
        except TelegramRetryAfter as refusal:
            await asyncio.sleep(refusal.retry_after)
            continue
        except AiogramError as error:
            pause = next(pauses)
            if isinstance(error, TelegramConflictError):
                log.error("another copy polls with the same token; tried again in %d s", pause)
            else:
                log.warning("no updates: %s; tried again in %d s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            continue
        pauses = iter(growing_pauses())
        if lanes.resting:
            return  # Telegram keeps what is not acknowledged, for whoever asks next
        # What ended the process before us was not acknowledged, so it stands among the first.
        await lanes.take_all(updates, watched=offset is None)
        if updates:
            offset = max(offset or 0, max(update.update_id for update in updates) + 1)


async def _ask(bot: Bot, offset: int | None) -> list[Update | Unreadable]:
    request = GetUpdates(offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED)
    try:
        return [*await bot(request, request_timeout=POLL_SECONDS + 10)]
    except ClientDecodeError as error:
        # One update in a shape that this aiogram does not know must not hold up the others.
        if not isinstance(error.data, dict) or not isinstance(error.data.get("result"), list):
            raise
        return list(_readable(bot, error.data["result"]))


def _readable(bot: Bot, raw: list[object]) -> Iterator[Update | Unreadable]:
    for one in raw:
        if isinstance(one, dict) and isinstance(one.get("update_id"), int):
            yield read(bot, one)


def read(bot: Bot, raw: dict[str, Any]) -> Update | Unreadable:
    """One update as it came."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as error:
        return Unreadable(raw["update_id"], raw, error)
