"""The web chat served on a real port, so that it can be stopped and started again."""

from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient

from bot.web.chat.application import application
from tests.web.chatting import Chatting

Client = TestClient[web.Request, web.Application]

SECRET = b"a secret of the tests, long enough"


def clock() -> datetime:
    return datetime.now(UTC)


class Server:
    """One port through any number of starts; the bot's database outlives them."""

    def __init__(self, bot: Chatting) -> None:
        self.bot = bot
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        app = application(self.bot, self.bot.chats, self.bot.notifier, secret=SECRET, clock=clock)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None
