"""A process that has imported and loaded everything, and forks bots on demand: a start costs 0.1 s.

`python -m tests.launcher.fork_server` reads orders, one JSON object a line, and answers each with a number:
the process of the bot that was started, or the exit code of the one that has ended. It takes its bots along.
"""

import gc
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.app import app
from bot.cli.main import main
from bot.clock import now
from bot.content import knowledge_service as knowing
from bot.content.encoders import meaning_of
from bot.content.library import load_library
from bot.settings import Settings
from dialogs.turn.world import Library
from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.search.embeddings import Embeddings
from knowledge.search.finder import Finder, build_finder
from tests.launcher.injected import Injection, inject
from tests.telegram.hurried import hurry

WARMED = (
    *("bot.cli.run", "bot.app.lifecycle"),
    *("bot.channels.telegram.running", "bot.web.server", "bot.web.chat.application"),
    *("bot.telemetry.metrics", "bot.store.postgres", "asyncpg", "alembic.command"),
    *("dialogs.documents.agency", "dialogs.documents.pdf"),
)


def warm_up() -> None:
    """Whatever takes its time and is the same for every start."""
    for module in WARMED:
        importlib.import_module(module)
    library = load_library(Settings(), now())
    finder = build_finder(library.knowledge)
    finder.find("что такое сегмент?")

    def loaded(settings: Settings, moment: datetime) -> Library:
        if settings.forms is not None:
            return load_library(settings, moment)
        return (
            replace(library, knowledge=load_knowledge(settings.knowledge)) if settings.knowledge else library
        )

    def built(base: KnowledgeBase) -> Finder:
        return finder if base is library.knowledge else build_finder(base)

    def meant(base: KnowledgeBase, folder: Path | None, *, keep: bool) -> Embeddings | None:
        return shipped_meaning() if base is library.knowledge else meaning_of(base, folder, keep=keep)

    # The shipped files are read once.
    patch(app, "load_library", loaded)
    patch(knowing, "build_finder", built)
    patch(app, "meaning_of", meant)
    # The bots would copy every page that a look for garbage touches.
    gc.collect()
    gc.freeze()


@lru_cache(maxsize=1)
def shipped_meaning() -> Embeddings | None:
    """The encoders are opened when the first bot is ordered that has them on."""
    return meaning_of(load_knowledge(SHIPPED), None, keep=False)


def patch(module: ModuleType, name: str, function: Callable[..., object]) -> None:
    assert hasattr(module, name), f"{module.__name__} has no {name} any more"
    setattr(module, name, function)


def run_bot(order: dict[str, Any], output: int) -> None:
    """The bot, until it ends."""
    sys.stdin.close()
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    if most := order["descriptors"]:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most // 2, most))
    # Those of the fork server may remember positions in a file.
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, encoding="utf-8") for number in (1, 2))
    if order["hurried"]:
        hurry()
    inject(Injection(**order["injection"]))
    os._exit(main(["run"]))


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def obey() -> None:
    """Until nobody gives orders any more."""
    bots: set[int] = set()
    while line := sys.stdin.readline():
        order = json.loads(line)
        if ended := order.get("ended"):
            bots.remove(ended)
            tell(os.waitstatus_to_exitcode(os.waitpid(ended, 0)[1]))
            continue
        if order["environment"].get("SEGMENTBOT_ENCODERS") == "on":
            shipped_meaning()
        # Opened before the answer: then whoever ordered may close it.
        output = os.open(order["output"], os.O_WRONLY)
        process = os.fork()
        if not process:
            run_bot(order, output)
        os.close(output)
        bots.add(process)
        tell(process)
    for process in bots:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


if __name__ == "__main__":
    warm_up()
    tell(os.getpid())
    obey()
