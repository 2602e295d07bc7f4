"""«Заполнить на экране»: the same draft in the chat and on the page that Telegram shows beside it."""

import hmac
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, quote, urlencode

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from dialogs.interview.definition import Form
from dialogs.interview.examples import ExampleProfile
from tests.databases.choosing import Engine
from tests.databases.fixtures import made_database
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.launcher.forked import ForkServer
from tests.launcher.service import Service, running
from tests.telegram.page_beside import ADDRESS, ON_SCREEN, Beside, draft_of, sealed, signed
from tests.telegram.practised import Practised, too_large
from tests.web.browser import flags
from tests.web.page_user import PageUser

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("service")]

AGENCY = "Министерство социальной политики Приозёрской области"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    server: FakeTelegram,
    engine: Engine,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    fork_server: ForkServer,
) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("bot")
    async with (
        made_database(engine, request, folder) as database,
        running(
            folder, {**database.settings, "WEB_URL": ADDRESS}, server, fork_server=fork_server
        ) as started,
    ):
        yield started


@pytest.mark.on_both
async def test_what_is_answered_on_the_page_is_answered_in_the_chat_and_the_other_way(
    server: FakeTelegram, service: Service
) -> None:
    anna = server.person("Анна")
    chat = await anna.start("profile")
    bubble = chat.last
    async with await Beside.at(service.address).of(anna, bubble) as page:
        assert "Как полностью называется" in await page.reads()
        assert await page.say(AGENCY) == 200
        second = await page.reads()
        assert "Как полностью называется" not in second
        # The chat goes along in the message that is on its screen, and nothing new rings.
        await chat.until(lambda: "Как полностью называется" not in bubble, "the next question in its place")
        assert chat.last.id == bubble.id and chat.last.text.split("\n")[1] in second
        await chat.press("Граждане", expect="✓ Тип клиента")
        assert await page.reads() != second, "the page goes along with the chat"
        assert chat.last.text.split("\n")[1] in await page.reads()
    assert too_large(chat) == []


async def test_the_button_stands_at_the_beginning_behind_more_and_in_the_review(
    server: FakeTelegram,
    service: Service,
    form: Form,
    examples: dict[str, ExampleProfile],
) -> None:
    vera = server.person("Вера")
    chat = await vera.start("profile")
    assert ON_SCREEN in chat.last.buttons
    draft = draft_of(chat.last)
    practised = Practised(chat, form, next(iter(examples.values())).draft)
    await practised.screen.write(AGENCY)
    await practised.screen.press("Граждане")
    assert ON_SCREEN not in chat.last.buttons
    await practised.screen.press("☰ Ещё")
    assert draft_of(chat.last) == draft
    assert too_large(chat) == []


@pytest.mark.on_both
async def test_a_profile_finished_on_the_page_comes_to_the_chat_as_files(
    server: FakeTelegram,
    service: Service,
    form: Form,
    examples: dict[str, ExampleProfile],
) -> None:
    gleb = server.person("Глеб")
    chat = await gleb.start("profile")
    opening = chat.last
    async with await Beside.at(service.address).of(gleb, opening) as page:
        await Practised(chat, form, next(iter(examples.values())).draft).fill()
        mark = chat.mark()
        await page.press("Получить документ")
        await chat.until(lambda: sum(len(each.documents) for each in chat.since(mark)) == 2, "Word and PDF")
        assert "Профиль готов" in await page.reads()
    assert too_large(chat) == []


async def test_forged_old_and_replayed_openings_let_nobody_in(server: FakeTelegram, service: Service) -> None:
    daria = server.person("Дарья")
    chat = await daria.start("profile")
    draft, mark = draft_of(chat.last), chat.mark()
    true = signed(daria.id)
    stranger = signed(server.person("Чужой").id)
    fields = dict(parse_qsl(true))
    seal = fields.pop("hash")
    user = {"user": fields.pop("user")}
    forged = {
        "somebody else's name in it": true.replace(str(daria.id), str(daria.id + 1)),
        "signed with another token": signed(daria.id, token="1:another"),
        "signed with the token itself": _signed_plainly(daria.id),
        "without a signature": true.partition("&hash=")[0],
        "with half a signature": true[:-32],
        "with a signature in another script": urlencode({**user, **fields, "hash": "ж" * 64}),
        "with half a character": f"{true}&more=\ud800",
        "with half a character for a signature": f"{urlencode(fields)}&hash=\udfff",
        "a field twice": f"{true}&auth_date=1",
        "the same name twice": f"{true}&{urlencode(user)}",
        "the name inside of another field": urlencode(
            {**fields, "signature": f"{fields['signature']}\nuser={user['user']}", "hash": seal}
        ),
        "a field more": f"{true}&chat_type=private",
        "too many fields": true + "".join(f"&field{number}=1" for number in range(40)),
        "a million characters": f"{true}&more={'a' * 1_000_000}",
        "signed, without a name": sealed(fields),
        "signed, without a moment": sealed({**user, "signature": "c29tZXRoaW5n"}),
        "signed, a name that is no number": sealed({**fields, "user": '{"id": [1]}'}),
        "signed, a moment that never comes": signed(daria.id, auth_date="9" * 40),
        "of a quarter of an hour ago": signed(daria.id, ago=900),
        "of yesterday": signed(daria.id, ago=86_400),
        "of tomorrow": signed(daria.id, ago=-86_400),
        "of somebody who never spoke to the bot": stranger,
        "no data at all": "",
        "nonsense": "%%%=&=&hash",
    }
    for what, data in forged.items():
        async with Beside.at(service.address) as page:
            assert await page.enter(data, draft) == 401, what
            assert "Откройте эту страницу из чата в Telegram" in page.refusal, what
            async with page.http.get(f"{service.address}/app/api/session") as response:
                assert response.status == 401, what
    assert chat.since(mark) == []
    async with Beside.at(service.address) as page, Beside.at(service.address) as thief:
        assert await page.enter(true, draft, attempt="mine") == 200
        assert await thief.enter(true, draft) == 401, "it counts once"
        assert await thief.enter(true, draft) == 401, "however often it is tried"
        assert await page.enter(true, draft, attempt="again") == 200, "with the cookie one is in already"
        async with Beside.at(service.address) as lost:
            assert await lost.enter(true, draft, attempt="mine") == 200, "the answer was lost on its way"
        assert "Как полностью называется" in await page.reads()


async def test_ones_own_opening_opens_nobody_elses_draft(server: FakeTelegram, service: Service) -> None:
    zoya, ivan = server.person("Зоя"), server.person("Иван")
    hers = await zoya.start("profile")
    draft = draft_of(hers.last)
    await hers.say(AGENCY)
    chat = await ivan.start("profile")
    async with Beside.at(service.address) as page:
        assert await page.enter(signed(ivan.id), draft) == 200
        assert AGENCY not in str(await page.messages())
        async with page.http.get(f"{service.address}/app/api/drafts") as response:
            own = [each["id"] for each in (await response.json())["drafts"]]
        assert own == [draft_of(chat.last)]


async def test_who_has_everything_erased_in_the_chat_is_out_of_the_page(
    server: FakeTelegram, service: Service
) -> None:
    lena = server.person("Лена")
    chat = await lena.start("profile")
    async with await Beside.at(service.address).of(lena, chat.last) as page:
        await chat.say("/forget", expect="Удалить всё")
        await chat.press("Да, удалить всё", expect="Всё удалено")
        assert await page._post({"text": "Есть кто?"}) == 401
        async with page.http.get(f"{service.address}/app/api/session") as response:
            assert response.status == 401


async def test_only_telegram_may_frame_the_page_and_only_that_page(
    server: FakeTelegram, service: Service
) -> None:
    async with aiohttp.ClientSession() as http:
        framed = (await http.get(f"{service.address}/app/")).headers
        policy = framed["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors https://web.telegram.org") and "X-Frame-Options" not in framed
        assert "script-src 'self'" in policy and "unsafe" not in policy
        for path in ("/", "/app/api/session", "/api/session"):
            strict = (await http.get(f"{service.address}{path}")).headers
            assert strict["Content-Security-Policy"].endswith("frame-ancestors 'none'"), path
            assert strict["X-Frame-Options"] == "DENY", path
        secure = {"X-Forwarded-Proto": "https"}
        body = {"init_data": "", "id": "1", "draft": ""}
        foreign = {**secure, "Sec-Fetch-Site": "cross-site"}
        assert (await http.post(f"{service.address}/app/api/enter", json=body, headers=foreign)).status == 403
        nora = server.person("Нора")
        await nora.start("profile")
        body["init_data"] = signed(nora.id)
        entered = await http.post(f"{service.address}/app/api/enter", json=body, headers=secure)
        cookie = entered.headers["Set-Cookie"]
        for part in ("segmentbot-app=", "Path=/app/", "HttpOnly", "Secure", "SameSite=None", "Partitioned"):
            assert part in cookie


async def test_the_page_in_a_browser_loads_nothing_of_telegrams_and_shows_what_the_chat_answers(
    server: FakeTelegram, service: Service, chromium: str
) -> None:
    olga = server.person("Ольга")
    chat = await olga.start("profile")
    data = quote(signed(olga.id), safe="")
    address = f"{service.address}/app/?draft={draft_of(chat.last)}#tgWebAppData={data}&tgWebAppVersion=8.0"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags())
        context = await browser.new_context(locale="ru-RU", viewport={"width": 390, "height": 700})
        person = await PageUser.arrive(context, address)
        person.troubles[:] = [each for each in person.troubles if service.address not in each]
        await person.reads("Как полностью называется")
        assert "tgWebAppData" not in person.page.url, "the data is no part of the address any more"
        await chat.say(AGENCY)
        await expect(person.page.locator(".message.bot .content").last).not_to_contain_text(
            "Как полностью называется"
        )
        await person.page.reload()
        await person.ready()
        assert await person.page.locator("html").get_attribute("data-ready") == "yes"
        await context.clear_cookies()
        await person.page.reload()
        await expect(person.page.locator("#log")).to_contain_text("Откройте эту страницу из чата в Telegram")
        foreign = [each for each in person.troubles if "401" not in each and service.address not in each]
        assert foreign == []
        await browser.close()


def _signed_plainly(user: int) -> str:
    """With the token as the key, as another of Telegram's ways does it."""
    fields = {"user": f'{{"id": {user}}}', "auth_date": "2000000000"}
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return urlencode({**fields, "hash": hmac.digest(TOKEN.encode(), checked.encode(), "sha256").hex()})
