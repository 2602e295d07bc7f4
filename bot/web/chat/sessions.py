"""Sessions of the page: an unguessable chat id in a signed, long-lived cookie."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.web.guards import cookie_of, is_https

CHAT_COOKIE = "segmentbot"
LIFETIME = timedelta(days=365)
RENEWED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a cookie is called, where it goes along and for how long. One that `lapses` is not believed any
    more when it is too old."""

    name: str = CHAT_COOKIE
    path: str = "/"
    lifetime: timedelta = LIFETIME
    lapses: bool = False


_SHAPE = re.compile(r"(?P<chat>[A-Za-z0-9_-]{24})\.(?P<issued>\d{10})\.(?P<seal>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a known chat. `stale` asks for a fresh cookie; `new` says that nobody spoke yet."""

    chat: str
    new: bool = False
    stale: bool = False


def fresh_chat() -> str:
    """The id of a chat of the page, which nobody can guess."""
    return secrets.token_urlsafe(18)


class Sessions:
    """Reads and writes the cookie; nothing is kept in memory, so any replica understands it.

    `old_secret`: the one from before; its cookies are still believed, and sealed anew at once. `framed`:
    pages of other sites may show ours, so the cookie has to go along there, too; writing is guarded by the
    origin check.
    """

    def __init__(
        self,
        secret: bytes,
        clock: Callable[[], datetime],
        *,
        old_secret: bytes | None = None,
        framed: bool = False,
        cookie: Cookie = Cookie(),  # it is frozen
    ) -> None:
        if len(secret) < 16 or (old_secret is not None and len(old_secret) < 16):
            raise ValueError("the web secret is too short: give at least 16 bytes")
        self._secrets = (secret,) if old_secret is None else (secret, old_secret)
        self._clock = clock
        self._framed = framed
        self._cookie = cookie

    def known(self, request: web.Request) -> Visit | None:
        """The visit that the cookie vouches for; None without a cookie or with a forged one.

        One that is too old is believed, but not sealed anew: browsers forget it by themselves, so only a
        clock that is ahead finds one, and to put another in its place would lose the chat.
        """
        found = _SHAPE.fullmatch(cookie_of(request, self._cookie.name))
        if not found:
            return None
        fits = [
            hmac.compare_digest(found["seal"], self._seal(secret, found["chat"], found["issued"]))
            for secret in self._secrets
        ]
        if not any(fits):
            return None
        age = self._clock().timestamp() - int(found["issued"])
        expired = age > self._cookie.lifetime.total_seconds()
        if expired and self._cookie.lapses:
            return None
        stale = not fits[0] or age > RENEWED_AFTER.total_seconds()
        return Visit(found["chat"], stale=stale and not expired)

    def visit(self, request: web.Request) -> Visit:
        """The known visit, or the first one of a new chat."""
        return self.known(request) or Visit(fresh_chat(), new=True)

    def remember(self, request: web.Request, response: web.StreamResponse, visit: Visit) -> None:
        """Puts the cookie on the response when the browser has none or an old one."""
        if not (visit.new or visit.stale):
            return
        issued = f"{int(self._clock().timestamp()):010d}"
        response.set_cookie(
            self._cookie.name,
            f"{visit.chat}.{issued}.{self._seal(self._secrets[0], visit.chat, issued)}",
            path=self._cookie.path,
            max_age=int(self._cookie.lifetime.total_seconds()),
            httponly=True,
            # Strict would hide the cookie when the page is opened from a link in a letter,
            # and the person would find an empty chat; writing is guarded by the origin check.
            samesite="None" if self._framed and is_https(request) else "Lax",
            secure=is_https(request),
        )
        if self._cookie.lapses and is_https(request):
            # Browsers that keep no cookies of a page in a frame keep one for that frame; before Python 3.14
            # cookies do not know the word.
            sealed = response.cookies.pop(self._cookie.name).OutputString()
            response.headers.add("Set-Cookie", f"{sealed}; Partitioned")

    def _seal(self, secret: bytes, chat: str, issued: str) -> str:
        kind = "web" if self._cookie.name == CHAT_COOKIE else self._cookie.name
        return hmac.new(secret, f"{kind}|{chat}|{issued}".encode(), hashlib.sha256).hexdigest()
