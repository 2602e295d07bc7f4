"""An agency shows the chat on a page of its intranet; everybody else is refused as before."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import BrowserContext, expect

from bot.settings import SettingError, Settings
from bot.web.chat.application import application
from tests.web.chatting import Chatting
from tests.web.serving import SECRET, Client, clock


async def test_nobody_may_frame_the_page_unless_it_is_set(client: Client) -> None:
    response = await client.get("/")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert (await client.get("/widget.js")).status == 404


async def test_the_pages_named_may_and_nothing_else_is_loosened(client: Client, bot: Chatting) -> None:
    strict = (await client.get("/")).headers["Content-Security-Policy"]
    app = application(
        bot, bot.chats, bot.notifier, secret=SECRET, clock=clock, frame_ancestors=("https://in.example",)
    )
    async with TestClient(TestServer(app)) as framed:
        response = await framed.get("/")
        policy = response.headers["Content-Security-Policy"]
        assert policy == strict.replace("frame-ancestors 'none'", "frame-ancestors https://in.example")
        assert "X-Frame-Options" not in response.headers
        widget = await framed.get("/widget.js")
        assert len(await widget.read()) <= 5_000
        assert widget.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert (await framed.get("/api/session")).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_only_origins_are_taken() -> None:
    taken = Settings.of({"SEGMENTBOT_WEB_FRAME_ANCESTORS": "https://a.example http://*.b.example:8443"})
    assert taken.web_frame_ancestors == ("https://a.example", "http://*.b.example:8443")
    for wrong in ("*", "https://a.example; script-src *", "a.example", "https://a.example/path"):
        try:
            Settings.of({"SEGMENTBOT_WEB_FRAME_ANCESTORS": wrong})
        except SettingError as error:
            assert "WEB_FRAME_ANCESTORS" in str(error)
        else:
            raise AssertionError(wrong)


async def test_the_button_opens_the_chat_on_a_page_with_a_strict_policy_of_its_own(
    bot: Chatting, context: BrowserContext
) -> None:
    intranet, chat = web.Application(), None

    async def page(request: web.Request) -> web.Response:
        body = f'<!doctype html><html lang="ru"><body><script src="{chat}widget.js" defer></script></body>'
        policy = f"default-src 'none'; script-src {chat}; frame-src {chat}"
        return web.Response(text=body, content_type="text/html", headers={"Content-Security-Policy": policy})

    intranet.router.add_get("/", page)
    async with TestServer(intranet) as outside:
        origin = str(outside.make_url("/")).rstrip("/")
        app = application(bot, bot.chats, bot.notifier, secret=SECRET, clock=clock, frame_ancestors=(origin,))
        async with TestServer(app) as inside:
            chat = str(inside.make_url("/"))
            tab = await context.new_page()
            await tab.goto(origin)
            await tab.get_by_role("button", name="Спросить Сегментбота").click()
            framed = tab.frame_locator("iframe")
            await expect(framed.locator(".message.bot").first).to_contain_text("Здравствуйте")
            await framed.locator("#typed").fill("Что такое сегмент?")
            await framed.locator("#typed").press("Enter")
            await expect(framed.locator(".message.bot").last).to_contain_text("группа клиентов")
            await tab.get_by_role("button", name="Закрыть чат").click()
            await expect(tab.locator("iframe")).to_be_hidden()
            await tab.close()
