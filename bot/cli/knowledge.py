"""`knowledge`: learned entries as the YAML of authored ones, to review in git, and back."""

import asyncio
import sys
from pathlib import Path
from typing import TextIO

import yaml

from bot.app.app import open_store
from bot.cli import Commands
from bot.settings import Settings
from bot.store.stored_learning import Learned
from bot.store.unit_of_work import UnitOfWork
from dialogs.team.learned_answers import Proposal
from knowledge.authored import typed
from knowledge.base.checking import conflicts
from knowledge.base.entries import EntriesFile, Entry, KnowledgeBase
from knowledge.base.loading import SHIPPED, load_knowledge
from knowledge.yaml_source import read_yaml

BY_HAND = "command line"


def register(commands: Commands) -> None:
    parser = commands.add_parser("knowledge", help="export or import the entries that experts published")
    ways = parser.add_subparsers(required=True, metavar="WAY")
    export = ways.add_parser("export", help="write learned entries as YAML to stdout")
    export.set_defaults(run=lambda call, settings: exported(settings, sys.stdout))
    taken = ways.add_parser("import", help="publish the entries of a YAML file")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.set_defaults(run=lambda call, settings: imported(call.file, settings))


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
        return await store.look(lambda unit: unit.learned.published())


def imported(file: Path, settings: Settings) -> int:
    """Entries with an id that is published already take its place. One conflict, and nothing is taken."""
    entries = typed(EntriesFile, read_yaml(file)).entries
    base = load_knowledge(settings.knowledge or SHIPPED)
    against = asyncio.run(_take(settings, base, entries))
    sys.stderr.writelines(f"{file}: {each}\n" for each in against or (f"{len(entries)} published",))
    return 1 if against else 0


async def _take(settings: Settings, base: KnowledgeBase, entries: tuple[Entry, ...]) -> list[str]:
    """Publishes them, unless something speaks against it, which is returned."""

    async def taken(unit: UnitOfWork) -> list[str]:
        learned = unit.learned
        known = {proposal.entry.id: proposal for proposal in await learned.all_published() if proposal.entry}
        rows = {entry.id: known.get(entry.id) or await _waiting(learned, entry.id) for entry in entries}
        against = [
            f'entry "{id}": a proposal of this id waits for a decision (decide it, or take another id)'
            for id, row in rows.items()
            if row is not None and row.state == "proposed"
        ]
        published = [proposal.entry for proposal in known.values() if proposal.entry is not None]
        served = base.with_learned([*published, *entries])
        against += [
            f'entry "{entry.id}": «{text}» leads to "{other.id}" already (keep it in one entry)'
            for entry in entries
            for text, other in conflicts(served, entry)
            if entry.id not in base or text not in base[entry.id].ways_asked
        ]
        for entry in () if against else entries:
            author, before = BY_HAND, rows[entry.id]
            if before is None:
                await learned.add(Proposal("", author, entry.answer.ru, "published", entry=entry), None, "")
            else:
                author = before.author
                await learned.save(Proposal(before.id, author, entry.answer.ru, "published", entry=entry))
        return against

    async with open_store(settings, pauses=()) as store:
        return await store.transact(taken)


async def _waiting(learned: Learned, id: str) -> Proposal | None:
    """The proposal from which the entry would be published under this id."""
    stored = await learned.at(id)
    return None if stored is None or stored.proposal.entry is not None else stored.proposal
