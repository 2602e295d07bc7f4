"""Kinds of values that settings have: each is checked, and the error says what a text is not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from hashlib import blake2b
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
DigestOn = Literal["daily", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
LogFormat = Literal["text", "json"]


@dataclass(frozen=True, slots=True)
class TeamChat:
    """The chat where the team is notified, with its channel."""

    channel: str
    chat: str


def _database(address: str) -> str:
    if re.fullmatch(r"sqlite:///.+", address):
        return address
    if not re.fullmatch(r"postgres(ql)?://.+", address):
        raise ValueError("is no address of a database")
    mode = dict(parse_qsl(address.partition("?")[2])).get("sslmode", "prefer")
    if mode not in SSL_MODES:
        raise ValueError(f"has an unknown sslmode {mode!r}, known are {', '.join(SSL_MODES)}")
    return address


def _origins(value: str) -> tuple[str, ...]:
    for origin in value.split():
        # Nothing that would end the directive of the policy, or stand for every page.
        if not re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?", origin):
            raise ValueError(f"{origin!r} is no origin")
    return tuple(value.split())


def _url(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is no web address")
    return address.rstrip("/")


def _proxy(address: SecretStr) -> SecretStr:
    parts = urlsplit(address.get_secret_value())
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("http", "socks5") or not parts.hostname or port is None:
        raise ValueError("is no address of a proxy")
    return address


def _host(name: str) -> str:
    return name.strip("[]")


def _team_chat(value: str) -> TeamChat:
    channel, _, chat = value.partition(":")
    if not channel or not chat:
        raise ValueError(f"{value!r} is no chat")
    return TeamChat(channel, chat)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The hours from when to when the team works."""

    begin: time
    end: time


def _working_day(value: str) -> WorkingDay:
    begin, _, end = (part.strip() for part in value.partition("-"))
    day = WorkingDay(*(time.fromisoformat(_two_digits(part)) for part in (begin, end)))
    if day.begin >= day.end:
        raise ValueError(f"{value!r} is no day")
    return day


def _experts(value: str) -> frozenset[str]:
    named = frozenset(each.strip() for each in value.split(",") if each.strip())
    for each in named:
        if not all(each.partition(":")[::2]):
            raise ValueError(f"{each!r} is nobody")
    return named


@dataclass(frozen=True, slots=True)
class NoticeUrl:
    """A service that notices go to, as apprise writes it; `name` tells it from every other one."""

    secret: SecretStr

    @property
    def name(self) -> str:
        return blake2b(self.secret.get_secret_value().encode(), digest_size=6).hexdigest()

    @property
    def scheme(self) -> str:
        return self.secret.get_secret_value().partition("://")[0]


def _notices(value: str) -> tuple[NoticeUrl, ...]:
    if not all(re.fullmatch(r"[a-z0-9]+://\S+", each) for each in value.split()):
        raise ValueError("holds what is no address")
    return tuple(NoticeUrl(SecretStr(each)) for each in dict.fromkeys(value.split()))


def _rate_limit(most: int) -> int:
    if 0 < most < 20:
        raise ValueError(f"{most} would stop people")
    return most


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(value.lower().replace(",", " ").split())
    if wrong := [host for host in hosts if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+(/\d+)?", host)]:
        raise ValueError(f"{wrong[0]!r} is no host")
    return hosts


def _two_digits(value: str) -> str:
    return value.zfill(5) if re.fullmatch(r"\d{1,2}:\d\d", value) else value


def _text(read: Callable[[str], object]) -> BeforeValidator:
    """Reads a text; what is none is a value already."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def _secret(pattern: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError("cannot be used")
        return value

    return AfterValidator(check)


DatabaseAddress = Annotated[str, AfterValidator(_database)]
HostName = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[str, AfterValidator(_url)]
Origins = Annotated[tuple[str, ...], NoDecode, _text(_origins)]
Hosts = Annotated[tuple[str, ...], NoDecode, _text(_hosts)]
ProxyAddress = Annotated[SecretStr, AfterValidator(_proxy)]
LongSecret = Annotated[SecretStr, _secret(r"(?s).{16,}")]
BotToken = Annotated[SecretStr, _secret(r"\d+:[A-Za-z0-9_-]{30,}")]
WebhookSecret = Annotated[SecretStr, _secret(r"[A-Za-z0-9_-]{16,256}")]
ChosenChat = Annotated[TeamChat | None, NoDecode, _text(_team_chat)]
NamedExperts = Annotated[frozenset[str], NoDecode, _text(_experts)]
Hours = Annotated[WorkingDay, NoDecode, _text(_working_day)]
NoticeUrls = Annotated[tuple[NoticeUrl, ...], NoDecode, _text(_notices)]
TimeOfDay = Annotated[time | None, _text(_two_digits)]
MessagesPerMinute = Annotated[int, AfterValidator(_rate_limit)]
