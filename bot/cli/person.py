"""`export` and `forget`: everything stored about a person, written or erased."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bot.app.app import open_store
from bot.cli import Commands
from bot.settings import Settings
from bot.store.store import Store


def register(commands: Commands) -> None:
    for name, what in (("export", "write everything stored about a person"), ("forget", "erase a person")):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("address", metavar="CHANNEL:CHAT", help="as in telegram:123456 or terminal:local")
        parser.set_defaults(run=_export_or_forget)


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
