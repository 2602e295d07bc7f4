"""`export`, `forget`, `backup`: what the operator does with stored data."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TextIO

import aiosqlite

from bot.app.opening import open_store
from bot.clock import fresh_id, now
from bot.settings import Settings, StartError
from bot.store.store import Store


def export(settings: Settings, address: str, out: TextIO) -> int:
    """Everything stored about the persons of a chat, as JSON."""

    async def collected(store: Store, channel: str, chat: str) -> int:
        persons = await store.persons_at(channel, chat)
        for person in persons:
            out.write(json.dumps(await store.everything(person), ensure_ascii=False, indent=2) + "\n")
        return len(persons)

    return _with_person(settings, address, collected)


def forget(settings: Settings, address: str, out: TextIO) -> int:
    """Erases the persons of a chat and all that hangs on them."""

    async def erased(store: Store, channel: str, chat: str) -> int:
        persons = await store.persons_at(channel, chat)
        for person in persons:
            await store.erase(person)
        if persons:
            out.write(f"erased: {address}\n")
        return len(persons)

    return _with_person(settings, address, erased)


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
    # Only the owner may read it, from the first byte on.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    asyncio.run(_copied(f"{source.resolve().as_uri()}?mode=ro", target))
    return 0


async def _copied(source: str, target: Path) -> None:
    async with aiosqlite.connect(source, uri=True) as live, aiosqlite.connect(target) as copy:
        await live.backup(copy)


Work = Callable[[Store, str, str], Awaitable[int]]


def _with_person(settings: Settings, address: str, work: Work) -> int:
    channel, colon, chat = address.partition(":")
    if not colon or not channel or not chat:
        sys.stderr.write(f"{address!r} is no chat: write channel:chat, as in terminal:local\n")
        return 2

    async def opened() -> int:
        store = await open_store(settings, now, fresh_id, pauses=())
        try:
            return await work(store, channel, chat)
        finally:
            await store.close()

    try:
        if asyncio.run(opened()):
            return 0
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"{address}: nobody is known there\n")
    return 1
