"""Work made to cost much: questions that are hard to read, documents drawn in heaps."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack

import aiohttp
import pytest

from bot.documents.on_demand import MOST_DRAWINGS
from tests.attacks.bystander import undisturbed
from tests.launcher.service import Service
from tests.whole.caller import Caller, attachments

pytestmark = pytest.mark.asyncio(loop_scope="module")
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
SYLLABLES = ("ба", "ко", "ле", "ми", "ну", "ро", "са", "ти", "ве", "да")
CHANCE = random.Random(14)


def written(parts: str | tuple[str, ...], length: int) -> str:
    return "".join(CHANCE.choice(parts) for _ in range(length))


def words(parts: str | tuple[str, ...], length: int, count: int) -> str:
    return " ".join(written(parts, length) for _ in range(count))


HARD: dict[str, Callable[[], str]] = {
    "random words": lambda: words(LETTERS, 6, 300),
    "Latin words": lambda: words("abcdefghijklmnopqrstuvwxyz", 6, 300),
    "signs of eighteen": lambda: "\ufdfa" * 2_000,
    "syllables without a space": lambda: written(SYLLABLES, 500),
    "words of syllables": lambda: words(SYLLABLES, 40, 12),
    "names of letters": lambda: " ".join(CHANCE.choice(("эм", "эф", "цэ")) for _ in range(330)),
    "prose": lambda: " ".join(CHANCE.choice(("клиент", "услуга", "думает", "часто")) for _ in range(150)),
    "accents without end": lambda: "что" + "\u0301\u0316" * 40_000,
    "every plane": lambda: "".join(chr(CHANCE.randrange(0x10000, 0x110000)) for _ in range(1_000)),
}


async def ask(caller: Caller, questions: list[str]) -> None:
    await asyncio.gather(*(caller.post({"text": question}) for question in questions))


@pytest.mark.parametrize("kind", HARD)
async def test_hard_questions_of_one_person_make_nobody_wait(service: Service, kind: str) -> None:
    async with Caller(service.address) as attacker, undisturbed(service):
        await ask(attacker, [HARD[kind]() for _ in range(12)])


@pytest.mark.on_both
async def test_hard_questions_of_many_people_make_nobody_wait(service: Service) -> None:
    async with AsyncExitStack() as stack:
        attackers = [await stack.enter_async_context(Caller(service.address)) for _ in range(12)]
        async with undisturbed(service):
            await asyncio.gather(
                *(ask(attacker, [make() for make in HARD.values()]) for attacker in attackers)
            )


@pytest.mark.on_both
async def test_many_documents_at_once_make_nobody_wait(service: Service) -> None:
    """Sixty PDFs: another's comes after the one that is being drawn."""
    async with Caller(service.address) as attacker, Caller(service.address) as other:
        agencies = ("Министерство труда", "Министерство спорта", "Министерство культуры")
        documents = [each for name in agencies for each in await issued(attacker, name, 20)]
        (wanted,) = await issued(other, "Другое ведомство", 1)
        async with undisturbed(service):
            asked = [asyncio.create_task(asked_for(service, attacker, document)) for document in documents]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            await other.download(wanted, "pdf")
            drawn_before = sum(task.done() and task.result() == 200 for task in asked)
            answers = await asyncio.gather(*asked)
    assert drawn_before < MOST_DRAWINGS, "the other person waited for documents that were asked for earlier"
    assert set(answers) == {200, 429} and answers.count(200) >= MOST_DRAWINGS


async def issued(caller: Caller, agency: str | None, count: int) -> list[str]:
    """The ids of so many documents of a new draft; without an `agency`, of the one at hand."""
    if agency is not None:
        if "в работе" in await caller.say("/profile"):
            await caller.press("Начать ещё")
        await caller.say(agency)
    names = []
    for _ in range(count):
        await caller.say("/document")
        names.append(attachments(await caller.messages())[0]["url"].rpartition("/")[2].partition(".")[0])
    return names


async def asked_for(service: Service, caller: Caller, document: str) -> int:
    async with (
        aiohttp.ClientSession(cookies=caller.cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(f"{service.address}/api/documents/{document}.pdf") as response,
    ):
        await response.read()
        return response.status
