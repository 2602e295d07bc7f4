"""Settings: the environment and a `.env` file, read once and frozen."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "SEGMENTBOT_"

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["text", "json"]


class SettingError(Exception):
    """A setting cannot be used; the message is one line that names the variable and the remedy."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{PREFIX}{name}: {problem} ({remedy})")


class StartError(Exception):
    """Something outside makes it useless to go on; the message is one line for whoever started us."""


class Secret(str):
    """A text that shows itself only to who asks for its value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


@dataclass(frozen=True, slots=True)
class TeamChat:
    """Where the team is told of things: a channel and a chat in it."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Settings:
    """How this copy of the bot runs. Field names are the variables in lower case, without the prefix."""

    database: str = field(default="sqlite:///data/segmentbot.db", repr=False)  # may hold a password
    web_host: str = "127.0.0.1"
    web_port: int = 8080
    web_secret: Secret | None = None
    web_secret_old: Secret | None = None
    web_proxies: int = 0
    telegram_token: Secret | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook: str = ""
    telegram_secret: Secret | None = None
    telegram_rate: int = 30
    team_chat: TeamChat | None = None
    team_documents: bool = False
    knowledge: Path | None = None
    http_links: bool = False
    forms: Path | None = None
    digest_at: time | None = None
    messages_a_minute: int = 120
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    log_level: Level = "INFO"
    log_format: LogFormat = "text"
    metrics_secret: Secret | None = None

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None for a database server."""
        scheme, _, rest = self.database.partition("///")
        return Path(rest) if scheme.startswith("sqlite") else None

    @property
    def data_folder(self) -> Path:
        """Where files of this copy are kept: beside the SQLite file, or `data` here."""
        return self.database_file.parent if self.database_file else Path("data")


def read_settings(environ: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Settings of the environment over those of the `.env` file over the defaults.

    Raises SettingError for the first value that cannot be used, and for an unknown variable of ours.
    """
    given = {**(read_dotenv(dotenv) if dotenv and dotenv.is_file() else {}), **environ}
    values = {
        name.removeprefix(PREFIX): value.strip() for name, value in given.items() if name.startswith(PREFIX)
    }
    for name in values:
        if name not in VARIABLES:
            raise SettingError(name, "is no setting of ours", "see .env.example for the list")
    read: dict[str, object] = {
        name.lower(): VARIABLES[name](name, value) for name, value in values.items() if value
    }
    settings = Settings(**read)  # type: ignore[arg-type]  # each reader returns its field's type
    if settings.telegram_webhook and not settings.telegram_secret:
        raise SettingError(
            "TELEGRAM_SECRET",
            "is needed with a webhook",
            "set 16 or more random characters, letters, digits, _ and -",
        )
    return settings


def read_dotenv(path: Path) -> dict[str, str]:
    """`NAME=value` a line; quotes around the value are taken off, `#` begins a comment line."""
    values: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        text = line.strip().removeprefix("export ")
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise SettingError("*", f"{path}:{number} is no NAME=value", "write one setting a line")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


def _text(_name: str, value: str) -> str:
    return value


def _database(name: str, value: str) -> str:
    if re.fullmatch(r"sqlite:///.+", value):
        return value
    if re.fullmatch(r"postgres(ql)?://.+", value):
        mode = dict(parse_qsl(value.partition("?")[2])).get("sslmode", "prefer")
        if mode not in SSL_MODES:
            raise SettingError(name, f"{mode!r} is no sslmode", "one of " + ", ".join(SSL_MODES))
        return value
    raise SettingError(name, "is no address of a database", "sqlite:///path or postgresql://user@host/name")


def _port(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and 0 <= int(value) <= 65535:
        return int(value)
    raise SettingError(name, f"{value!r} is no port", "a whole number from 1 to 65535, or 0 for any free one")


def _few(name: str, value: str) -> int:
    if re.fullmatch(r"[0-9]", value):
        return int(value)
    raise SettingError(name, f"{value!r} is no small number", "how many proxies stand before us, 0 to 9")


def _pace(name: str, value: str) -> int:
    if re.fullmatch(r"[0-9]{1,6}", value) and (int(value) >= 20 or int(value) == 0):
        return int(value)
    raise SettingError(name, f"{value!r} cannot be used", "20 or more, or 0 for no limit")


def _secret(name: str, value: str) -> Secret:
    if len(value) >= 16:
        return Secret(value)
    raise SettingError(name, "is too short", "16 or more random characters")


def _telegram_secret(name: str, value: str) -> Secret:
    if re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        return Secret(value)
    raise SettingError(name, "cannot be used", "16 to 256 letters, digits, _ and -")


def _token(name: str, value: str) -> Secret:
    if re.fullmatch(r"\d+:[A-Za-z0-9_-]{30,}", value):
        return Secret(value)
    raise SettingError(name, "is no bot token", "copy it from @BotFather: digits, a colon, letters")


def _rate(name: str, value: str) -> int:
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 1000:
        return int(value)
    raise SettingError(name, f"{value!r} is no rate", "a whole number of messages a second from 1 to 1000")


def _url(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme in ("http", "https") and parts.hostname:
        return value.rstrip("/")
    raise SettingError(name, "is no web address", "https://host/path")


def _team_chat(name: str, value: str) -> TeamChat:
    channel, _, chat = value.partition(":")
    if channel and chat:
        return TeamChat(channel, chat)
    raise SettingError(name, f"{value!r} is no chat", "channel:chat, as in telegram:-1001234567890")


def _yes(name: str, value: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if value.lower() in known:
        return known[value.lower()]
    raise SettingError(name, f"{value!r} is neither yes nor no", "yes or no")


def _folder(name: str, value: str) -> Path:
    path = Path(value)
    if path.is_dir():
        return path
    raise SettingError(name, f"{value!r} is no folder", "the path of an existing folder")


def _time(name: str, value: str) -> time:
    if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", value):
        hours, _, minutes = value.partition(":")
        return time(int(hours), int(minutes))
    raise SettingError(name, f"{value!r} is no time of day", "hours and minutes, as in 09:00")


def _zone(name: str, value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(name, f"{value!r} is no time zone", "a name such as Europe/Moscow") from error


def _level(name: str, value: str) -> str:
    if value.upper() in ("DEBUG", "INFO", "WARNING", "ERROR"):
        return value.upper()
    raise SettingError(name, f"{value!r} is no level", "DEBUG, INFO, WARNING or ERROR")


def _log_format(name: str, value: str) -> str:
    if value.lower() in ("text", "json"):
        return value.lower()
    raise SettingError(name, f"{value!r} is no format", "text or json")


VARIABLES: Mapping[str, Callable[[str, str], object]] = {
    "DATABASE": _database,
    "WEB_HOST": _text,
    "WEB_PORT": _port,
    "WEB_SECRET": _secret,
    "WEB_SECRET_OLD": _secret,
    "WEB_PROXIES": _few,
    "TELEGRAM_TOKEN": _token,
    "TELEGRAM_API": _url,
    "TELEGRAM_WEBHOOK": _url,
    "TELEGRAM_SECRET": _telegram_secret,
    "TELEGRAM_RATE": _rate,
    "TEAM_CHAT": _team_chat,
    "TEAM_DOCUMENTS": _yes,
    "KNOWLEDGE": _folder,
    "HTTP_LINKS": _yes,
    "FORMS": _folder,
    "MESSAGES_A_MINUTE": _pace,
    "DIGEST_AT": _time,
    "TIME_ZONE": _zone,
    "LOG_LEVEL": _level,
    "LOG_FORMAT": _log_format,
    "METRICS_SECRET": _secret,
}
