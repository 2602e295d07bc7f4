"""The HTTP session of the Bot API: sends JSON, follows nobody elsewhere, believes no wait without end.

aiogram sends web forms, which write a Russian letter in six characters, and makes an object of every button
that Telegram repeats in its answer: a third of a message's time. It follows redirects, with the token and
the message's body.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import ClientError, ClientTimeout, FormData, JsonPayload

from bot.ports import LONGEST_RETRY

# All that we read of a message that was just sent or edited; the rest repeats what is ours.
_READ = ("message_id", "date", "chat", "photo", "document")


class ProxyFailed(TelegramNetworkError):
    """Raised where the proxy is not there, does not let us in, or does not reach Telegram."""


class JsonSession(AiohttpSession):
    """aiogram's session; only a request that uploads files stays a form."""

    _failures: tuple[type[Exception], ...] = ()

    def __init__(self, api: TelegramAPIServer, timeout: float, proxy: str | None = None) -> None:
        super().__init__(proxy, api=api, timeout=timeout, json_loads=_answer)

    def _setup_proxy_connector(self, proxy: Any) -> None:
        from aiohttp_socks import ProxyError, ProxyTimeoutError  # noqa: PLC0415  # only with a proxy

        direct = self._connector_init
        super()._setup_proxy_connector(proxy)
        # The certificates and the number of connections are the same with a proxy.
        self._connector_init |= {name: direct[name] for name in ("ssl", "limit")}
        self._failures = (OSError, ProxyError, ProxyTimeoutError)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  # the name is aiogram's
    ) -> TelegramType:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form = self.build_form_data(bot, method)
        try:
            async with (
                awake(self.timeout if timeout is None else timeout),
                session.post(url, data=form, timeout=ClientTimeout(), allow_redirects=False) as response,
            ):
                status, content = response.status, await response.text()
        except TimeoutError as error:
            raise TelegramNetworkError(method, "no answer in time") from error
        except ClientError as error:
            raise TelegramNetworkError(method, type(error).__name__) from error
        except self._failures as error:
            raise ProxyFailed(method, type(error).__name__) from error
        if not (status == HTTPStatus.OK or 400 <= status < 500):
            # Whatever stands before Telegram; what it says may look like anything.
            raise TelegramNetworkError(method, f"status {status}")
        try:
            answer = self.check_response(bot, method, status, content)
        except TelegramRetryAfter as refusal:
            refusal.retry_after = max(1, min(refusal.retry_after, LONGEST_RETRY))
            raise
        return cast(TelegramType, answer.result)

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> FormData:
        files: dict[str, InputFile] = {}
        # Without None from the start: nine in ten values of a keyboard are.
        values = {
            name: prepared
            for name, value in method.model_dump(warnings=False, exclude_none=True).items()
            # There are no files and no defaults in a keyboard; to look at every button takes long.
            if (
                prepared := value
                if name == "reply_markup"
                else self.prepare_value(value, bot, files, _dumps_json=False)
            )
            is not None
        }
        if files:
            return super().build_form_data(bot, method)
        return JsonPayload(values, dumps=_compact)  # type: ignore[return-value]  # aiohttp takes it likewise


def _answer(content: str) -> Any:
    """What Telegram answers; of our own messages only what we read, for what this aiogram does not know of
    them must not seem a failure."""
    answer = json.loads(content)
    match answer:
        case {"result": {"message_id": _, "date": _} as sent}:
            answer["result"] = _as_read(sent)
        case {"result": [{"message_id": _}, *_] as group}:
            answer["result"] = list(map(_as_read, group))
    return answer


def _as_read(sent: dict[str, Any]) -> dict[str, Any]:
    return {name: sent[name] for name in _READ if name in sent}


@asynccontextmanager
async def awake(seconds: float) -> AsyncIterator[None]:
    """Like `asyncio.timeout`, but a process that was stopped or put to sleep meanwhile first reads what has
    arrived: a message whose answer lies there must not be sent twice."""
    loop = asyncio.get_running_loop()
    tick = min(1.0, seconds)
    timer: asyncio.TimerHandle
    async with asyncio.timeout(None) as limit:
        timer = loop.call_later(tick, lambda: count(seconds - tick))

        def count(left: float) -> None:
            nonlocal timer
            if left <= 0:
                limit.reschedule(loop.time())
            else:
                timer = loop.call_later(tick, count, left - tick)

        try:
            yield
        finally:
            timer.cancel()


def _compact(values: Any) -> str:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    # An identifier that we only give back may hold half a surrogate pair: Telegram refuses it, as it should.
    return text.encode("utf-8", "replace").decode()
