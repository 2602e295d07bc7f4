"""Team buttons that nobody was given: pressed by strangers, from elsewhere, or with nonsense behind them."""

import itertools
import random
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.store.connection import only
from bot.store.tables import audit, metadata
from dialogs.team.desk_events import Replied, Rewrote, TeamPress
from dialogs.turn.events import Pressed
from dialogs.turn.world import Library
from knowledge.text.markup import paragraph
from tests.databases.fixtures import Database
from tests.team.counter import GROUP, TEAM, Counter, counter
from tests.turns.standin import Clock

PRESSES = (
    "team:take:1",
    "team:close:1",
    "team:entry:1",
    "team:send:1:faq.4",
    "team:learn:1:70",
    "team:publish:learned.1",
    "team:reject:learned.1",
    "team:undo:learned.2",
    "team:propose:learned.3",
    "team:preview:learned.1",
    "team:page:learned.1:run:0",
    "team:line:learned.1:run:0",
    "team:reviewed:faq.4",
)
NUMBERS = (
    "",
    "0",
    "-1",
    "1" * 40,
    "9" * 19,
    "²",
    "①",
    "１",
    "1.5",
    "None",
    "learned.²",
    "\0",
)
NOTING = ("audit", "updates", "chats", "persons")
"""Tables in which it stands that somebody came, and what they tried."""


@pytest.fixture
async def desk(database: Database, library: Library, clock: Clock) -> AsyncIterator[Counter]:
    """A ticket with an answer, and a proposal in each state."""
    async with counter(database.url, library, clock, {}, itertools.count(1)) as opened:
        for number, question in enumerate(("рецепт борща", "погода завтра", "расписание электричек"), 1):
            await opened.says(str(number), f"/ask {question}")
            await opened.replies("91", f"ticket:{number}", f"Ответ {question}", str(69 + number))
            await opened.acts("91", TeamPress(f"team:learn:{number}:{69 + number}"))
        await opened.acts("91", TeamPress("team:publish:learned.2"))
        await opened.acts("91", TeamPress("team:reject:learned.3"))
        await opened.delivered(TEAM.chat)
        yield opened


async def stored(desk: Counter) -> dict[str, list[str]]:
    """All rows of all tables but those that note who came."""
    return {
        table.name: sorted(map(repr, (await desk.store.database.look(only(select(table)))).all()))
        for table in metadata.sorted_tables
        if table.name not in NOTING
    }


async def refused(desk: Counter) -> list[tuple[str, str]]:
    query = select(audit.c.actor, audit.c.subject).where(audit.c.did == "refused").order_by(audit.c.id)
    return [(row.actor, row.subject) for row in (await desk.store.database.look(only(query))).all()]


async def test_no_button_of_the_team_does_anything_for_anybody_else(desk: Counter) -> None:
    """A stranger in the team's chat, an expert and a stranger elsewhere, somebody who has left it."""
    desk.members.left.add("92")
    before = await stored(desk)
    tried: list[tuple[str, str]] = []
    for person, chat in (("5", TEAM.chat), ("91", "91"), ("91", GROUP), ("5", "5"), ("92", TEAM.chat)):
        for button in PRESSES:
            assert "для специалистов" in await desk.acts(person, TeamPress(button), chat)
            tried.append((f"telegram:{person}", button))
    for person in "125":
        for button in (*PRESSES, "team:", "team:close:\0", "team:close:" + "я" * 60):
            assert "для специалистов" in await desk.hears(person, Pressed(button))
            tried.append((f"telegram:{person}", button.replace("\0", "\N{REPLACEMENT CHARACTER}")[:64]))
    assert await stored(desk) == before
    assert await refused(desk) == tried


async def test_nobody_else_writes_into_a_ticket_or_a_proposal(desk: Counter) -> None:
    shown = {each.key: str(each.id) for each in await desk.delivered(TEAM.chat)}
    before = await stored(desk)
    for person, chat in (("5", TEAM.chat), ("91", "91"), ("5", "5")):
        for key, words in (("ticket:1", "Ответ чужого"), ("learned:learned.1", "Ответ: чужое")):
            await desk.acts(person, Replied("900", paragraph(words), shown[key], 1), chat)
        await desk.acts(person, Rewrote("70", paragraph("Чужая правка")), chat)
    assert await stored(desk) == before
    assert len(await refused(desk)) == 9


async def test_nonsense_behind_a_button_is_gone_and_breaks_nothing(desk: Counter) -> None:
    """Even an expert's messenger may send anything."""
    before = await stored(desk)
    chance = random.Random(17)
    for what in ("take", "close", "entry", "send", "learn", "publish", "undo", "preview", "page", "line", ""):
        for number in NUMBERS:
            for more in ("", ":", ":faq.404", f":{chance.choice(NUMBERS)}", f":{chance.choice(NUMBERS)}:1"):
                button = f"team:{what}:{number}{more}"[:64]
                assert await desk.acts("91", TeamPress(button)), button
    assert await stored(desk) == before
