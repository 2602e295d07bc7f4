"""The fake as a process of its own: `python -m tests.fake_telegram --port 8081`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from .control import Control
from .server import TOKEN, FakeTelegram


async def serve(options: argparse.Namespace) -> None:
    """Runs until killed; the first line on stdout says where."""
    server = FakeTelegram(token=options.token, judging=not options.no_judging)
    if options.limits:
        server.limits.switch_on()
    server.extend = Control(server).add_to
    await server.start(options.port)
    sys.stdout.write(f"{server.url} {server.token}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--no-judging", action="store_true", help="leave the schema aside, for speed")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's flood limits")
    try:
        asyncio.run(serve(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit(0)
