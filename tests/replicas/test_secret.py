"""The secret of the cookies, where several copies need the same one."""

import io
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import SettingError, Settings
from bot.web.server import web_secret

SERVER = "postgresql://bot@database/name"
GIVEN = SecretStr("0123456789abcdef")


def test_a_secret_that_is_given_counts(written: io.StringIO) -> None:
    assert web_secret(Settings(database=SERVER, web_secret=GIVEN)) == GIVEN.get_secret_value().encode()
    assert written.getvalue() == ""


def test_one_that_is_missing_is_made_once_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    monkeypatch.chdir(tmp_path)
    made = web_secret(Settings(database=SERVER))
    assert web_secret(Settings(database=SERVER)) == made
    assert "SEGMENTBOT_WEB_SECRET" in written.getvalue()
    assert made.decode() not in written.getvalue()


def test_where_none_can_be_kept_it_must_be_given(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    settings = Settings(database=f"sqlite:///{tmp_path / 'data' / 'bot.db'}")
    with pytest.raises(SettingError, match="SEGMENTBOT_WEB_SECRET: is not set") as raised:
        web_secret(settings)
    assert "the same for all copies" in str(raised.value)
