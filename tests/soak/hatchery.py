"""A process that has imported everything already and forks the bot on demand: a start within a second.

`python -m tests.soak.hatchery` reads orders, one JSON object a line: the settings and the file for the log.
It answers with the bot's process id, and with `ended` when that has ended. It takes the bot along.
"""

import importlib
import json
import os
import select
import signal
import sys
from pathlib import Path
from typing import Any

from bot.channels.telegram import pace
from bot.cli import main
from bot.wiring import house
from knowledge.finding import build_finder
from knowledge.loading import SHIPPED, load_knowledge

WARMED = (
    *("bot.commands.running", "bot.channels.telegram.running", "bot.channels.web.application"),
    *("bot.store.postgres", "dialogs.documents.agency", "dialogs.documents.pdf", "asyncpg", "aiosqlite"),
)


def warm_up() -> None:
    """Whatever takes its time and is the same for every start."""
    for module in WARMED:
        importlib.import_module(module)
    build_finder(load_knowledge(SHIPPED)).find("что такое сегмент?")
    # Where answers stand and fall with a kill is no question of meaning: words alone will do.
    house.meaning_of = lambda base, folder: None  # type: ignore[attr-defined]


def hatch(order: dict[str, Any]) -> None:
    """The bot, until it ends."""
    sys.stdin.close()
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    with Path(order["log"]).open("ab", buffering=0) as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
        os.dup2(log.fileno(), sys.stdout.fileno())
    if order["hurried"]:
        pace.OVERALL = (100_000.0, 1.0)
        pace.PRIVATE_BURST = 100_000
        pace.GROUP = (100_000, 1.0)
    os._exit(main(["run"]))


def watch(process: int) -> None:
    """Returns when the process has ended; without somebody to give orders it is made to end."""
    handle = os.pidfd_open(process)
    ready, _, _ = select.select([handle, sys.stdin], [], [])
    os.close(handle)
    if sys.stdin in ready:
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def tell(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    warm_up()
    tell("warm")
    while line := sys.stdin.readline():
        process = os.fork()
        if not process:
            hatch(json.loads(line))
        tell(process)
        watch(process)
        tell("ended")
