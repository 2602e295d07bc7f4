"""A throw-away PostgreSQL: made, started, stopped and removed by the tests themselves."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import Any

from tests.databases.binaries import find_binaries, unprivileged
from tests.patience import PATIENCE
from tests.ports import free_port

READY = "database system is ready to accept connections"
# Nothing here outlives the tests, so nothing waits for the disk; but a commit is a commit, for the server
# is killed too (`synchronous_commit` stays on).
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "lc_messages": "C",
    "listen_addresses": "127.0.0.1",
}
# When the tests are killed, their end of the pipe closes, `read` returns, and the server goes too.
_WATCHED = '"$@" & server=$!; exec 2>&-; read line; kill -QUIT $server; wait $server'


class PostgresServer:
    """A PostgreSQL on a Unix socket and a port of 127.0.0.1, with a superuser who needs no password."""

    def __init__(self) -> None:
        # A socket's path has at most 107 bytes: pytest's own folders are too deep.
        self.folder = Path(tempfile.mkdtemp(prefix="segmentbot-pg-", dir="/tmp"))
        try:
            if owner := unprivileged():
                shutil.chown(self.folder, owner["user"], owner["group"])  # type: ignore[call-overload]
            self.folder.chmod(0o755)
            self._binaries = find_binaries(self.folder)
            self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        except BaseException:
            shutil.rmtree(self.folder)
            raise
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, database: str) -> str:
        """The superuser's way to a database, over the socket."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def start(self) -> None:
        """Returns when the server takes connections. Raises RuntimeError with its own words."""
        settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._binaries / "postgres"), "-D", str(self._data), *options]
        self._process = subprocess.Popen(
            ["sh", "-c", _WATCHED, "sh", *command],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **self._as(),
        )
        ready, said = threading.Event(), deque[str](maxlen=20)
        threading.Thread(target=_listen, args=(self._process.stderr, ready, said), daemon=True).start()
        if not ready.wait(PATIENCE) or not (self._data / "postmaster.pid").exists():
            self.stop()
            raise RuntimeError("PostgreSQL did not start: " + " / ".join(said))

    def stop(self) -> None:
        """At once, as by a power cut; everything is there at the next start."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(PATIENCE)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), "-D", str(self._data), *arguments]
        made = subprocess.run(command, cwd=self.folder, capture_output=True, check=False, **self._as())
        if made.returncode:
            raise RuntimeError(f"{program}: {made.stderr.decode(errors='replace')}")

    def _as(self) -> dict[str, Any]:
        return {**unprivileged(), "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}}


def _listen(stream: Any, ready: threading.Event, said: deque[str]) -> None:
    """Waits for the word, then keeps the pipe empty; an early end is told too."""
    with stream:
        for line in stream:
            said.append(line.decode(errors="replace").strip())
            if READY in said[-1]:
                ready.set()
    ready.set()
