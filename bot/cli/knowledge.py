"""`knowledge`: learned entries as the YAML of authored ones, to review in git, and back."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TextIO

import yaml

from bot.app.app import open_store
from bot.cli import Commands
from bot.clock import now
from bot.settings import Settings
from bot.store.connection import Connection
from bot.store.stored_learning import Learned
from dialogs.team.learned_answers import Proposal
from knowledge.authored import read_yaml, typed
from knowledge.base.entries import EntriesFile, Entry
from knowledge.base.learned import conflicts
from knowledge.base.loading import SHIPPED, load_knowledge

BY_HAND = "command line"


def register(commands: Commands) -> None:
    parser = commands.add_parser("knowledge", help="export or import the entries that experts published")
    ways = parser.add_subparsers(required=True, metavar="WAY")
    export = ways.add_parser("export", help="write learned entries as YAML to stdout")
    export.set_defaults(run=lambda call, settings: exported(settings, sys.stdout))
    taken = ways.add_parser("import", help="publish the entries of a YAML file")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.set_defaults(run=_import)


def exported(settings: Settings, out: TextIO) -> int:
    """All that is published; what a file of the knowledge base has, too, is named on stderr."""
    entries = asyncio.run(_published(settings))
    base = load_knowledge(settings.knowledge or SHIPPED)
    for entry in entries:
        if entry.id in base:
            sys.stderr.write(f"{entry.id}: stands in a file, too, and the file's entry is served\n")
    if entries:
        plain = [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
        yaml.safe_dump({"entries": plain}, out, allow_unicode=True, sort_keys=False, width=110)
    return 0


async def _published(settings: Settings) -> list[Entry]:
    async with open_store(settings, pauses=()) as store:
        return await store.database.look(lambda connection: Learned(connection, now()).published())


def _import(call: argparse.Namespace, settings: Settings) -> int:
    """Entries with an id that is published already take its place. One conflict, and nothing is taken."""
    entries = typed(EntriesFile, read_yaml(call.file)).entries
    base = load_knowledge(settings.knowledge or SHIPPED)
    against = [
        f'{call.file}: entry "{entry.id}": «{text}» leads to "{other.id}" already (keep it in one entry)\n'
        for entry in entries
        for text, other in conflicts(base, entry)
    ]
    sys.stderr.writelines(against)
    if against:
        return 1
    asyncio.run(_take(settings, entries))
    sys.stderr.write(f"{len(entries)} published\n")
    return 0


async def _take(settings: Settings, entries: tuple[Entry, ...]) -> None:
    async def taken(connection: Connection) -> None:
        learned = Learned(connection, now())
        known = {proposal.entry.id: proposal for proposal in await learned.all_published() if proposal.entry}
        for entry in entries:
            proposal = Proposal("", BY_HAND, entry.answer.ru, "published", entry=entry)
            if (before := known.get(entry.id)) is not None:
                await learned.save(
                    Proposal(before.id, before.author, entry.answer.ru, "published", entry=entry)
                )
            else:
                await learned.add(proposal, None, "")

    async with open_store(settings, pauses=()) as store:
        await store.database.transact(taken)
