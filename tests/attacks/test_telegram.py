"""Everything that people may send in Telegram, in floods, and bodies that only look like its updates."""

import asyncio
import io
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.attacks.bystander import undisturbed
from tests.attacks.test_costly_work import CHANCE, LETTERS, words
from tests.attacks.watcher import most_memory
from tests.fake_telegram import FakeTelegram
from tests.fake_telegram.webhook import SECRET_HEADER
from tests.launcher.forked import ForkServer
from tests.launcher.service import ENCODERS, SECRET, Service
from tests.whole.caller import Caller

pytestmark = pytest.mark.asyncio(loop_scope="module")
Json = dict[str, Any]
# As many as Telegram has under way at once.
PARALLEL = 40
MB = 1024
_ids = count(10_000_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(
    tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> AsyncIterator[Service]:
    """The service with a team's chat, called by Telegram at its webhook."""
    async with FakeTelegram() as telegram:
        team = telegram.group("Команда", telegram.person("Методист"), chat_id=-1_000_000_777_000)
        settings = {"TEAM_CHAT": f"telegram:{team.id}", **ENCODERS}
        service = Service(tmp_path_factory.mktemp("service"), settings, telegram, fork_server)
        await service.start(service.webhook)
        yield service
        await service.stop()


def person(number: int) -> Json:
    return {"id": 5_000_000 + number, "is_bot": False, "first_name": "А", "language_code": "ru"}


def message(number: int, **more: Any) -> Json:
    sender, id = person(number), next(_ids)
    chat = {"id": sender["id"], "type": "private", "first_name": "А"}
    return {"message_id": id, "date": 1_790_000_000, "chat": chat, "from": sender, **more}


def said(number: int) -> Json:
    return {"message": message(number, text=words(LETTERS, 6, 100))}


def edited(number: int) -> Json:
    return {"edited_message": message(number, text=words(LETTERS, 6, 100), edit_date=1_790_000_000)}


def uploaded(number: int) -> Json:
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "а" * 1000, "file_size": 10**12}
    return {"message": message(number, document=file, caption=words(LETTERS, 6, 140))}


def pressed(number: int) -> Json:
    data = CHANCE.choice(("x" * 64, "team:close:1", "team:learn:1:1", "9:9:9", "draft:open:нет", "\0", ""))
    query = {"id": str(next(_ids)), "from": person(number), "chat_instance": "1", "data": data}
    return {"callback_query": {**query, "message": message(number, text="а")}}


def asked_inline(number: int) -> Json:
    query = {"id": str(next(_ids)), "from": person(number), "offset": ""}
    return {"inline_query": {**query, "query": words(LETTERS, 6, 36)}}


def standing(number: int) -> Json:
    """Another group lets the bot in."""
    us = {"id": 42, "is_bot": True, "first_name": "Бот"}
    chat = {"id": -2_000_000 - next(_ids), "type": "group", "title": "Группа"}
    old, new = ({"user": us, "status": status} for status in ("left", "member"))
    change = {"chat": chat, "from": person(number), "date": 1_790_000_000}
    return {"my_chat_member": {**change, "old_chat_member": old, "new_chat_member": new}}


def formatted(number: int) -> Json:
    bold = [{"type": "bold", "offset": place, "length": 3_000} for place in range(100)]
    return {"message": message(number, text="а" * 4000, entities=bold)}


def formatted_much(number: int) -> Json:
    """Telegram itself sends a hundred at most."""
    spans = [{"type": "bold", "offset": place, "length": 3_000} for place in range(4_000)]
    return {"message": message(number, text="а" * 4000, entities=spans)}


async def flood(service: Service, bodies: Iterable[Json | bytes], secret: str = SECRET) -> Counter[int]:
    """Posts all of them; the statuses."""
    headers, statuses, left = (
        {SECRET_HEADER: secret, "Content-Type": "application/json"},
        Counter[int](),
        iter(bodies),
    )

    async def some(session: aiohttp.ClientSession) -> None:
        for update in left:
            body = update if isinstance(update, bytes) else _as_sent(update)
            async with session.post(
                f"{service.address}/telegram/webhook",
                data=io.BytesIO(body),
                headers=headers,
            ) as response:
                await response.read()
                statuses[response.status] += 1

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(some(session) for _ in range(PARALLEL)))
    return statuses


def _as_sent(update: Json) -> bytes:
    return json.dumps({"update_id": next(_ids), **update}).encode()


@pytest.mark.parametrize(
    "kind", [said, edited, uploaded, pressed, asked_inline, formatted, formatted_much, standing]
)
@pytest.mark.parametrize("people", [1, 80])
async def test_floods_make_nobody_wait(service: Service, kind: Any, people: int) -> None:
    before, logged = most_memory(service), len(service.log)
    async with undisturbed(service):
        statuses = await flood(service, (kind(number % people) for number in range(80)))
    assert set(statuses) == {200}
    assert most_memory(service) - before < 100 * MB
    assert " ERROR " not in service.log[logged:]


async def test_what_is_typed_after_the_bots_name_never_waits_in_a_log(service: Service) -> None:
    """Far more than one person may have waiting."""
    logged = len(service.log)
    async with undisturbed(service):
        assert await flood(service, (asked_inline(7) for _ in range(600))) == {200: 600}
    assert " ERROR " not in service.log[logged:]


async def test_strangers_who_ask_for_the_teams_page_write_little(service: Service) -> None:
    def notes() -> int:
        with sqlite3.connect(Path(service.folder / "bot.db")) as database:
            (number,) = database.execute("SELECT count(*) FROM audit").fetchone()
        database.close()
        return int(number)

    before = notes()
    async with undisturbed(service):
        await flood(service, ({"message": message(900, text="/team")} for _ in range(100)))
    assert notes() - before <= 20


async def test_who_adds_the_bot_to_hundreds_of_groups_writes_little(service: Service) -> None:
    async with undisturbed(service):
        assert await flood(service, (standing(901) for _ in range(300))) == {200: 300}
    with sqlite3.connect(Path(service.folder / "bot.db")) as database:
        query = "SELECT count(*) FROM chats WHERE channel = 'telegram' AND speaker = ?"
        (groups,) = database.execute(query, [str(person(901)["id"])]).fetchone()
    database.close()
    assert groups <= 20


async def test_endless_questions_to_the_team_make_nobody_wait(service: Service) -> None:
    """Names are looked for in what the team sees of them, within the transaction that tells it."""
    async with AsyncExitStack() as stack:
        attackers = [await stack.enter_async_context(Caller(service.address)) for _ in range(4)]
        endless = words(LETTERS, 6, 14_000)
        async with undisturbed(service):
            await asyncio.gather(*(attacker.post({"text": f"/ask {endless}"}) for attacker in attackers))


async def test_a_long_question_that_many_put_to_the_team_makes_nobody_wait(service: Service) -> None:
    """One ticket with all of them, drawn anew for each."""
    async with AsyncExitStack() as stack:
        askers = [await stack.enter_async_context(Caller(service.address)) for _ in range(30)]
        same = words(LETTERS, 6, 1_000)
        async with undisturbed(service):
            await asyncio.gather(
                *(asker.post({"text": f"/ask {same} {number}-й"}) for number, asker in enumerate(askers))
            )


# None of them costs anything before the secret is right; and Telegram's own are no larger than the last one.
DEARER = {
    "deep": b'{"message":' + b'{"a":' * 200_000 + b"1" + b"}" * 200_000 + b"}",
    "no numbers": b'{"update_id":' + b"1" * 100_000 + b"}",
    "long": json.dumps({"update_id": 1, "message": message(5, text="а " * 150_000)}).encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("kind", DEARER)
async def test_bodies_that_are_no_updates_make_nobody_wait(service: Service, kind: str) -> None:
    before = most_memory(service)
    async with undisturbed(service):
        assert set(await flood(service, [DEARER[kind]] * 12, secret="x" * 24)) == {401}
        statuses = await flood(service, [DEARER[kind]] * 12)
    assert set(statuses) <= {200, 400, 413}
    assert most_memory(service) - before < 200 * MB


async def test_long_forms_of_strangers_make_nobody_wait(service: Service) -> None:
    form = b"answer=" + b"%d0%b0" * 10_000
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"segmentbot_team={'a' * 43}"}

    async def sent(session: aiohttp.ClientSession, path: str) -> int:
        async with session.post(f"{service.address}{path}", data=form, headers=headers) as response:
            return response.status

    async with undisturbed(service), aiohttp.ClientSession() as session:
        for path in ("/team/tickets/1", "/team/enter/" + "a" * 43):
            assert set(await asyncio.gather(*(sent(session, path) for _ in range(100)))) == {403}
