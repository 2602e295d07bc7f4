"""The secret that seals cookies."""

import contextlib
import os
import secrets

import structlog

from bot.settings import SettingError, Settings

log = structlog.get_logger(__name__)


def web_secret(settings: Settings) -> bytes:
    """The secret that seals cookies: the one given, or one made once and kept beside the database.

    Raises SettingError where none can be kept.
    """
    if settings.web_secret:
        return settings.web_secret.get_secret_value().encode()
    if settings.database_file is None:
        log.warning("SEGMENTBOT_WEB_SECRET is not set: a copy elsewhere would not know our cookies")
    try:
        return _kept_secret(settings)
    except OSError as error:
        problem = f"is not set, and none can be kept in {settings.data_folder}"
        raise SettingError(
            "WEB_SECRET", problem, "16 or more random characters, the same for all copies"
        ) from error


def _kept_secret(settings: Settings) -> bytes:
    path = settings.data_folder / "web-secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"web-secret.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as file:  # noqa: PTH123  # 0600 from the start
            file.write(secrets.token_urlsafe(32))
        # Whole or not at all: of two copies started together, the first one's secret counts for both.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="ascii").strip().encode()
