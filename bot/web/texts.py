"""The page's own words, in both languages, from `texts/*.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aiohttp import web

from knowledge.text.language import Language

TEXTS_FOLDER = Path(__file__).parent / "chat" / "static" / "texts"


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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not taken: an HTTP status and the key of the explanation (`refused_<key>`)."""

    status: int
    key: str
    wait: int = 0
    """After how many seconds to try again, where that helps."""

    def response(self, request: web.Request) -> web.Response:
        """The explanation as JSON, in the person's language."""
        message = words(preferred_language(request))[f"refused_{self.key}"]
        return web.json_response(
            {"error": self.key, "message": message},
            status=self.status,
            headers={"Cache-Control": "no-store"} | ({"Retry-After": str(self.wait)} if self.wait else {}),
            dumps=readable_json,
        )


class RefusedError(Exception):
    """Raised where a request is not taken; the guard answers with its refusal."""

    def __init__(self, status: int, key: str, wait: int = 0) -> None:
        super().__init__(key)
        self.refusal = Refusal(status, key, wait)
