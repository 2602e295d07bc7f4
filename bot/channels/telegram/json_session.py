"""Sends requests to the Bot API as JSON. aiogram sends web forms, which write a Russian letter in six
characters: of an update's two milliseconds that took a fifth of one."""

import json
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import FormData, JsonPayload


class JsonSession(AiohttpSession):
    """aiogram's session; only a request that uploads files stays a form."""

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        files: dict[str, InputFile] = {}
        values = {
            name: prepared
            for name, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot, files, _dumps_json=False)) is not None
        }
        if files:
            return super().build_form_data(bot, method)
        return JsonPayload(values, dumps=_compact)  # type: ignore[return-value]  # aiohttp takes it likewise


def _compact(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
