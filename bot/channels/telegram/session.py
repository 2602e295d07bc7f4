"""Requests to the Bot API, at less cost than aiogram's own."""

import json
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import Response, TelegramMethod
from aiogram.types import InputFile
from aiohttp import FormData, JsonPayload
from pydantic import ValidationError

from bot.channels.telegram.requests import Request


class Session(AiohttpSession):
    """Requests without files leave as JSON; types of answers are built once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._answers: dict[Any, type[Response[Any]]] = {}

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        if isinstance(method, Request):
            return JsonPayload(method.written(), dumps=str)  # type: ignore[return-value]  # aiohttp takes it likewise
        # A web form writes a Russian letter in six characters, and takes a millisecond for a long answer.
        files: dict[str, InputFile] = {}
        values = {
            name: prepared
            for name, value in method.model_dump(warnings=False, exclude_none=True).items()
            if (prepared := self.prepare_value(value, bot, files, _dumps_json=False)) is not None
        }
        if files:
            return super().build_form_data(bot, method)
        return JsonPayload(values, dumps=_as_json)  # type: ignore[return-value]

    def check_response(
        self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str
    ) -> Response[Any]:
        # pydantic lets go of a generic type that nobody holds, and would build it for every answer.
        kind = method.__returning__
        if kind not in self._answers:
            self._answers[kind] = Response[kind]  # type: ignore[valid-type]
        try:
            response = self._answers[kind].model_validate_json(content, context={"bot": bot})
        except ValidationError:
            response = None
        if response is not None and response.ok and status_code == HTTPStatus.OK:
            return response
        # What is wrong is aiogram's to say.
        return super().check_response(bot, method, status_code, content)


def _as_json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
