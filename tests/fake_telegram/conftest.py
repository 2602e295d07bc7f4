"""The echo bot as a process, once a module: importing aiogram takes seconds."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.fake_telegram import FakeTelegram


@asynccontextmanager
async def echo_bot(
    server: FakeTelegram, *options: str, program: str = "tests.fake_telegram.echo_bot"
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot, ready to be talked to."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", program, server.url, server.token, *options
    )
    try:
        ready, ended = asyncio.ensure_future(server.ready()), asyncio.ensure_future(process.wait())
        await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        assert process.returncode is None, "the bot ended at once"
        await ready
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    """A fake Telegram of one's own."""
    async with FakeTelegram() as running:
        yield running
