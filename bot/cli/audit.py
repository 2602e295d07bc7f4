"""`audit`: what experts did, for operators."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict

from bot.app.app import open_store
from bot.cli import Commands
from bot.settings import Settings
from bot.store.stored_tickets import AuditLine


def register(commands: Commands) -> None:
    parser = commands.add_parser("audit", help="list what experts did, and what others tried")
    parser.add_argument("--last", type=int, default=1_000, metavar="N", help="so many lines, 1000 without")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=_audit)


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
