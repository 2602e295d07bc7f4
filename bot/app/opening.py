"""The store at the start: patient with a server that is only late, plain about one that will not do."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from bot.ports import DatabaseUnavailable
from bot.settings import SettingError, Settings, StartError
from bot.store.database import open_database
from bot.store.store import Store

log = logging.getLogger(__name__)

# A server started together with us needs some seconds; one that is down needs a person.
START_PAUSES = (1.0, 2.0, 4.0)


async def open_store(
    settings: Settings,
    clock: Callable[[], datetime],
    ids: Callable[[], str],
    pauses: Sequence[float] = START_PAUSES,
) -> Store:
    """The store with the newest tables.

    Raises StartError when the database server stays away, SettingError when the SQLite file cannot be used.
    """
    if settings.database_file is not None:
        try:
            return await _prepared(settings, clock, ids)
        except DatabaseUnavailable as away:
            raise SettingError("DATABASE", f"the file {away.problem}", away.remedy) from away
        except (DBAPIError, OSError) as error:
            remedy = "check the address, and the rights to the file"
            raise SettingError("DATABASE", "cannot be used", remedy) from error
    for pause in pauses:
        try:
            return await _prepared(settings, clock, ids)
        except DatabaseUnavailable as away:
            if not away.passing:
                break
            log.warning("the database %s, tried again in %g s", away.problem, pause)
            await asyncio.sleep(pause)
    try:
        return await _prepared(settings, clock, ids)
    except DatabaseUnavailable as away:
        raise StartError(f"SEGMENTBOT_DATABASE: the server {away.problem} ({away.remedy})") from away


async def _prepared(settings: Settings, clock: Callable[[], datetime], ids: Callable[[], str]) -> Store:
    store = Store(open_database(settings.database), clock, ids)
    try:
        await store.prepare()
    except BaseException:
        await store.close()
        raise
    return store
