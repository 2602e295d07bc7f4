"""Speaks JSON with the Bot API. aiogram sends web forms, which write a Russian letter in six characters, and
makes an object of every button that Telegram repeats in its answer: a third of a message's time."""

import json
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import FormData, JsonPayload

# Parts of a message that was just sent or edited; we know them, for they are ours.
_OURS = ("from", "entities", "link_preview_options", "reply_markup", "reply_to_message")


class JsonSession(AiohttpSession):
    """aiogram's session; only a request that uploads files stays a form."""

    def __init__(self, api: TelegramAPIServer, timeout: float) -> None:
        super().__init__(api=api, timeout=timeout, json_loads=_answer)

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        files: dict[str, InputFile] = {}
        # Without None from the start: nine in ten values of a keyboard are.
        values = {
            name: prepared
            for name, value in method.model_dump(warnings=False, exclude_none=True).items()
            if (prepared := self.prepare_value(value, bot, files, _dumps_json=False)) is not None
        }
        if files:
            return super().build_form_data(bot, method)
        return JsonPayload(values, dumps=_compact)  # type: ignore[return-value]  # aiohttp takes it likewise


def _answer(content: str) -> Any:
    """What Telegram answers; a message of ours without what it only repeats."""
    answer = json.loads(content)
    match answer:
        case {"result": {"message_id": _, "date": _} as sent}:
            for name in _OURS:
                sent.pop(name, None)
    return answer


def _compact(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
