"""The page that Telegram shows beside a chat, as a client that opens it by the button sees it."""

import hmac
import json
import re
import time
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.fake_telegram import TOKEN, Message
from tests.fake_telegram.driver import Person

ADDRESS = "https://segment.example"
ON_SCREEN = "Заполнить на экране"


def signed(user: int, *, ago: float = 0, token: str = TOKEN, **more: str) -> str:
    """What Telegram hands to a page that this user opens, as its documentation describes it."""
    fields = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps({"id": user, "first_name": "Анна", "language_code": "ru"}, ensure_ascii=False),
        "auth_date": str(int(time.time() - ago)),
        "signature": "c29tZXRoaW5n",
        **more,
    }
    return sealed(fields, token)


def sealed(fields: dict[str, str], token: str = TOKEN) -> str:
    """The fields with the signature of Telegram for the bot that has this token."""
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    return urlencode({**fields, "hash": hmac.digest(key, checked.encode(), "sha256").hex()})


def address_of(message: Message) -> str | None:
    """The address that the message's button opens inside Telegram."""
    keys = (key for row in message.keyboard for key in row if key["text"] == ON_SCREEN)
    return next((str(key["web_app"]["url"]) for key in keys), None)


def draft_of(message: Message) -> str:
    found = re.fullmatch(re.escape(ADDRESS) + r"/app/\?draft=([A-Za-z0-9_-]+)", address_of(message) or "")
    assert found is not None, f"no button for the page\n{message}"
    return found[1]


@dataclass
class Beside:
    """One opening of the page. Cookies are kept as a browser keeps them."""

    address: str
    http: aiohttp.ClientSession
    attempts: int = 0
    refusal: str = ""

    @classmethod
    def at(cls, address: str) -> Self:
        return cls(address, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def enter(self, init_data: str, draft: str = "", attempt: str = "") -> int:
        """The status of the answer."""
        self.attempts += 1
        body = {"init_data": init_data, "id": attempt or f"attempt-{self.attempts}", "draft": draft}
        async with self.http.post(f"{self.address}/app/api/enter", json=body) as response:
            self.refusal = str((await response.json()).get("message", ""))
            return response.status

    async def of(self, person: Person, question: Message) -> Self:
        """Opened by the button under the question."""
        assert await self.enter(signed(person.id), draft_of(question)) == 200
        return self

    async def messages(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.address}/app/api/session") as response:
            assert response.status == 200, await response.text()
            found: list[dict[str, Any]] = (await response.json())["messages"]
            return found

    async def last(self) -> dict[str, Any]:
        """What is asked on the page."""
        reply: dict[str, Any] = (await self.messages())[-1]["reply"]
        return reply

    async def reads(self) -> str:
        return json.dumps((await self.last())["body"], ensure_ascii=False)

    async def say(self, text: str) -> int:
        return await self._post({"text": text, "offer": (await self.last())["slot"]})

    async def press(self, label: str) -> int:
        buttons = (await self.last())["buttons"]
        found = next((each["id"] for each in buttons if each["label"] == label), None)
        assert found is not None, f"no button {label!r} among {[each['label'] for each in buttons]}"
        return await self._post({"press": found})

    async def _post(self, body: dict[str, Any]) -> int:
        async with self.http.post(f"{self.address}/app/api/events", json=body) as response:
            return response.status
