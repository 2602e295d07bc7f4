"""A chat in the terminal."""

import asyncio
import shutil
import sys
from pathlib import Path

from bot.app.app import open_app
from bot.clock import fresh_id
from bot.settings import Settings


async def talk(settings: Settings, name: str, folder: Path) -> None:
    """A chat in this terminal until its lines end."""
    from bot.channels.terminal import Terminal, lines_of  # noqa: PLC0415

    live = sys.stdin.isatty() and sys.stdout.isatty()
    async with open_app(settings) as app:
        terminal = Terminal(
            handler=app.retrying_handler,
            store=app.store,
            documents=app.documents,
            name=name,
            folder=folder,
            fresh_id=fresh_id,
            lines=lines_of(sys.stdin),
            out=sys.stdout,
            width=min(shutil.get_terminal_size().columns, 100),
            prompt="> " if live else "",
        )
        async with asyncio.TaskGroup() as group:
            following = group.create_task(app.finder.follow())
            await terminal.run()
            following.cancel()
