"""The page's own words, in both languages, from `texts/*.json`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aiohttp import web

from knowledge.text.language import Language

STATIC = Path(__file__).parent / "chat" / "static"
"""What browsers load, as it is."""
TEXTS_FOLDER = STATIC / "texts"


@cache
def words(language: Language) -> Mapping[str, str]:
    """Words by key, as authored."""
    found: dict[str, str] = json.loads((TEXTS_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def preferred_language(request: web.Request) -> Language:
    """The first of our languages among those that the browser asks for; Russian otherwise."""
    return asked_language(request) or "ru"


def asked_language(request: web.Request) -> Language | None:
    """The first of our languages among those that the browser asks for."""
    for part in request.headers.get("Accept-Language", "").lower().split(","):
        if part.strip().startswith("ru"):
            return "ru"
        if part.strip().startswith("en"):
            return "en"
    return None


def readable_json(content: object) -> str:
    """JSON with Cyrillic letters as they are."""
    return json.dumps(content, ensure_ascii=False)


class RefusedError(Exception):
    """Raised where a request is not taken; the guard answers with the HTTP status and the explanation under
    `refused_<key>`. `wait`: after how many seconds to try again, where that helps."""

    def __init__(self, status: int, key: str, wait: int = 0) -> None:
        super().__init__(key)
        self._status = status
        self._key = key
        self._wait = wait

    def response(self, request: web.Request) -> web.Response:
        """The explanation as JSON, in the person's language."""
        message = words(preferred_language(request))[f"refused_{self._key}"]
        wait = {"Retry-After": str(self._wait)} if self._wait else {}
        return web.json_response(
            {"error": self._key, "message": message},
            status=self._status,
            headers={"Cache-Control": "no-store"} | wait,
            dumps=readable_json,
        )
