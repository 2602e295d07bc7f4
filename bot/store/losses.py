"""Which errors of the drivers mean that the database is away, and what to do about each."""

import sqlite3
import ssl

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.ports import DatabaseUnavailable

_REACH = "check that the server runs, and the host and port in the address"
_NO_RIGHTS = ("grants too few rights", "let the bot's user own its database: ALTER DATABASE … OWNER TO …")
# By SQLSTATE, or by its first two characters; these need a person.
_REFUSED = {
    "28": ("refuses the user or the password", "check both in the address, and pg_hba.conf on the server"),
    "3D": ("has no such database", "make it with createdb, or correct its name in the address"),
    "3F": _NO_RIGHTS,
    "42501": _NO_RIGHTS,
}
# These pass: the connection broke, resources ran out, the server stops, starts or only reads.
_PASSING = ("08", "25006", "25P03", "53", "57", "58")


class ToldPlainly:
    """Errors that are losses come out of the block as DatabaseUnavailable, all others as they are."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and (away := loss(error)) is not None and away is not error:
            raise away from error


told_plainly = ToldPlainly()


def loss(error: BaseException) -> DatabaseUnavailable | None:
    """The loss that an error tells of, without a word of what it quotes; None for any other error."""
    if isinstance(error, DatabaseUnavailable):
        return error
    driver = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = getattr(driver, "sqlstate", None) or ""
    for prefix, (problem, remedy) in _REFUSED.items():
        if state.startswith(prefix):
            return DatabaseUnavailable(problem, remedy, passing=False)
    if state:
        return (
            DatabaseUnavailable("does not work at the moment", _REACH) if state.startswith(_PASSING) else None
        )
    if getattr(driver, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        # SQLite calls our own mistakes (a column that is not there) operational, too.
        return None
    # The driver's own errors stand behind SQLAlchemy's.
    behind = driver.__cause__ if isinstance(error, DBAPIError) else driver
    if isinstance(behind, ssl.SSLError) or (isinstance(behind, ConnectionError) and "SSL" in str(behind)):
        return DatabaseUnavailable(
            "and its address disagree on TLS", "check sslmode in the address", passing=False
        )
    names = [kind.__name__ for kind in type(behind).__mro__]
    known = OSError | PoolTimeout | OperationalError | sqlite3.OperationalError
    if isinstance(error, known) or "InterfaceError" in names:
        return DatabaseUnavailable("cannot be reached", _REACH)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return DatabaseUnavailable("cannot be reached", _REACH)
    return None
