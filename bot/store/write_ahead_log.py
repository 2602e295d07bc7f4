"""SQLite's write-ahead log, put on the disk by us: once for all that was committed together."""

import os
from pathlib import Path

_to_disk = getattr(os, "fdatasync", os.fsync)


class WriteAheadLog:
    """The log beside a database file. SQLite reads of it what is whole, and finds the end by itself: what
    stands before something that is on the disk has to be there, too."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-wal")
        self._file: int | None = None

    def sync(self) -> None:
        """Returns when everything that was committed is on the disk. Raises OSError."""
        if self._file is None:
            # SQLite keeps the file for as long as our connection stands, and holds no lock on it.
            self._file = os.open(self._path, os.O_RDWR)
            _sync_folder(self._path.parent)
        _to_disk(self._file)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _sync_folder(folder: Path) -> None:
    """The file's name is on the disk; Windows writes it with the file."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
