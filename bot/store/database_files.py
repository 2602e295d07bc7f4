"""The files of a SQLite database: whether they are still as SQLite left them, and when they are on the disk.

They are the database, its write-ahead log (`-wal`) and the log's index (`-shm`), as
sqlite.org/walformat.html describes them. SQLite trusts them for as long as it has them open: it goes on in a
file that was cut, overwritten or has lost its name, until it happens to read what is not there any more.
"""

import os
import struct
from pathlib import Path
from typing import NamedTuple, Self

from bot.store.unavailable import damaged, replaced

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
        """Opens the files; call it when SQLite has them open, too, and has recovered the log."""
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
        """Closes the files; call it when nobody of this process has the database open any more."""
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
