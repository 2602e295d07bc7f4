"""Settings: defaults, the environment over the file, and one-line errors."""

from datetime import time
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.setting_values import TeamChat
from bot.settings import ENV_PREFIX, VARIABLES, SettingError, Settings, read_settings
from bot.web.connections import DescriptorLimits
from bot.web.server import open_site

EXAMPLE = Path(__file__).parent.parent.parent / ".env.example"
TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def read(**values: str) -> Settings:
    return read_settings({ENV_PREFIX + name: value for name, value in values.items()})


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.database_file == Path("data/segmentbot.db")
    assert settings.time_zone.key == "Europe/Moscow"


def test_every_setting_is_documented() -> None:
    assert "RATE_LIMIT_PER_MINUTE" in VARIABLES
    documented = EXAMPLE.read_text(encoding="utf-8")
    for name in VARIABLES:
        assert f"# {ENV_PREFIX}{name}=" in documented, f"{name} is not documented in .env.example"


def test_the_example_shows_the_defaults_and_can_be_used_as_it_is(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_settings({}, dotenv) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("SEGMENTBOT_WEB_PORT=1\nexport SEGMENTBOT_WEB_HOST='0.0.0.0'\n# no\nOTHER=1\n")
    settings = read_settings({ENV_PREFIX + "WEB_PORT": "2"}, dotenv)
    assert (settings.web_port, settings.web_host) == (2, "0.0.0.0")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_file_may_be_saved_by_any_editor(tmp_path: Path, encoding: str) -> None:
    dotenv = tmp_path / ".env"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    dotenv.write_bytes((mark + "# порт страницы\r\nSEGMENTBOT_WEB_PORT=81\r\n").encode(encoding))
    assert read_settings({}, dotenv).web_port == 81


@pytest.mark.parametrize("line", ["SEGMENTBOT_WEB_PORT", "=81", "SEGMENTBOT_WEB_HOST='0.0.0.0"])
def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"# the page\n\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingError, match=r"\.env:3 is no NAME=value"):
        read_settings({}, dotenv)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes("# порт\n".encode("cp1251"))
    with pytest.raises(SettingError, match="save it in UTF-8"):
        read_settings({}, dotenv)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().web_port = 1  # type: ignore[misc]  # that is what is tested


def test_an_unknown_variable_of_ours_names_the_nearest() -> None:
    with pytest.raises(SettingError, match="did you mean SEGMENTBOT_WEB_PORT"):
        read(WEP_PORT="8080")


def test_settings_are_read_into_their_types(tmp_path: Path) -> None:
    settings = read(
        TEAM_CHAT="telegram:-100123",
        TEAM_DOCUMENTS="yes",
        EXPERTS="telegram:1, telegram:2",
        DIGEST_AT="9:05",
        KNOWLEDGE=str(tmp_path),
        LOG_LEVEL="debug",
        TELEGRAM_API="http://localhost:8081/",
        DATABASE="postgresql://bot:pw@host/name",
    )
    assert settings.team_chat == TeamChat("telegram", "-100123")
    assert settings.team_documents
    assert settings.experts == {"telegram:1", "telegram:2"}
    assert settings.digest_at == time(9, 5)
    assert settings.knowledge == tmp_path
    assert settings.log_level == "DEBUG"
    assert settings.telegram_api == "http://localhost:8081"
    assert settings.database_file is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE", "mysql://x"),
        ("DATABASE", "sqlite:///"),
        ("DATABASE", "postgresql://bot@host/name?sslmode=yes"),
        ("WEB_PORT", "eighty"),
        ("WEB_PORT", "70000"),
        ("WEB_SECRET", "short"),
        ("TELEGRAM_TOKEN", "my-token"),
        ("TELEGRAM_API", "localhost:8081"),
        ("TELEGRAM_PROXY", "proxy.region.ru:3128"),
        ("TELEGRAM_PROXY", "http://proxy.region.ru"),
        ("TELEGRAM_PROXY", "ftp://proxy.region.ru:21"),
        ("TELEGRAM_SECRET", "пароль-пароль-пароль"),
        ("TELEGRAM_RATE", "2000"),
        ("TEAM_CHAT", "-100123"),
        ("TEAM_DOCUMENTS", "perhaps"),
        ("WORKING_HOURS", "с утра"),
        ("WORKING_HOURS", "18:00-09:00"),
        ("HOLIDAYS", "/nowhere/at/all"),
        ("EXPERTS", "telegram:1,вера"),
        ("KNOWLEDGE", "/nowhere/at/all"),
        ("DIGEST_AT", "25:00"),
        ("DIGEST_ON", "sometimes"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("LOG_LEVEL", "LOUD"),
        ("RATE_LIMIT_PER_MINUTE", "3"),
        ("TRUSTED_PROXIES", "many"),
        ("WEP_PORT", "8080"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingError) as raised:
        read(**{name: value})
    message = str(raised.value)
    assert message.startswith(ENV_PREFIX + name)
    assert "\n" not in message
    assert message.endswith(")"), "the remedy stands in brackets"


@pytest.mark.parametrize("host", ["::1", "[::1]"])
async def test_an_ipv6_address_is_printed_so_that_a_browser_opens_it(host: str) -> None:
    application = web.Application()
    application.router.add_get("/", _hello)
    limits = DescriptorLimits(64)
    async with (
        open_site(application, read(WEB_HOST=host, WEB_PORT="0"), limits, stop_within=2) as site,
        aiohttp.ClientSession() as session,
        session.get(site.address) as answer,
    ):
        assert site.address.startswith("http://[::1]:")
        assert await answer.text() == "здесь"


async def _hello(_: web.Request) -> web.Response:
    return web.Response(text="здесь")


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(SettingError, match="TELEGRAM_SECRET"):
        read(TELEGRAM_WEBHOOK="https://bot.example/telegram")


def test_secrets_do_not_show_themselves() -> None:
    password, secret = "pa55word", "0123456789abcdef"
    settings = read(
        DATABASE=f"postgresql://bot:{password}@host/name",
        TELEGRAM_PROXY=f"socks5://bot:{password}@host:1080",
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_SECRET=secret,
        WEB_SECRET=secret,
    )
    shown = repr(settings) + repr(settings.telegram_token)
    assert TOKEN not in shown
    assert secret not in shown
    assert password not in shown
    assert settings.telegram_token == SecretStr(TOKEN)


def test_a_wrong_secret_is_not_quoted() -> None:
    with pytest.raises(SettingError) as raised:
        read(TELEGRAM_TOKEN="123:short-secret")
    assert "short-secret" not in str(raised.value)


def test_the_encoders_are_switched_off_by_one_setting() -> None:
    assert read_settings({}).encoders
    assert not read_settings({"SEGMENTBOT_ENCODERS": "off"}).encoders
