"""`failures`, `audit`, `export`, `forget`: what the database holds, for operators."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

from bot.app.app import open_store
from bot.cli import Commands
from bot.settings import Settings
from bot.store.failed_updates import FailedUpdates, SetAside, Undelivered
from bot.store.store import Store
from bot.store.stored_tickets import AuditLine


def register(commands: Commands) -> None:
    parser = commands.add_parser("failures", help="list events set aside and messages given up")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=lambda call, settings: failures(settings, sys.stdout, as_json=call.json))

    parser = commands.add_parser("audit", help="list what experts did, and what others tried")
    parser.add_argument("--last", type=int, default=1_000, metavar="N", help="so many lines, 1000 without")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=_audit)

    for name, what in (("export", "write everything stored about a person"), ("forget", "erase a person")):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("address", metavar="CHANNEL:CHAT", help="as in telegram:123456 or terminal:local")
        parser.set_defaults(run=_export_or_forget)


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


def _audit(call: argparse.Namespace, settings: Settings) -> int:
    """The newest last; nothing of what was asked or answered stands in it."""
    for action in asyncio.run(_audited(settings, call.last)):
        when = action.created.isoformat(timespec="seconds")
        if call.json:
            line = json.dumps({**asdict(action), "created": when}, ensure_ascii=False)
        else:
            line = f"{when} {action.actor} {action.did} {action.subject}"
        sys.stdout.write(line + "\n")
    return 0


async def _audited(settings: Settings, last: int) -> list[AuditLine]:
    async with open_store(settings, pauses=()) as store:
        return await store.look(lambda unit: unit.tickets.actions(last))


def _export_or_forget(call: argparse.Namespace, settings: Settings) -> int:
    channel, _, chat = call.address.partition(":")
    if not channel or not chat:
        sys.stderr.write(f"{call.address!r} is no chat: write channel:chat, as in terminal:local\n")
        return 2
    found = asyncio.run(_for_each_person(settings, channel, chat, erase=call.command == "forget"))
    if not found:
        sys.stderr.write(f"{call.address}: nobody is known there\n")
        return 1
    if call.command == "forget":
        sys.stdout.write(f"erased: {call.address}\n")
    return 0


async def _for_each_person(settings: Settings, channel: str, chat: str, *, erase: bool) -> Sequence[str]:
    async with open_store(settings, pauses=()) as store:
        persons = await store.persons_at(channel, chat)
        for person in persons:
            await (store.erase(person) if erase else _export(store, person))
    return persons


async def _export(store: Store, person: str) -> None:
    async for piece in store.everything(person):
        sys.stdout.write(piece)
    sys.stdout.write("\n")
