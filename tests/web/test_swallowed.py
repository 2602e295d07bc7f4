"""A network swallows what is sent and never answers: the page gives a request up, and asks again."""

import asyncio

import pytest
from playwright.async_api import Page, Route

from tests.patience import PATIENCE
from tests.web.page_user import PageUser

# The browser's own limit of a request runs by the clock of the page, which the test moves.
LIMITS = """AbortSignal.timeout = (time) => {
    const limit = new AbortController();
    setTimeout(() => limit.abort(), time);
    return limit.signal;
}"""


async def swallow_first(page: Page, address: str) -> asyncio.Event:
    """The first request is neither answered nor refused; set when it came."""
    swallowed = asyncio.Event()

    async def take(route: Route) -> None:
        if swallowed.is_set():
            await route.continue_()
        swallowed.set()

    await page.clock.install()
    await page.add_init_script(LIMITS)
    await page.route(address, take)
    return swallowed


async def give_up(page: Page, address: str, swallowed: asyncio.Event) -> None:
    await asyncio.wait_for(swallowed.wait(), PATIENCE)
    async with page.expect_request(address):
        await page.clock.run_for(35_000)


@pytest.mark.parametrize("address", ["**/api/stream*", "**/api/session"])
async def test_the_page_asks_again_when_nothing_comes_back(person: PageUser, address: str) -> None:
    swallowed = await swallow_first(person.page, address)
    await person.page.reload()
    await give_up(person.page, address, swallowed)
    await person.ready()
    await person.say("Что такое услуга?")
    await person.has_said("Что такое услуга?")


async def test_what_was_swallowed_on_its_way_is_sent_again(person: PageUser) -> None:
    swallowed = await swallow_first(person.page, "**/api/events")
    await person.page.reload()
    await person.ready()
    await person.say("Что такое услуга?")
    await give_up(person.page, "**/api/events", swallowed)
    await person.has_said("Что такое услуга?")
