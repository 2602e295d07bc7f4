"""What tests change at the border of a bot's process: its clock, and where it halts to be killed."""

import importlib
import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

HALTED = "halted before"
# Upkeep that is done every hour is done all the time, so that it meets every moment.
HOUR = 0.2


@dataclass(frozen=True)
class Injection:
    """What is changed in one life of a bot."""

    clock: str = ""
    """A file that says by how many seconds the clock is ahead."""
    halt: str = ""
    """A function, as in `module:name`, before whose call the process halts."""
    request_seconds: float = 0.0
    """After so many seconds a request to Telegram is given up; 0: as usual."""
    call: str = ""
    """A function, as in `module:name`, that is called before the bot starts."""


def inject(injection: Injection) -> None:
    if injection.clock:
        move_clock(Path(injection.clock))
    if injection.halt:
        halt_at(injection.halt)
    if injection.request_seconds:
        hasten_requests(injection.request_seconds)
    if injection.call:
        module, _, name = injection.call.partition(":")
        getattr(importlib.import_module(module), name)()


def move_clock(file: Path) -> None:
    """From now on the clock is ahead by as many seconds as the file says when it is looked at."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=float(file.read_text() or 0))

    set_at("bot.clock:datetime", Moved)
    set_at("bot.app.lifecycle:HOUR", HOUR)


def hasten_requests(seconds: float) -> None:
    """Requests to Telegram are given up so soon."""
    running = importlib.import_module("bot.channels.telegram.running")
    set_at("bot.channels.telegram.running:open_bot", partial(running.open_bot, timeout=seconds))


def halt_at(place: str) -> None:
    """Whoever is about to call what stands at `module:name.name` says so and does nothing more."""

    def halted(*_: Any, **__: Any) -> NoReturn:
        os.write(2, f"{HALTED} {place}\n".encode())
        while True:
            threading.Event().wait()

    set_at(place, halted)


def set_at(place: str, value: object) -> None:
    module, _, names = place.partition(":")
    *holders, name = names.split(".")
    holder: Any = importlib.import_module(module)
    for each in holders:
        holder = getattr(holder, each)
    assert hasattr(holder, name), f"there is no {place} any more"
    setattr(holder, name, value)
