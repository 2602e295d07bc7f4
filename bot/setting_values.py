"""Kinds of values that settings have: each is checked, and the error says what a text is not."""

import re
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


def _origins(value: object) -> object:
    if not isinstance(value, str):
        return value
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


def _team_chat(value: object) -> object:
    if not isinstance(value, str):
        return value
    channel, _, chat = value.partition(":")
    if not channel or not chat:
        raise ValueError(f"{value!r} is no chat")
    return TeamChat(channel, chat)


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The hours from when to when the team works."""

    begin: time
    end: time


def _working_day(value: object) -> object:
    if not isinstance(value, str):
        return value
    begin, _, end = (part.strip() for part in value.partition("-"))
    day = WorkingDay(*(time.fromisoformat(str(_two_digits(part))) for part in (begin, end)))
    if day.begin >= day.end:
        raise ValueError(f"{value!r} is no day")
    return day


def _experts(value: object) -> object:
    if not isinstance(value, str):
        return value
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


def _notices(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not all(re.fullmatch(r"[a-z0-9]+://\S+", each) for each in value.split()):
        raise ValueError("holds what is no address")
    return tuple(NoticeUrl(SecretStr(each)) for each in dict.fromkeys(value.split()))


def _rate_limit(most: int) -> int:
    if 0 < most < 20:
        raise ValueError(f"{most} would stop people")
    return most


def _hosts(value: object) -> object:
    if not isinstance(value, str):
        return value
    hosts = tuple(value.lower().replace(",", " ").split())
    if wrong := [host for host in hosts if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+(/\d+)?", host)]:
        raise ValueError(f"{wrong[0]!r} is no host")
    return hosts


def _two_digits(value: object) -> object:
    return value.zfill(5) if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d\d", value) else value


def _secret(pattern: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError("cannot be used")
        return value

    return AfterValidator(check)


DatabaseAddress = Annotated[str, AfterValidator(_database)]
HostName = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[str, AfterValidator(_url)]
Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)]
ProxyAddress = Annotated[SecretStr, AfterValidator(_proxy)]
LongSecret = Annotated[SecretStr, _secret(r"(?s).{16,}")]
BotToken = Annotated[SecretStr, _secret(r"\d+:[A-Za-z0-9_-]{30,}")]
WebhookSecret = Annotated[SecretStr, _secret(r"[A-Za-z0-9_-]{16,256}")]
ChosenChat = Annotated[TeamChat | None, NoDecode, BeforeValidator(_team_chat)]
NamedExperts = Annotated[frozenset[str], NoDecode, BeforeValidator(_experts)]
Hours = Annotated[WorkingDay, NoDecode, BeforeValidator(_working_day)]
NoticeUrls = Annotated[tuple[NoticeUrl, ...], NoDecode, BeforeValidator(_notices)]
TimeOfDay = Annotated[time | None, BeforeValidator(_two_digits)]
MessagesPerMinute = Annotated[int, AfterValidator(_rate_limit)]
