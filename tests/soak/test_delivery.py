"""Many deliveries on a clock that is passed in: within the limits, in order, through every fault."""

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from bot.store.waiting import Priority
from dialogs.turn.replies import Attachment, Reply
from dialogs.turn.world import Library
from knowledge.text.markup import paragraph
from tests.fake_telegram import FakeTelegram, Talk
from tests.soak.conftest import Amount
from tests.soak.figures import Figures
from tests.soak.simulated import Post, post_office

SEED = 20261122
PRIVATE, GROUP = 9, 100
SHARE_OF_GROUPS = 0.1
AN_HOUR = 3600.0
Place = tuple[int, int]
"""A chat and a message in it."""


async def written(post: Post, deliveries: int) -> dict[int, tuple[Talk, int]]:
    """So many messages: nine tenths to people, the others to groups; digests among them."""
    server = post.server
    groups = max(round(deliveries * SHARE_OF_GROUPS / GROUP), 1)
    chats: list[tuple[Talk, int]] = []
    for number in range(groups):
        member = server.person(f"Глава {number}")
        chats.append((server.group(f"Группа {number}", member).talk(member), GROUP))
    left = deliveries - groups * GROUP
    while left > 0:
        chats.append((server.person(f"Чел {left}").private(), min(PRIVATE, left)))
        left -= PRIVATE
    for place, (chat, amount) in enumerate(chats):
        await post.write(chat, amount, Priority.DIGEST if place % 5 == 0 else Priority.REPLY)
    return {chat.id: (chat, amount) for chat, amount in chats}


def lost_and_repeated(post: Post, chats: dict[int, tuple[Talk, int]]) -> tuple[int, set[Place]]:
    """How many messages are missing, and those that stand once more below. They must be in order."""
    lost, repeated = 0, set()
    for chat, amount in chats.values():
        got = post.got(chat)
        numbers = [int(message.text) for message in got]
        assert numbers == sorted(numbers), f"out of order: {numbers}"
        lost += amount - len(set(numbers))
        repeated |= {(chat.id, one.id) for one, next_ in pairwise(got) if one.text == next_.text}
    return lost, repeated


async def test_deliveries_keep_the_limits(
    library: Library, tmp_path: Path, amount: Amount, figures: Figures
) -> None:
    deliveries = amount(quick=300, full=10_000)
    async with post_office(library, tmp_path) as post:
        chats = await written(post, deliveries)
        began = post.time()
        assert await post.deliver()
        lost, repeated = lost_and_repeated(post, chats)
        breaches, seconds = post.server.limits.breaches, post.time() - began
        figures.note(
            "deliveries under Telegram's limits",
            sent=deliveries,
            breaches=breaches,
            lost=lost,
            repeated=len(repeated),
            simulated_seconds=seconds,
        )
        assert (breaches, lost, repeated) == (0, 0, set())


async def test_a_document_counts_when_it_leaves(library: Library, tmp_path: Path) -> None:
    """Not while it is drawn: then it would leave among what was counted later."""
    async with post_office(library, tmp_path) as post:
        erased = Attachment("x" * 24, "docx", "Профиль.docx")
        reply = Reply(paragraph("0"), attachments=(erased,) * PRIVATE)
        await post.tell(post.server.person("Вера").private(), (reply,))
        began = post.time()
        assert await post.deliver()
        assert post.server.counts["sendChatAction"] == PRIVATE
        assert post.time() == began, "nothing was to be sent, so nothing was counted"


async def test_restarts_keep_the_limits(
    library: Library, tmp_path: Path, amount: Amount, figures: Figures
) -> None:
    deliveries, restarts = amount(quick=200, full=3_000), 0
    async with post_office(library, tmp_path) as post:
        chats = await written(post, deliveries)
        while not await post.deliver(rounds=2):
            post.restart()
            restarts += 1
        lost, repeated = lost_and_repeated(post, chats)
        breaches = post.server.limits.breaches
        figures.note(
            "deliveries with restarts", sent=deliveries, restarts=restarts, breaches=breaches, lost=lost
        )
        assert restarts > 3
        assert (breaches, lost, repeated) == (0, 0, set())


async def test_every_fault_and_an_hour_away(
    library: Library, tmp_path: Path, amount: Amount, figures: Figures
) -> None:
    deliveries = amount(quick=200, full=3_000)
    each = amount(quick=3, full=60)
    chance = random.Random(SEED)  # the same faults every time
    async with post_office(library, tmp_path) as post:
        chats = await written(post, deliveries)
        server = post.server
        plan_faults(server, list(chats), each, chance)
        away = post.time() + 5.0
        post.time.planned = [(away, server.down), (away + AN_HOUR, server.up)]
        assert await post.deliver()
        assert post.time() > away + AN_HOUR
        lost, repeated = lost_and_repeated(post, chats)
        unheard = {(message["chat"]["id"], message["message_id"]) for message in server.unheard}
        breaches, impatient = server.limits.breaches, server.limits.impatient
        figures.note(
            "deliveries with 429, 500, hanging, cut connections and an hour's outage",
            sent=deliveries,
            faults=5 * each,
            lost=lost,
            repeated=len(repeated),
            taken_unheard=len(unheard),
            breaches=breaches,
        )
        assert (lost, breaches, impatient) == (0, 0, 0)
        # What stands twice is exactly what Telegram took without our hearing of it.
        assert repeated == unheard


def plan_faults(server: FakeTelegram, chats: Sequence[int], each: int, chance: random.Random) -> None:
    plan = server.faults
    for _ in range(each):
        plan.too_many(chance.randint(1, 90), method="sendMessage", chat=chance.choice(chats))
        plan.error(chance.choice((500, 502, 503)), method="sendMessage", chat=chance.choice(chats))
        plan.cut_before(method="sendMessage", chat=chance.choice(chats))
        plan.cut_after(method="sendMessage", chat=chance.choice(chats))
    for _ in range(1 + each // 20):
        plan.hang(method="sendMessage", chat=chance.choice(chats))
