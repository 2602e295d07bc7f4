"""When the database cannot be used: which errors of the drivers mean so, and what SQLite's own files tell.

The files are the database, its write-ahead log (`-wal`) and the log's index (`-shm`), as
sqlite.org/walformat.html describes them. SQLite trusts them for as long as it has them open: it goes on in a
file that was cut, overwritten or has lost its name, until it happens to read what is not there any more.
"""

import errno
import math
import os
import sqlite3
import ssl
import struct
import time
from pathlib import Path
from typing import NamedTuple, Self

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


_to_disk = getattr(os, "fdatasync", os.fsync)
_LOG_HEAD, _FRAME_HEAD, _FILE_HEAD = 32, 24, 100
# Of the index: the size of a page, frames in the log, the newest one's checksum, the log's salt, how many
# frames the file has, and how many it was to have.
_INDEX = struct.Struct("=14xHI4x2I8s56xI28xI")
_CHECKSUM = struct.Struct(">2I")


def identity(file: Path) -> tuple[int, int] | None:
    """Which file has the name; None when there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def replaced() -> DatabaseUnavailable:
    return DatabaseUnavailable(
        "file was replaced or deleted while the bot ran",
        "put the file back and start the bot again",
        passing=False,
    )


class LogIndex(NamedTuple):
    """How far the log goes, and how much of it the file has."""

    page: int
    frames: int
    first_sum: int
    second_sum: int
    salt: bytes
    copied: int
    to_copy: int

    @classmethod
    def read(cls, descriptor: int) -> Self | None:
        """None when it is cut."""
        content = os.pread(descriptor, _INDEX.size, 0)
        return cls._make(_INDEX.unpack(content)) if len(content) == _INDEX.size else None

    @property
    def checkpoint(self) -> tuple[bytes, int, int]:
        """What is another value after every checkpoint: nothing else writes to the file."""
        return self.salt, self.copied, self.to_copy

    @property
    def page_size(self) -> int:
        return self.page & 0xFE00 | (self.page & 1) << 16

    def place(self, frame: int) -> int:
        """Where it begins in the log."""
        return _LOG_HEAD + (frame - 1) * (_FRAME_HEAD + self.page_size)


class Seen(NamedTuple):
    """The files when they were looked at last, and were whole."""

    told: LogIndex
    newest_frame: bytes
    size: int
    head: bytes


class DatabaseFiles:
    """The files of a SQLite database, held open from `open` to `close`: closing one of them takes away the
    locks that SQLite holds on it."""

    def __init__(self, database: Path) -> None:
        self._paths = [database, *(database.with_name(f"{database.name}-{end}") for end in ("wal", "shm"))]
        self._open: list[int] = []
        self._ours: list[tuple[int, int]] = []
        self._seen: Seen | None = None

    def open(self) -> None:
        """When SQLite has them open, too, and has recovered the log."""
        self._open = [os.open(path, os.O_RDWR) for path in self._paths]
        self._ours = [(found.st_dev, found.st_ino) for found in map(os.fstat, self._open)]
        if os.name == "posix":  # the log's name; Windows writes it with the file
            folder = os.open(self._paths[0].parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        self.check()

    def sync(self) -> None:
        """Returns when everything that was committed is on the disk. Raises OSError."""
        _to_disk(self._open[1])

    def check(self) -> None:
        """Raises DatabaseUnavailable when what is written now, or was since the last check, may not be found
        after a restart, as far as the files' names, sizes and heads tell."""
        # Windows lets nobody else write to, nor rename, what SQLite has open.
        if not self._open or os.name != "posix":
            return
        index = LogIndex.read(self._open[2])
        while (seen := self._look(index)) is None:
            # Another program may have written meanwhile, as SQLite does: then the index is another one.
            before, index = index, LogIndex.read(self._open[2])
            if index == before:
                raise damaged()
        self._seen = seen

    def close(self) -> None:
        """When nobody of this process has the database open any more."""
        for descriptor in self._open:
            os.close(descriptor)
        self._open = []

    def _look(self, index: LogIndex | None) -> Seen | None:
        """None when the log or the file is not as SQLite left it. Raises DatabaseUnavailable when one of them
        has lost its name."""
        try:
            found = [path.stat() for path in self._paths]
        except FileNotFoundError:
            raise replaced() from None
        if [(each.st_dev, each.st_ino) for each in found] != self._ours:
            raise replaced()
        if index is None:
            return None
        newest = self._newest_frame(index, found[1].st_size)
        size, head = found[0].st_size, os.pread(self._open[0], _FILE_HEAD, 0)
        if newest is None or not self._may_be(index, size, head):
            return None
        return Seen(index, newest, size, head)

    def _newest_frame(self, index: LogIndex, size: int) -> bytes | None:
        """Its head; None when the log has not got it, or has lost the one that was the newest before. A log
        that is cut and goes on growing has a hole there."""
        if index.frames == 0:  # all that was in the log is in the file
            return b""
        log, before = self._open[1], self._seen
        newest = os.pread(log, _FRAME_HEAD, index.place(index.frames))
        expected = index.salt + _CHECKSUM.pack(index.first_sum, index.second_sum)
        begins = os.pread(log, _LOG_HEAD, 0)[16:24] == index.salt
        if not begins or newest[8:] != expected or size < index.place(index.frames + 1):
            return None
        if before is None or before.told.salt != index.salt or not before.newest_frame:
            return newest
        place = index.place(before.told.frames)
        return newest if os.pread(log, _FRAME_HEAD, place) == before.newest_frame else None

    def _may_be(self, index: LogIndex, size: int, head: bytes) -> bool:
        """Whether SQLite can have made the file so: by a checkpoint alone, and shorter only as its own head
        tells (VACUUM)."""
        before = self._seen
        if before is None or (size == before.size and head == before.head):
            return True
        if index.checkpoint == before.told.checkpoint and index.copied == index.to_copy:
            return False
        pages = int.from_bytes(head[28:32], "big")
        return head[:24] == before.head[:24] and (size >= before.size or size >= pages * index.page_size)
