"""Middlewares of every request: security headers, the same-origin check, errors as explanations."""

import re
from ipaddress import ip_address, ip_network

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.ports import DatabaseUnavailable
from bot.telemetry.log import LogLimit
from bot.web.bodies import refuse_body
from bot.web.connections import mark_at_work
from bot.web.texts import RefusedError

log = structlog.get_logger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Server": "Segmentbot",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


API = re.compile(r"(?:/app)?/api/([a-z]+)")
"""Where the page asks, its own and the one that Telegram shows."""
_IN_TELEGRAM = ("/app/", ("https://web.telegram.org",))
FRAME_ANCESTORS = web.AppKey("frame_ancestors", tuple[str, ...])
"""The origins whose pages may show ours in a frame."""
LOG_LIMIT = web.AppKey("log_limit", LogLimit)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal, not a middleware: a stream's headers leave before its handler returns."""
    # The button for another page says itself that others may load it.
    shared = response.headers.get("Cross-Origin-Resource-Policy", HEADERS["Cross-Origin-Resource-Policy"])
    response.headers.update(HEADERS | {"Cross-Origin-Resource-Policy": shared})
    if request.path.startswith("/team"):
        # With no-referrer a browser would send its forms with `Origin: null`. No other page frames this one.
        response.headers["Referrer-Policy"] = "same-origin"
    elif ancestors := _framing(request):
        policy, framed = HEADERS["Content-Security-Policy"], f"frame-ancestors {' '.join(ancestors)}"
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", framed)
        # It knows no list; the policy above is what browsers go by.
        del response.headers["X-Frame-Options"]


def _framing(request: web.Request) -> tuple[str, ...]:
    """The origins whose pages may show this one: Telegram in a browser, the page that is meant for it."""
    path, telegram = _IN_TELEGRAM
    return telegram if request.path == path else request.app.get(FRAME_ANCESTORS, ())


def is_same_origin(request: web.Request) -> bool:
    """Whether our own page (or a program, which sends neither header) makes the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    # No foreign page can set X-Forwarded-Host without asking us first, so it may stand for Host.
    hosts = (request.host, request.headers.get("X-Forwarded-Host"))
    # `Origin` is scheme, host and port, never more; what is no address at all is no origin of ours either.
    return origin is None or origin.partition("://")[2] in hosts


def is_https(request: web.Request) -> bool:
    """Whether the browser speaks https; a proxy's word is taken, since a lie only harms the liar."""
    return request.headers.get("X-Forwarded-Proto", request.scheme) == "https"


def client_of(request: web.Request, proxies: int) -> str:
    """The client's address, an IPv6 one by its network: whoever has one has the whole of it.

    Of X-Forwarded-For only what our own `proxies` have added is believed.
    """
    forwarded = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    address = request.remote or ""
    if 0 < proxies <= len(forwarded):
        address = forwarded[-proxies]
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))


def cookie_of(request: web.Request, name: str) -> str:
    """The cookie, or nothing. aiohttp would read all others too, thousands in one header."""
    found = re.search(rf"(?:^|[;\s]){name}=([^;\s]*)", request.headers.get("Cookie", ""))
    return found[1] if found else ""


def refused(request: web.Request, error: RefusedError) -> web.Response:
    """The explanation; whoever sends a body that is not read loses the connection."""
    response = error.response(request)
    if not request.content.at_eof():
        response.force_close()
        # What still comes is dropped unparsed, for as long as the client needs to see the answer.
        request.protocol.close()
    return response


@web.middleware
async def refuse_bodies(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses a body by its head, on every route alike."""
    try:
        refuse_body(request)
    except RefusedError as error:
        return refused(request, error)
    return await handler(request)


@web.middleware
async def explain_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers whatever a browser sends with an explanation, never with a stack trace; the trace is ours, the
    words are theirs."""
    if (asked := API.match(request.path)) is None:
        return await handler(request)
    try:
        if request.method not in ("GET", "HEAD") and not is_same_origin(request):
            raise RefusedError(403, "foreign_origin")
        return await handler(request)
    except RefusedError as error:
        return refused(request, error)
    except web.HTTPException as error:
        key = {404: "not_found", 405: "not_understood", 413: "too_large"}.get(error.status)
        if key is None:
            raise
        return RefusedError(error.status, key).response(request)
    except DatabaseUnavailable as away:
        if count := request.app[LOG_LIMIT].due("away"):
            log.warning("request waits for the database", what=asked[1], count=count, problem=away.problem)
        # What only a person can mend may end with a backup in its place: nothing is promised then.
        key, wait = ("away", 2) if away.passing else ("broken", 15)
        return RefusedError(503, key, wait).response(request)
    except ConnectionError:
        raise
    except Exception as error:
        if count := request.app[LOG_LIMIT].due(type(error).__name__):
            log.exception("request failed", what=asked[1], count=count)
        return RefusedError(500, "failed").response(request)


MIDDLEWARES: tuple[Middleware, ...] = (mark_at_work, explain_refusals, refuse_bodies)
