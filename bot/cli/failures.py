"""`failures`: events set aside and messages given up, for operators."""

import asyncio
import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from bot.app.app import open_store
from bot.cli import Commands
from bot.settings import Settings
from bot.store.failed_updates import FailedUpdates, SetAside, Undelivered


def register(commands: Commands) -> None:
    parser = commands.add_parser("failures", help="list events set aside and messages given up")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=lambda call, settings: failures(settings, sys.stdout, as_json=call.json))


def failures(settings: Settings, out: TextIO, *, as_json: bool) -> int:
    """Updates set aside and messages given up, newest first, one a line; 1 when there are any."""
    found = asyncio.run(_failures_found(settings))
    for failure in found:
        out.write((_failure_as_json(failure) if as_json else _failure_line(failure)) + "\n")
    return 1 if found else 0


async def _failures_found(settings: Settings) -> list[SetAside | Undelivered]:
    async with open_store(settings, pauses=()) as store:
        failed = FailedUpdates(store.database)
        both: list[SetAside | Undelivered] = [*await failed.set_aside(), *await failed.undelivered()]
    return sorted(both, key=lambda failure: failure.created, reverse=True)


def _failure_line(failure: SetAside | Undelivered) -> str:
    when = failure.created.isoformat(timespec="seconds")
    if isinstance(failure, SetAside):
        what = f"event {failure.kind}, {failure.tries} tries: {failure.error} at {failure.place}"
    else:
        what = f"message {failure.message} not delivered: {failure.reason}"
    return f"{when} {failure.reference} {failure.channel}: {what}"


def _failure_as_json(failure: SetAside | Undelivered) -> str:
    what = "event" if isinstance(failure, SetAside) else "message"
    plain = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(failure).items()
    }
    return json.dumps({"failed": what, **plain}, ensure_ascii=False)
