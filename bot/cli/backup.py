"""`backup` and `restore`: a copy of the SQLite file in use, and a copy in the place of the file."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.cli import Commands
from bot.clock import now
from bot.settings import Settings
from bot.store.sqlite_copies import Unfit, copy_in_use, fresh_copy, put_in_place, with_companions
from bot.store.tables import HEAD


def register(commands: Commands) -> None:
    parser = commands.add_parser("backup", help="copy the database while it is in use (SQLite)")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=lambda call, settings: backup(settings, call.file))
    parser = commands.add_parser("restore", help="put a backup in the place of the database (SQLite)")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=lambda call, settings: restore(settings, call.file, now(), sys.stdout))


def backup(settings: Settings, target: Path) -> int:
    """A consistent copy of the SQLite file, made while the bot goes on."""
    source = settings.database_file
    if source is None:
        sys.stderr.write("backup is for SQLite; for PostgreSQL use pg_dump\n")
        return 2
    if not source.is_file():
        sys.stderr.write(f"{source}: there is no database yet\n")
        return 1
    if target.exists():
        sys.stderr.write(f"{target}: is there already (give another name)\n")
        return 2
    # Half a copy never stands under the name of a whole one.
    partial = target.with_name(f"{target.name}.partial")
    try:
        copy_in_use(source, partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return 0


def restore(settings: Settings, backup: Path, now: datetime, out: TextIO) -> int:
    """Puts `backup` in the place of the SQLite file, whole or not at all; the replaced one is kept."""
    database = settings.database_file
    if database is None:
        sys.stderr.write(
            "restore is for SQLite; for PostgreSQL use pg_restore --clean, see docs/postgresql.md\n"
        )
        return 2
    if not backup.is_file():
        sys.stderr.write(f"{backup}: there is no such file\n")
        return 2
    database.parent.mkdir(parents=True, exist_ok=True)
    for left in database.parent.glob(f"{database.name}.restoring-*"):
        left.unlink()  # of a restore that was killed; it holds what people typed
    fresh = database.with_name(f"{database.name}.restoring-{os.getpid()}")
    try:
        version = fresh_copy(backup, fresh)
        kept = put_in_place(fresh, database, f"{now:%Y%m%d-%H%M%S}")
    except Unfit as unfit:
        sys.stderr.write(f"{unfit}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"not restored, the database is as it was: {error}\n")
        return 1
    finally:
        for path in with_companions(fresh):
            path.unlink(missing_ok=True)
    brought = "" if version == HEAD else f", brought from version {version} to {HEAD}"
    out.write(f"restored: {backup}{brought}\n")
    if kept is not None:
        out.write(f"kept: {kept} (delete it when it is no longer needed: it holds what people typed)\n")
    return 0
