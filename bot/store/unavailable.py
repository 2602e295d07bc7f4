"""When the database cannot be used: which errors of the drivers mean so, and how it was used last."""

import errno
import math
import sqlite3
import ssl
import time

import structlog
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.ports import DatabaseUnavailable

log = structlog.get_logger(__name__)

_REACH = "check that the server runs, and the host and port in the address"
_NO_RIGHTS = ("grants too few rights", "let the bot's user own its database: ALTER DATABASE … OWNER TO …")
# By SQLSTATE, or by its first two characters; these need a person.
_REFUSED = {
    "28": ("refuses the user or the password", "check both in the address, and pg_hba.conf on the server"),
    "3D": ("has no such database", "make it with createdb, or correct its name in the address"),
    "3F": _NO_RIGHTS,
    "42501": _NO_RIGHTS,
}
# These pass: the connection broke, resources ran out, the server stops or starts.
_PASSING = ("08", "25P03", "53", "57", "58")

_FULL = ("has no space left on its disk", "make room on the disk")
_LOCKED = ("is locked by another program", "end the program that holds it")
_AT_THE_MOMENT = {
    "53100": _FULL,
    "55P03": _LOCKED,
    "25006": ("only reads", "end the server's read-only mode, or name the primary server in the address"),
}
_DAMAGED = ("is damaged", "stop the bot and put a backup in its place: segmentbot restore FILE")
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_FILE = {
    **dict.fromkeys(_BUSY, _LOCKED),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: ("cannot be written to", "check the rights to the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check the address, and the rights to the file"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "check the disk"),
}


class LastUse:
    """Turns errors that mean so into DatabaseUnavailable, and leaves all others as they are. Remembers how
    the last block ended, as far as it was the database's to decide, and when (`time.monotonic`); a change for
    the worse or the better is logged. Damage is not undone by what still works: it stays the problem."""

    def __init__(self, use: str) -> None:
        self._use = use
        self.problem: DatabaseUnavailable | None = None
        self.moment: float | None = None

    @property
    def age(self) -> float:
        """Seconds since the last block ended; infinite before the first one."""
        return math.inf if self.moment is None else time.monotonic() - self.moment

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        away = unavailable(error) if isinstance(error, Exception) else None
        if error is None or away is not None:
            self._note(away)
            self.moment = time.monotonic()
        if away is not None and away is not error:
            raise away from error

    def _note(self, problem: DatabaseUnavailable | None) -> None:
        before, after = (None if each is None else each.problem for each in (self.problem, problem))
        if before == after or before == _DAMAGED[0]:
            return
        self.problem = problem
        if problem is None:
            log.warning("the database works again", use=self._use)
        elif self.moment is not None:  # whoever opens it tells of a first failure
            log.error("the database cannot be used", use=self._use, problem=after, remedy=problem.remedy)


def is_busy(error: BaseException | None) -> bool:
    """Whether another program held SQLite's lock for too long."""
    return error is not None and _file_code(_driver_error(error)) in _BUSY


def damaged() -> DatabaseUnavailable:
    return DatabaseUnavailable(*_DAMAGED, passing=False)


def replaced() -> DatabaseUnavailable:
    return DatabaseUnavailable(
        "file was replaced or deleted while the bot ran",
        "put the file back and start the bot again",
        passing=False,
    )


def unavailable(error: BaseException) -> DatabaseUnavailable | None:
    """What an error tells of the database, without a word of what it quotes; None for any other error."""
    if isinstance(error, DatabaseUnavailable):
        return error
    driver = _driver_error(error)
    state = getattr(driver, "sqlstate", None) or ""
    for prefix, (problem, remedy) in _REFUSED.items():
        if state.startswith(prefix):
            return DatabaseUnavailable(problem, remedy, passing=False)
    if state in _AT_THE_MOMENT:
        return DatabaseUnavailable(*_AT_THE_MOMENT[state])
    if state:
        return (
            DatabaseUnavailable("does not work at the moment", _REACH) if state.startswith(_PASSING) else None
        )
    if (code := _file_code(driver)) is not None:
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return damaged()
        if code in _FILE:
            return DatabaseUnavailable(*_FILE[code])
        # SQLite calls our own mistakes (a column that is not there) operational, too.
        if code == sqlite3.SQLITE_ERROR or not isinstance(driver, sqlite3.OperationalError):
            return None
        return DatabaseUnavailable("does not work at the moment", "check the disk")
    # The driver's own errors stand behind SQLAlchemy's.
    behind = driver.__cause__ if isinstance(error, DBAPIError) else driver
    if isinstance(behind, ssl.SSLError) or (isinstance(behind, ConnectionError) and "SSL" in str(behind)):
        return DatabaseUnavailable(
            "and its address disagree on TLS", "check sslmode in the address", passing=False
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DatabaseUnavailable(*_FULL)
    names = [kind.__name__ for kind in type(behind).__mro__]
    if isinstance(error, OSError | PoolTimeout | OperationalError) or "InterfaceError" in names:
        return DatabaseUnavailable("cannot be reached", _REACH)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return DatabaseUnavailable("cannot be reached", _REACH)
    return None


def _driver_error(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _file_code(error: BaseException) -> int | None:
    """SQLite's primary code of an error of its driver."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
