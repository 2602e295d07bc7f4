"""Settings: the environment and a `.env` file, read once, checked and frozen."""

import codecs
import io
from collections.abc import Mapping
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import (
    BeforeValidator,
    DirectoryPath,
    Field,
    FilePath,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.setting_values import (
    BotToken,
    ChosenChat,
    DatabaseAddress,
    DigestOn,
    HostName,
    Hosts,
    Hours,
    LogFormat,
    LogLevel,
    LongSecret,
    MessagesPerMinute,
    NamedExperts,
    NoticeUrls,
    Origins,
    ProxyAddress,
    TimeOfDay,
    WebAddress,
    WebhookSecret,
    WorkingDay,
)

ENV_PREFIX = "SEGMENTBOT_"
_LONG_SECRET = "16 or more random characters"


def in_address(host: str) -> str:
    """The host as it stands in a web address: IPv6 in brackets, with the name of its interface escaped."""
    return f"[{host.replace('%', '%25')}]" if ":" in host else host


class SettingError(Exception):
    """Raised for a setting that cannot be used; the message is one line that names the variable and the
    remedy."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{ENV_PREFIX}{name}: {problem} ({remedy})")


class StartError(Exception):
    """Raised where something outside makes it useless to go on; the message is one line for whoever started
    us."""


class Settings(BaseSettings):
    """How this copy of the bot runs. A field is the variable of its name in upper case, after the prefix;
    its description is the remedy that an error names."""

    model_config = SettingsConfigDict(env_prefix=ENV_PREFIX, frozen=True, extra="forbid")

    database: DatabaseAddress = Field(
        "sqlite:///data/segmentbot.db",
        repr=False,  # it may hold a password
        description="sqlite:///path or postgresql://user@host/name",
    )
    web_host: HostName = "127.0.0.1"
    web_port: int = Field(
        8080, ge=0, le=65535, description="a whole number from 1 to 65535, or 0 for any free one"
    )
    web_url: WebAddress | None = Field(None, description="https://host, as people reach the page")
    web_frame_ancestors: Origins = Field(
        (), description="origins such as https://intranet.example.gov.ru, several parted by spaces"
    )
    web_secret: LongSecret | None = Field(None, description=_LONG_SECRET)
    web_secret_old: LongSecret | None = Field(None, description=_LONG_SECRET)
    trusted_proxies: int = Field(0, ge=0, le=9, description="how many proxies stand before us, 0 to 9")
    telegram_token: BotToken | None = Field(
        None, description="copy it from @BotFather: digits, a colon, letters"
    )
    telegram_api: WebAddress = Field("https://api.telegram.org", description="https://host/path")
    telegram_proxy: ProxyAddress | None = Field(
        None, description="http://host:port or socks5://user:password@host:port"
    )
    telegram_webhook: WebAddress | Literal[""] = Field("", description="https://host/path")
    telegram_secret: WebhookSecret | None = Field(None, description="16 to 256 letters, digits, _ and -")
    telegram_rate: int = Field(
        30, ge=1, le=1000, description="a whole number of messages a second from 1 to 1000"
    )
    team_chat: ChosenChat = Field(None, description="channel:chat, as in telegram:-1001234567890")
    experts: NamedExperts = Field(
        frozenset(), description="channel:person, several parted by commas, as in telegram:123456"
    )
    working_hours: Hours = Field(
        WorkingDay(time(9), time(18)), description="hours and minutes, as in 09:00-18:00"
    )
    holidays: FilePath | None = Field(None, description="the path of a YAML file of days off")
    team_documents: bool = Field(False, description="yes or no")
    notices: NoticeUrls = Field(
        (), description="addresses of apprise, several parted by spaces, as in mailto://…"
    )
    knowledge: DirectoryPath | None = Field(None, description="the path of an existing folder")
    encoders: bool = Field(True, description="on or off")
    http_links: bool = Field(False, description="yes or no")
    forms: DirectoryPath | None = Field(None, description="the path of an existing folder")
    digest_at: TimeOfDay = Field(None, description="hours and minutes, as in 09:00")
    digest_on: Annotated[DigestOn, BeforeValidator(str.lower)] = Field(
        "daily", description="daily, or the English name of a day of the week, as in monday"
    )
    rate_limit_per_minute: MessagesPerMinute = Field(
        120, ge=0, le=999_999, description="20 or more, or 0 for no limit"
    )
    time_zone: ZoneInfo = Field(ZoneInfo("Europe/Moscow"), description="a name such as Europe/Moscow")
    log_level: Annotated[LogLevel, BeforeValidator(str.upper)] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Annotated[LogFormat, BeforeValidator(str.lower)] = Field("text", description="text or json")
    metrics_secret: LongSecret | None = Field(None, description=_LONG_SECRET)
    ops_hosts: Hosts = Field((), description="names, addresses or networks, separated by commas")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # Only `read_settings` reads the environment: a test's Settings() are the defaults on every machine.
        return (init_settings,)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None for a database server."""
        scheme, _, rest = self.database.partition("///")
        return Path(rest) if scheme.startswith("sqlite") else None

    @property
    def web_address(self) -> str:
        """Where the page is, by the settings."""
        return f"http://{in_address(self.web_host)}:{self.web_port}/"

    @property
    def page_in_telegram(self) -> str | None:
        """The address of the page that Telegram shows beside a chat: it shows none without https."""
        address = self.web_url or ""
        return f"{address}/app/" if self.telegram_token and address.startswith("https://") else None

    @property
    def data_folder(self) -> Path:
        """Where files of this copy are kept: beside the SQLite file, or `data` here."""
        return self.database_file.parent if self.database_file else Path("data")

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Self:
        """Settings of these variables. Raises SettingError for the first that cannot be used."""
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): value.strip() for name, value in variables.items() if value.strip()}
        try:
            return cls(**source())
        except ValidationError as error:
            raise _one_line(error) from None  # it would quote the value, which may be a secret


VARIABLES = frozenset(name.upper() for name in Settings.model_fields)


def read_settings(environ: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Settings of the environment over those of the `.env` file over the defaults.

    Raises SettingError for the first value that cannot be used, and for an unknown variable of ours.
    """
    given = {**(read_dotenv(dotenv) if dotenv and dotenv.is_file() else {}), **environ}
    for name in (each.removeprefix(ENV_PREFIX) for each in given if each.startswith(ENV_PREFIX)):
        if name not in VARIABLES:
            near = get_close_matches(name, VARIABLES, 1)
            remedy = f"did you mean {ENV_PREFIX}{near[0]}?" if near else "see .env.example for the list"
            raise SettingError(name, "is no setting of ours", remedy)
    settings = Settings.of(given)
    if settings.telegram_webhook and not settings.telegram_secret:
        remedy = "set 16 or more random characters, letters, digits, _ and -"
        raise SettingError("TELEGRAM_SECRET", "is needed with a webhook", remedy)
    return settings


def read_dotenv(path: Path) -> dict[str, str]:
    """The variables of a `.env` file in UTF-8, or in UTF-16 with its mark, as Windows writes it."""
    content = path.read_bytes()
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise SettingError("*", f"{path} is not readable as text", "save it in UTF-8") from None
    values: dict[str, str] = {}
    for statement in parse_stream(io.StringIO(text)):
        if statement.error or (statement.key and statement.value is None):
            # A statement begins with the empty lines before it.
            before = statement.original.string[: -len(statement.original.string.lstrip())]
            line = statement.original.line + before.count("\n")
            raise SettingError("*", f"{path}:{line} is no NAME=value", "write one setting a line")
        if statement.key and statement.value is not None:
            values[statement.key] = statement.value
    return values


def _one_line(error: ValidationError) -> SettingError:
    first = error.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0])
    field = Settings.model_fields[name]
    if first["type"] == "value_error":
        problem = first["msg"].removeprefix("Value error, ")
    else:
        problem = f"{first['input']!r} cannot be used"
    return SettingError(name.upper(), problem, field.description or "see .env.example")
